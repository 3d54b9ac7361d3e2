"""What the pages serve themselves from npm, so that none of them asks a CDN."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.paths import ROOT

JAVASCRIPT = ROOT / "tools" / "book" / "javascript"
PACKAGES = JAVASCRIPT / "node_modules"
VENDOR = ROOT / "_build" / "extra" / "vendor"
SERVED = {"katex": ("dist", ["katex.min.css", "fonts/*.woff2"]),
          "onnxruntime-web": ("dist", ["ort.wasm.bundle.min.mjs", "ort-wasm-simd-threaded.wasm"])}
"""Package: the folder in it, and what of that goes into the book."""


def install_packages():
    """Install what the lock names, where it is not yet in place."""
    lock, stamp = JAVASCRIPT / "package-lock.json", PACKAGES / "installed.json"
    if stamp.exists() and stamp.read_bytes() == lock.read_bytes():
        return
    npm = Path(sys.executable).with_name("npm")
    environ = {**os.environ, "PATH": f"{npm.parent}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run([npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"],
                   cwd=JAVASCRIPT, env=environ, check=True)
    shutil.copyfile(lock, stamp)


def fetch_javascript():
    """Put the files that the pages load from a package beside them, and nothing else."""
    install_packages()
    shutil.rmtree(VENDOR, ignore_errors=True)
    for package, (folder, patterns) in SERVED.items():
        source = PACKAGES / package / folder
        for path in [path for pattern in patterns for path in source.glob(pattern)]:
            target = VENDOR / package / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    VENDOR.mkdir(parents=True, exist_ok=True)
