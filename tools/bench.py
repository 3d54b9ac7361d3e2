"""Measure the times and the memory that the course promises, each alone in a fresh process.

    make bench                      everything: more than an hour
    make bench ONLY=fit_3x3         one benchmark
    make bench ONLY=cold_book RUNS=1

The results are kept in data/bench.json with the machine in words; the page book/run_times.md is
made from them.
"""

import argparse
import datetime
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil
from machine import describe_machine

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "data" / "bench.json"
PAGE = ROOT / "book" / "run_times.md"
RUNS = 5
CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))


@dataclass(frozen=True)
class Figure:
    """One number the course promises: what it is, at most how large, in which unit."""

    title: str
    target: float | None
    unit: str


def time_call(function):
    """Return the seconds that a call takes."""
    started = time.perf_counter()
    function()
    return time.perf_counter() - started


def import_tensorflow():
    """Import TensorFlow, which takes seconds of its own, before a fit is timed."""
    import inpaint_lib.pixel_models  # noqa: F401  sets what TensorFlow reads at its import
    import tensorflow  # noqa: F401


def measure_fit_3x3():
    import_tensorflow()
    from inpaint_lib.pixel_models import fit_linear
    rng = np.random.default_rng(0)
    neighbours, centres = rng.integers(0, 256, (600, 8)), rng.integers(0, 256, 600)
    return {"fit_3x3": time_call(lambda: fit_linear(neighbours, centres, learning_rate=1e-6))}


def measure_fit_5x5():
    import_tensorflow()
    from inpaint_lib.pixel_models import fit_net
    rng = np.random.default_rng(0)
    neighbours, centres = rng.integers(0, 256, (400, 24)), rng.integers(0, 256, 400)
    return {"fit_5x5": time_call(lambda: fit_net(neighbours, centres))}


def measure_patches():
    from inpaint_lib.patches import extract_patches, split_patches
    image = np.random.default_rng(0).random((3165, 3165), dtype=np.float32)
    found = []
    seconds = time_call(lambda: found.append(split_patches(extract_patches(image, 3))))
    assert len(found[0][1]) >= 10_000_000
    return {"patches": seconds}


def measure_faces():
    from inpaint_lib.faces import load_faces
    with tempfile.TemporaryDirectory() as folder:
        os.environ["INPAINT_LIB_CACHE"] = folder
        return {"faces": time_call(load_faces)}


def watch_memory(peak, stop):
    """Keep the largest sum of resident memory of this process's children, in MB."""
    while not stop.wait(0.05):
        used = 0
        for child in psutil.Process().children(recursive=True):
            try:
                used += child.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        peak[0] = max(peak[0], used / 1e6)


def measure_chapter(path):
    import nbformat
    from nbclient import NotebookClient
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=600, kernel_name="python3",
                            resources={"metadata": {"path": str(path.parent)}})
    peak, stop = [0.0], threading.Event()
    watcher = threading.Thread(target=watch_memory, args=(peak, stop))
    watcher.start()
    try:
        seconds = time_call(client.execute)
    finally:
        stop.set()
        watcher.join()
    return {f"{path.stem}_time": seconds, f"{path.stem}_memory": peak[0]}


