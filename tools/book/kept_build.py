"""What the last build was made from, and so what the next one may leave as it is.

A build that succeeds leaves a note. One that fails or is cut short leaves none: Sphinx complains
about a page only when it reads it, so the next build reads every page.
"""

import hashlib
import json
import os
import sys
from pathlib import Path

from sphinx_external_toc.parsing import parse_toc_yaml

from tools.paths import ROOT

INPUTS = ("_config.yml", "_toc.yml", "book", "data", "inpaint_lib", "pyproject.toml", "recipes",
          "requirements.lock", "tools")
"""What the pages are made from, besides the pages themselves."""
NO_INPUTS = {"__pycache__", "node_modules"}
TIMES = ("bench", "section_times", "binder_chapters")  # measured, and read by no chapter


def list_inputs(folder):
    """Return all files in a folder, or the file itself, without hidden and compiled ones."""
    if folder.is_file():
        return [folder]
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders
                      if name not in NO_INPUTS and not name.startswith(".")]
        found += [Path(place, name) for name in names if not name.startswith(".")]
    return found


def list_files(folder):
    """Return all files in a folder, hidden ones too."""
    return [path for path in folder.rglob("*") if path.is_file()]


def hash_files(paths, root):
    """Return a hash of the names and the contents of files."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.relative_to(root)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def list_sources(root=ROOT):
    """Return the files of the pages in the table of contents."""
    names = parse_toc_yaml(root / "_toc.yml")
    found = [root / f"{name}{ending}" for name in names for ending in (".md", ".ipynb")]
    return [path for path in found if path.exists()]


def name_source(path, root=ROOT):
    """Return the name of a page's source, as the note has it."""
    return path.relative_to(root).as_posix()


def hash_outputs(root=ROOT):
    """Return a hash of everything that a notebook's outputs depend on besides its own code."""
    files = [*root.glob("inpaint_lib/**/*.py"), *root.glob("data/**/*"), *root.glob("recipes/*"),
             *root.glob("book/quizzes/*"), root / "book" / "pictures.toml",
             root / "requirements.lock"]
    return hash_files((path for path in files if path.is_file() and path.stem not in TIMES), root)


def describe_inputs(config, root=ROOT):
    """Return what a build is made from, as hashes; the configuration as the text it is."""
    pages = list_sources(root)
    inputs = {path for name in INPUTS for path in list_inputs(root / name)} - set(pages)
    times = {path for path in inputs if path.parent == root / "data" and path.stem in TIMES}
    return {"pages": {name_source(path, root): hash_files([path], root) for path in pages},
            "inputs": hash_files(inputs - times, root), "times": hash_files(times, root),
            "config": config, "python": sys.version}


def describe_built(build=ROOT / "_build"):
    """Return what a build has left, as hashes: the pages that Sphinx has read, and the book."""
    read = [path for name in (".doctrees", "jupyter_execute") for path in list_files(build / name)]
    return {"read": hash_files(read, build), "html": hash_files(list_files(build / "html"), build)}


def list_changed(before, now):
    """Return the pages that have changed since the last good build, or None to read all anew.

    ``times`` is left out: the tables made from them are files that Sphinx itself looks at.
    """
    if not before or any(before.get(key) != now[key]
                         for key in ("inputs", "config", "python", "read")):
        return None
    return [page for page, digest in now["pages"].items() if before["pages"].get(page) != digest]


def read_note(path):
    """Return what the last good build has noted, or None."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
