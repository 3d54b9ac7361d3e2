"""Build the book into ``_build/html``, and fail on anything a reader would trip over.

``make book`` calls this. Steps: fetch the page's JavaScript once, forget executed notebooks
when the code under them has changed, draw the faces once, run Jupyter Book, check the result.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import yaml
from check_links import HTML, check_book, list_pages
from repository import COLAB_BRANCH, fill_in_address, find_repository, has_colab_branch
from teaching_plan import write_tables

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "_build"
VENDOR = BUILD / "extra" / "vendor"
JAVASCRIPT = ROOT / "tools" / "javascript"
MATHJAX = ["tex-mml-chtml.js", "output/chtml/fonts", "input/tex/extensions", "a11y", "sre"]
BRANCH = "main"
TIMES = ("bench", "section_times", "binder_chapters")  # measured, and read by no chapter
COMPLAINT = re.compile(r"\b(WARNING|ERROR|CRITICAL|SEVERE): ")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
CELL_LINE = re.compile(r"(?<=\.ipynb):(\d+)(\d{4})(?=:)")  # MyST-NB's line 120003: cell 12, line 3


def fetch_javascript():
    """Put the pages' own copy of MathJax beside them, from the locked npm package."""
    stamp = VENDOR / "package-lock.json"
    lock = JAVASCRIPT / "package-lock.json"
    if stamp.exists() and stamp.read_bytes() == lock.read_bytes():
        return
    npm = Path(sys.executable).with_name("npm")
    environ = {**os.environ, "PATH": f"{npm.parent}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run([npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"],
                   cwd=JAVASCRIPT, env=environ, check=True)
    shutil.rmtree(VENDOR, ignore_errors=True)
    for name in MATHJAX:
        source = JAVASCRIPT / "node_modules" / "mathjax" / "es5" / name
        target = VENDOR / "mathjax" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copyfile(source, target)
    shutil.copyfile(lock, stamp)


def hash_inputs(root=ROOT):
    """Return a hash of everything that a notebook's outputs depend on besides its own code."""
    files = [*root.glob("inpaint_lib/**/*.py"), *root.glob("data/**/*"),
             *root.glob("book/quizzes/*.json"), root / "requirements.lock"]
    files = [path for path in files if path.is_file() and path.stem not in TIMES]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return digest.hexdigest()


def forget_stale_outputs():
    """Delete the executed notebooks when the library, its data or the packages have changed.

    The cache of Jupyter Book looks at the notebooks' own code only.
    """
    stamp = BUILD / "inputs.sha256"
    current = hash_inputs()
    if not stamp.exists() or stamp.read_text() != current:
        shutil.rmtree(BUILD / ".jupyter_cache", ignore_errors=True)
        BUILD.mkdir(exist_ok=True)
        stamp.write_text(current)


def make_config(repository, colab=False):
    """Return the configuration to build with: ours, and links where the address is known.

    ``colab`` says whether the copies of the chapters that Colab opens are published.
    """
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    config["repository"] = {"url": repository or "", "branch": BRANCH}
    # The configuration is written into another folder, from which paths would lead elsewhere.
    extensions = config["sphinx"]["local_extensions"]
    config["sphinx"]["local_extensions"] = {name: str(ROOT / extensions[name])
                                            for name in extensions}
    if repository:
        config["html"]["use_repository_button"] = True
        config["html"]["use_edit_page_button"] = True
        config["sphinx"]["config"]["launch"] = {
            "repository": repository, "branch": BRANCH,
            "colab_branch": COLAB_BRANCH if colab else "",
        }
    return config


def tidy_line(line):
    """Return a line of the log without colours, with the page and the cell it speaks of."""
    line = COLOUR.sub("", line).replace(f"{ROOT}{os.sep}", "")
    return CELL_LINE.sub(lambda match: f", cell {match[1]}, line {int(match[2])}", line)


def find_complaints(log):
    """Return the warnings and errors among the lines of the log, with what follows a colon."""
    lines = [tidy_line(line).strip() for line in log] + [""]
    return [f"{line} {after}" if line.endswith(":") else line
            for line, after in zip(lines, lines[1:]) if COMPLAINT.search(line)]


def run_jupyter_book():
    """Run Jupyter Book on all pages; return what it complained about, or an empty list."""
    config = BUILD / "config.yml"
    config.write_text(yaml.safe_dump(make_config(find_repository(), has_colab_branch()),
                                     sort_keys=False), encoding="utf-8")
    # Sphinx complains about a page only when it reads it, so every build reads every page.
    shutil.rmtree(BUILD / ".doctrees", ignore_errors=True)
    shutil.rmtree(BUILD / "html", ignore_errors=True)
    command = [Path(sys.executable).with_name("jupyter-book"), "build", ROOT, "--path-output", ROOT,
               "--config", config, "-W", "-n", "--keep-going"]
    process = subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    log = []
    for line in process.stdout:
        print(tidy_line(line), end="", flush=True)
        log.append(line)
    if process.wait() == 0:
        return []
    return find_complaints(log) or [f"jupyter-book ended with code {process.returncode}"]


def name_repository(repository, html=HTML):
    """Write the address into the chapters that readers download and that Colab opens."""
    for path in html.glob("_sources/chapters/*.ipynb"):
        path.write_text(fill_in_address(path.read_text(encoding="utf-8"), repository),
                        encoding="utf-8")


def main():
    """Build the book and return the exit code."""
    started = time.monotonic()
    fetch_javascript()
    forget_stale_outputs()
    write_tables()
    complaints = run_jupyter_book() or check_book()
    if complaints:
        print(f"\nThe book has {len(complaints)} fault(s):", *complaints, sep="\n  ")
        return 1
    name_repository(find_repository())
    seconds = time.monotonic() - started
    print(f"\n{len(list_pages())} pages in {seconds:.0f} s: {HTML.relative_to(ROOT)}/index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