def copy_course(folder):
    """Copy the course as a clone has it, with neither environment nor build."""
    listing = subprocess.run(["git", "ls-files", "-z", "--cached", "--others",
                              "--exclude-standard"], cwd=ROOT, capture_output=True, check=True)
    for name in filter(None, listing.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def run_make(target, folder, **variables):
    """Run a target and return its seconds; what it prints is shown only if it fails."""
    started = time.perf_counter()
    run = subprocess.run(["make", target], cwd=folder, env={**os.environ, **variables}, text=True,
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT)
    if run.returncode:
        raise RuntimeError(f"make {target} failed:\n{run.stdout[-4000:]}")
    return time.perf_counter() - started


def measure_cold_book():
    with tempfile.TemporaryDirectory() as folder:
        course, caches = Path(folder, "course"), Path(folder, "caches")
        copy_course(course)
        return {"cold_book": run_make("book", course, PIP_NO_CACHE_DIR="1",
                                      npm_config_cache=str(caches / "npm"),
                                      INPAINT_LIB_CACHE=str(caches / "faces"))}


def measure_warm_book():
    run_make("book", ROOT)
    return {"warm_book": run_make("book", ROOT)}


def measure_text_change():
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        copy_course(course)
        (course / ".venv").symlink_to(ROOT / ".venv")
        run_make("book", course)
        with open(course / "book" / "index.md", "a", encoding="utf-8") as page:
            page.write("\nOne more sentence.\n")
        return {"text_change": run_make("book", course)}


def measure_test():
    run_make("book", ROOT)
    return {"test": run_make("test", ROOT)}


FIGURES = {
    "fit_3x3": Figure("10,000 full-batch steps of the 3x3 model on 600 patches", 3, "s"),
    "fit_5x5": Figure("10,000 full-batch steps of the 5x5 net on 400 patches", 10, "s"),
    "patches": Figure("10 million 3x3 patches, taken and split", None, "s"),
    "faces": Figure("drawing all 4,741 faces", 180, "s"),
    "cold_book": Figure("`make book` in a fresh clone, with the packages' download", 600, "s"),
    "warm_book": Figure("`make book` with nothing changed", None, "s"),
    "text_change": Figure("`make book` after a change of text", 15, "s"),
    "test": Figure("`make test` with the environment in place", 480, "s"),
}
MEASURES = {
    "fit_3x3": measure_fit_3x3, "fit_5x5": measure_fit_5x5, "patches": measure_patches,
    "faces": measure_faces,
}
for chapter in CHAPTERS:
    number = int(chapter.stem.split("_")[0])
    FIGURES[f"{chapter.stem}_time"] = Figure(f"chapter {number}, run from start to end", 60, "s")
    FIGURES[f"{chapter.stem}_memory"] = Figure(f"chapter {number}, peak memory", 1200, "MB")
    MEASURES[chapter.stem] = lambda path=chapter: measure_chapter(path)
MEASURES |= {"warm_book": measure_warm_book, "text_change": measure_text_change,
             "test": measure_test, "cold_book": measure_cold_book}


def run_benchmark(name, runs):
    """Run one benchmark in fresh processes and return figure: list of values."""
    values = {}
    for _ in range(runs):
        run = subprocess.run([sys.executable, __file__, "--measure", name], cwd=ROOT, text=True,
                             stdout=subprocess.PIPE, check=True)
        for figure, value in json.loads(run.stdout.splitlines()[-1]).items():
            values.setdefault(figure, []).append(value)
    return values


def read_results():
    """Return the kept results, or an empty dictionary."""
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}


def keep_results(values):
    """Add figure: list of values to the file, with the machine and the day, and make the page."""
    results = read_results()
    for name, numbers in values.items():
        results[name] = {"median": round(statistics.median(numbers), 2),
                         "runs": [round(number, 2) for number in numbers],
                         "unit": FIGURES[name].unit, "machine": describe_machine(),
                         "date": datetime.date.today().isoformat()}
    known = {name: results[name] for name in FIGURES if name in results}
    RESULTS.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(make_page(known), encoding="utf-8")


def show_number(value, unit):
    """Return a number with its unit, with as many digits as can be trusted."""
    return f"{value:.1f} {unit}" if value < 10 else f"{value:,.0f} {unit}"


def make_rows(results):
    """Return one row of words a result: what, median, target, number of runs."""
    rows = []
    for name, result in results.items():
        figure = FIGURES[name]
        target = "none" if figure.target is None else f"{figure.target:,} {figure.unit}"
        rows.append([figure.title, show_number(result["median"], figure.unit), target,
                     str(len(result["runs"]))])
    return rows


def make_page(results):
    """Return the text of the book's page of run times: a table for each machine."""
    lines = ["# Run times", "",
             "Measured by `make bench`, which also makes this page: each benchmark alone in a",
             "fresh process. The median of its runs stands beside the target we set ourselves.",
             "Times depend on the machine; the targets are for two cores.", ""]
    for machine in dict.fromkeys(result["machine"] for result in results.values()):
        own = {name: result for name, result in results.items() if result["machine"] == machine}
        days = sorted({result["date"] for result in own.values()})
        lines += [f"**{machine}**, {' to '.join(dict.fromkeys((days[0], days[-1])))}:", "",
                  "| What | Measured | Target | Runs |", "|---|---:|---:|---:|",
                  *("| " + " | ".join(row) + " |" for row in make_rows(own)), ""]
    lines += ["The fits are timed without the import of TensorFlow, which takes some seconds more.",
              "Memory is the resident memory of the chapter's process and its children, sampled",
              "twenty times a second; 1 MB is a million bytes.", ""]
    return "\n".join(lines)


def main():
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASURES))
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--measure", choices=MEASURES, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(MEASURES[arguments.measure]()))
        return
    unknown = set(arguments.names) - set(MEASURES)
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(MEASURES)}")
    for name in arguments.names or MEASURES:
        print(f"{name} ...", flush=True)
        keep_results(run_benchmark(name, arguments.runs))
    for title, median, target, runs in make_rows(read_results()):
        print(f"{title:65s} {median:>10s}   target {target:>8s}   runs {runs}")
    print(describe_machine())


if __name__ == "__main__":
    main()
