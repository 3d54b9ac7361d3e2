"""Run the chapters whose outputs are not kept, side by side, into the cache that the book reads.

``make book`` calls this before Sphinx, which would run one chapter after the other. One alone:

    .venv/bin/python -m tools.book.run_chapters chapters/00_images_with_holes.ipynb
"""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import psutil
import yaml
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.executors.utils import single_nb_execution
from nbclient.exceptions import CellExecutionError, DeadKernelError

from tools.chapters import read_notebook
from tools.paths import DATA, ROOT

CACHE = ROOT / "_build" / ".jupyter_cache"
TIMES = DATA / "bench.json"
MEMORY = 1.6e9
"""Bytes set aside for a chapter's kernel; the tests hold each chapter below it."""


def list_stale(paths, cache=CACHE):
    """Return the notebooks without kept outputs: never run, or other code since then.

    Prose counts for nothing: the cache knows a notebook by its code cells.
    """
    kept, stale = get_cache(cache), []
    for path in paths:
        try:
            kept.match_cache_notebook(read_notebook(path))
        except KeyError:
            stale.append(path)
    return stale


def order_chapters(paths, results):
    """Return the notebooks with the longest first, by the measured times of ``make bench``.

    One that was never measured comes before all others.
    """
    def find_seconds(path):
        return results.get(f"{path.stem}_time", {}).get("median", float("inf"))

    return sorted(paths, key=find_seconds, reverse=True)


def count_kernels(chapters, cores, memory):
    """Return how many chapters run at a time on these cores, in these bytes of free memory."""
    return max(1, min(chapters, cores, int(memory // MEMORY)))


def join_streams(notebook):
    """Join what a cell printed in several pieces: MyST-NB would put a new line between them."""
    for cell in notebook.cells:
        kept = []
        for output in cell.get("outputs", []):
            if kept and output.output_type == "stream" == kept[-1].output_type \
                    and output.name == kept[-1].name:
                kept[-1].text += output.text
            else:
                kept.append(output)
        if cell.cell_type == "code":
            cell.outputs = kept


def run_chapter(path, cache=CACHE, timeout=None):
    """Run a notebook in its folder and keep its outputs; return what went wrong, or None."""
    notebook, begun = read_notebook(path), []
    try:  # as MyST-NB runs a notebook during the build
        result = single_nb_execution(
            notebook, cwd=str(path.parent), timeout=timeout or read_timeout(), allow_errors=False,
            on_cell_start=lambda cell, cell_index: begun.append(cell_index + 1))
    except DeadKernelError as error:
        return f"cell {begun[-1]}: {error}"
    if result.err:
        print(result.exc_string, file=sys.stderr)
        return f"cell {begun[-1]}: {describe_error(result.err)}"
    join_streams(notebook)
    get_cache(cache).cache_notebook_bundle(
        CacheBundleIn(notebook, str(path), data={"execution_seconds": result.time}),
        check_validity=False, overwrite=True)
    return None


def describe_error(error):
    """Return a cell's error in one line."""
    if isinstance(error, CellExecutionError):
        return f"{error.ename}: {error.evalue}".splitlines()[0]
    return str(error).splitlines()[0]  # it took too long


def read_timeout(config=ROOT / "_config.yml"):
    """Return the seconds that a cell of the book may take."""
    return yaml.safe_load(config.read_text(encoding="utf-8"))["execute"]["timeout"]


def start_chapter(path):
    """Run a notebook in a process of its own; return what went wrong, or None."""
    run = subprocess.run([sys.executable, "-m", "tools.book.run_chapters", path], cwd=ROOT,
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    if run.returncode == 0:
        return None
    return (run.stdout.splitlines() or [f"its process ended with code {run.returncode}"])[-1]


def run_chapters(paths):
    """Run the notebooks side by side; return notebook: what went wrong, for those that failed."""
    results = json.loads(TIMES.read_text(encoding="utf-8")) if TIMES.exists() else {}
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    at_a_time = count_kernels(len(paths), cores, psutil.virtual_memory().available)
    print(f"running {len(paths)} chapter(s), {at_a_time} at a time", flush=True)
    failed = {}
    with ThreadPoolExecutor(at_a_time) as pool:
        runs = {pool.submit(start_chapter, path): path for path in order_chapters(paths, results)}
        try:
            for run in as_completed(runs):
                path, fault = runs[run], run.result()
                print(f"{path.relative_to(ROOT)}: {fault or 'done'}", flush=True)
                if fault:
                    failed[path] = fault
        except BaseException:  # as when the reader stops the build: begin no other chapter
            pool.shutdown(cancel_futures=True)
            raise
    return failed


def main(name):
    """Run one notebook, print what went wrong and return the exit code."""
    fault = run_chapter(Path(name).resolve())
    if fault:
        print(fault)
    return 1 if fault else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
