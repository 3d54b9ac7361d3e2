"""Build the book into ``_build/html``, and fail on anything a reader would trip over.

``make book`` calls this. Where nothing has changed since the last good build, nothing is done.
Otherwise: fetch the page's JavaScript once, draw the faces once, run the chapters that have no
outputs yet, side by side, let Sphinx read the pages that have changed and write all, finish them,
check the result.
"""

import gc
import json
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import nullcontext

import yaml

from tools.book.check_links import HTML, check_book, list_pages
from tools.book.kept_build import (describe_built, describe_inputs, hash_outputs, list_changed,
                                   list_sources, name_source, read_note)
from tools.book.repository import (COLAB_BRANCH, fill_in_address, find_repository, find_site,
                                   has_colab_branch)
from tools.book.run_chapters import list_stale, run_chapters
from tools.book.taught_in import write_taught_in
from tools.classroom.plan import write_tables
from tools.pages.finish import finish_pages
from tools.pages.vendor import fetch_javascript
from tools.paths import ROOT
from tools.playground.build import write_playgrounds

BUILD = ROOT / "_build"
BRANCH = "main"
NOTE = BUILD / "built.json"
DOCTREES = BUILD / ".doctrees"
# Without collecting garbage Sphinx takes half the time, and 0.3 GB more.
JUPYTER_BOOK = "import gc; gc.disable(); from jupyter_book.cli.main import main; main()"
COMPLAINT = re.compile(r"\b(WARNING|ERROR|CRITICAL|SEVERE): ")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
CELL_LINE = re.compile(r"(?<=\.ipynb):(\d+)(\d{4})(?=:)")  # MyST-NB's line 120003: cell 12, line 3


def forget_stale_outputs():
    """Delete the executed notebooks when the library, its data or the packages have changed.

    The cache of Jupyter Book looks at the notebooks' own code only.
    """
    stamp = BUILD / "inputs.sha256"
    current = hash_outputs()
    if not stamp.exists() or stamp.read_text() != current:
        shutil.rmtree(BUILD / ".jupyter_cache", ignore_errors=True)
        BUILD.mkdir(exist_ok=True)
        stamp.write_text(current)


def draw_faces():
    """Start to draw the faces, so that chapters side by side need not wait for one another."""
    return subprocess.Popen([sys.executable, "-m", "inpaint_lib", "faces"], cwd=ROOT,
                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def forget_pages(pages):
    """Make Sphinx read these sources anew, or all where they are None."""
    if pages is None:
        shutil.rmtree(DOCTREES, ignore_errors=True)
        shutil.rmtree(BUILD / "jupyter_execute", ignore_errors=True)
    for page in pages or []:
        (DOCTREES / page).with_suffix(".doctree").unlink(missing_ok=True)


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


def run_jupyter_book(config):
    """Run Jupyter Book on all pages; return what it complained about, or an empty list.

    Sphinx reads the pages whose reading is not kept. It writes all: each shows titles, numbers
    and links of others.
    """
    path = BUILD / "config.yml"
    path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    shutil.rmtree(HTML, ignore_errors=True)
    command = [sys.executable, "-c", JUPYTER_BOOK, "build", ROOT, "--path-output", ROOT,
               "--config", path, "-W", "-n", "--keep-going"]
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


def build_pages(config, stale, changed):
    """Bring the book up to date; return what is wrong with it.

    ``stale`` are the chapters without outputs, ``changed`` the sources of pages that Sphinx has
    to read, or None for all.
    """
    with draw_faces() if stale else nullcontext() as drawing:
        fetch_javascript()
        write_tables()
        write_taught_in()
        write_playgrounds()
    if drawing and drawing.returncode:
        return ["The faces could not be drawn; the reason stands above."]
    failed = run_chapters(stale) if stale else {}
    forget_pages(changed)
    if failed:  # not to be run again: what is stored in the file is shown
        config["execute"]["exclude_patterns"] = [name_source(path) for path in failed]
    complaints = [f"{name_source(path)}, {fault}" for path, fault in failed.items()]
    complaints += run_jupyter_book(config)
    if complaints:
        return complaints
    finish_pages(find_site(config["repository"]["url"]))
    return check_book()


def main():
    """Build the book and return the exit code."""
    started = time.monotonic()
    gc.disable()  # the check makes trees of all pages and keeps them
    config = make_config(find_repository(), has_colab_branch())
    before, now = read_note(NOTE), describe_inputs(yaml.safe_dump(config))
    built = describe_built()
    forget_stale_outputs()
    stale = list_stale([path for path in list_sources() if path.suffix == ".ipynb"])
    if before == now | built and not stale:
        print(f"Nothing has changed: {HTML.relative_to(ROOT)}/index.html")
        return 0
    NOTE.unlink(missing_ok=True)
    changed = list_changed(before, now | built)
    if changed is not None:
        changed += map(name_source, stale)
    complaints = build_pages(config, stale, changed)
    if complaints:
        print(f"\nThe book has {len(complaints)} fault(s):", *complaints, sep="\n  ")
        return 1
    name_repository(find_repository())
    NOTE.write_text(json.dumps(now | describe_built()), encoding="utf-8")
    seconds = time.monotonic() - started
    print(f"\n{len(list_pages())} pages in {seconds:.0f} s: {HTML.relative_to(ROOT)}/index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
