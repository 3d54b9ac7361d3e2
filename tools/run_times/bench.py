"""Measure the times and the memory that the course promises, each alone in a fresh process.

    make bench                      everything: some hours
    make bench ONLY=fit_3x3         one benchmark
    make bench ONLY=cold_book RUNS=1
    .venv/bin/python -m tools.run_times.bench --page      only makes the page again

The results are kept in data/bench.json with the machine in words; the page book/run_times.md is
made from them.
"""

import argparse
import datetime
import functools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from inpaint_lib.files import read_rows
from tools.chapters import list_chapters
from tools.machine import describe_machine
from tools.paths import DATA, ROOT
from tools.run_times.chapters import measure_chapter, watch_memory
from tools.run_times.weight import measure_weight

RESULTS = DATA / "bench.json"
PAGE = ROOT / "book" / "run_times.md"
RUNS = 5
CHAPTERS = list_chapters()


@dataclass(frozen=True)
class Figure:
    """One number the course promises: what it is, in which unit, and what it should reach.

    The target is the largest good number; where more is better, the smallest.
    """

    title: str
    target: float | None
    unit: str
    more_is_better: bool = False


def time_call(function):
    """Return the seconds that a call takes."""
    started = time.perf_counter()
    function()
    return time.perf_counter() - started


def import_tensorflow():
    """Import TensorFlow, which takes seconds of its own, before a fit is timed."""
    import inpaint_lib.models.pixel  # noqa: F401  sets what TensorFlow reads at its import
    import tensorflow  # noqa: F401


def measure_fit_3x3():
    import_tensorflow()
    from inpaint_lib.models.descent import fit_linear
    rng = np.random.default_rng(0)
    neighbours, centres = rng.integers(0, 256, (600, 8)), rng.integers(0, 256, 600)
    return {"fit_3x3": time_call(lambda: fit_linear(neighbours, centres, learning_rate=1e-6))}


def measure_fit_5x5():
    import_tensorflow()
    from inpaint_lib.models.descent import fit_net
    rng = np.random.default_rng(0)
    neighbours, centres = rng.integers(0, 256, (400, 24)), rng.integers(0, 256, 400)
    return {"fit_5x5": time_call(lambda: fit_net(neighbours, centres))}


def measure_patches():
    from inpaint_lib.models.patches import extract_patches, split_patches
    image = np.random.default_rng(0).random((3165, 3165), dtype=np.float32)
    found = []
    seconds = time_call(lambda: found.append(split_patches(extract_patches(image, 3))))
    assert len(found[0][1]) >= 10_000_000
    return {"patches": seconds}


def measure_faces():
    from inpaint_lib.datasets.face_cache import load_faces
    with tempfile.TemporaryDirectory() as folder:
        os.environ["INPAINT_LIB_CACHE"] = folder
        return {"faces": time_call(load_faces)}


LAB_STEPS = 30
"""How many moves of a lab are timed; what is kept is their median."""


def move_lab(lab, step):
    """Move one of a lab's controls, as a reader would; each lab gets its slowest kind of move."""
    controls = lab.controls
    if lab.name == "hole":
        controls["fill"].value = "biharmonic"
        controls["top"].value = 20 + step
    elif lab.name == "stencil":
        controls["top"].value = step / LAB_STEPS
    elif lab.name == "net":
        controls["play"].value = 1 + step
    elif lab.name == "field":
        controls["hole"].value = 20 + step
    elif lab.name == "blind":
        # A test has twenty pairs.
        controls["test"].value += step % 10 == 0
        controls["left"].click()
    elif lab.name == "brush":
        lab.paint(((20 + step, 20 + step), (30 + step, 60 + step)))
    elif lab.name == "critic":
        lab.set(face=controls["face"].min + step % 24, critic_share=step % 11 / 10)
    elif lab.name == "encoder":
        controls["filters"].value = 20 + step
    else:
        controls["left"].value = 20 + step


def time_lab(lab):
    """Return the median of the milliseconds from a move to the picture that it makes."""
    move_lab(lab, 0)
    return 1000 * statistics.median(time_call(lambda: move_lab(lab, step))
                                    for step in range(1, LAB_STEPS))


def measure_labs():
    from inpaint_lib.course import labs
    figures = {f"lab_{name}": time_lab(getattr(labs, name)()) for name in
               ("hole", "stencil", "field", "paint", "blind", "critic", "encoder")}
    net = labs.net()
    net.controls["width"].value = 64
    network, brush = labs.paint(), labs.brush()
    network.controls["our network"].value = brush.controls["anywhere"].value = True
    return figures | {"lab_net": time_lab(net), "lab_network": time_lab(network),
                      "lab_brush": time_lab(brush)}


def time_fills(methods, images_uint8, hole):
    """Return the median milliseconds a fill for each method, one image at a time."""
    found = {}
    for method in methods:
        method.paint(images_uint8[:1], hole)
        seconds = [time_call(lambda image=image: method.paint(image[np.newaxis], hole))
                   for image in images_uint8]
        found[method.name] = 1000 * statistics.median(seconds)
    return found


def use_one_core():
    """Keep this process to one core, and the libraries not yet imported to one thread."""
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
                   "TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"}
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def measure_fills():
    use_one_core()
    import cv2

    from inpaint_lib.datasets.face_cache import load_faces
    from inpaint_lib.evaluation.methods import grow_hole, list_methods
    cv2.setNumThreads(1)
    faces = load_faces()
    methods = list_methods(faces.fitting_uint8)
    found = {}
    for size in FILL_SIZES:
        fills = time_fills(methods + list_timed_networks(size) + list_anywhere(),
                           faces.validation_uint8[:FILL_IMAGES], grow_hole(size))
        found |= {name_fill(name, size): value for name, value in fills.items()}
    return found


def list_timed_networks(size, data=DATA):
    """Return the paper's network of one size, and the compact one, with its mirror image too.

    The paper's has fresh weights, which take as long as trained ones; the compact one is left out
    if the course does not have it.
    """
    from inpaint_lib.datasets.faces import FACE_SIZE
    from inpaint_lib.evaluation.methods import Method
    from inpaint_lib.fills.network import paint_squares
    from inpaint_lib.training.build import build_network
    from inpaint_lib.training.recipes import load_recipe
    from inpaint_lib.models.weights import load_network
    networks = [("paper network", build_network(load_recipe(f"paper_{size}"), FACE_SIZE), False)]
    path = data / f"compact_{size}.keras"
    if path.exists():
        compact = load_network(path)
        networks += [("compact network", compact, False), ("compact network mirrored", compact,
                                                           True)]
    return [Method(name, functools.partial(paint_squares, network, mirrored=mirrored))
            for name, network, mirrored in networks]


def list_anywhere():
    """Return the network for holes anywhere: run by Keras, and by ONNX Runtime on one core."""
    from inpaint_lib.holes import crop_hole, make_mask
    from inpaint_lib.evaluation.methods import Method
    from inpaint_lib.fills.engines import load_fill_batch
    by_onnx = load_fill_batch("onnx", n_threads=1)

    def make_method(title, fill):
        def paint(images, hole):
            masks = np.broadcast_to(make_mask(hole, *images.shape[1:3]), images.shape[:3])
            return crop_hole(fill(images, masks), hole)
        return Method(title, paint)

    return [
        make_method("anywhere", load_fill_batch("keras")),
        make_method("anywhere by ONNX Runtime", lambda images, masks: by_onnx(
            images / np.float32(255), masks))]


FILL_COMMAND = """\
import os, sys
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
from inpaint_lib.commands import fill
load, engine = fill.load_fill_batch, sys.argv.pop()
fill.load_fill_batch = lambda n_threads: load(engine, n_threads)
sys.exit(fill.main())
"""
"""The command `inpaint` on one core, with the engine that is named last."""


def measure_fill_command():
    from PIL import Image
    with tempfile.TemporaryDirectory() as folder:
        names = [str(Path(folder, name)) for name in ("photo.png", "mask.png", "out.png")]
        rng, mask = np.random.default_rng(0), np.zeros((512, 512), bool)
        mask[200:250, 200:250] = mask[30:34, 40:400] = True
        Image.fromarray(rng.integers(0, 256, (512, 512, 3), np.uint8)).save(names[0])
        Image.fromarray(mask).save(names[1])
        return {f"fill_command_{engine}": time_call(lambda engine=engine: subprocess.run(
            [sys.executable, "-c", FILL_COMMAND, *names, "--threads", "1", engine], cwd=ROOT,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True))
            for engine in ("onnx", "keras")}


def measure_large_membrane():
    """Time the membrane over one square of 316x316 pixels in a picture of 4 megapixels."""
    from inpaint_lib.fills.smooth import fill_membrane
    from inpaint_lib.holes import Hole, make_mask
    image = np.random.default_rng(0).random((2048, 2048, 3), dtype=np.float32)
    mask = make_mask(Hole(800, 800, 316, 316), 2048, 2048)
    return {"large_membrane": time_call(lambda: fill_membrane(image, mask))}


def name_fill(name, size):
    """Return the name of a figure for one fill and one size of hole."""
    return f"fill_{name.replace(' ', '_')}_{size}"


def run_training(how, recipe, *options):
    """Time training in a process of its own; return its figures and its peak memory in MB."""
    command = [sys.executable, "-m", "tools.run_times.training", how, recipe, *options]
    with watch_memory() as peak:
        run = subprocess.run(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, check=True)
    return json.loads(run.stdout.splitlines()[-1]) | {"memory": peak[0]}


def measure_training(*options):
    ours, plain = (run_training(how, "paper_32", *options) for how in ("loop", "fit"))
    compact = run_training("loop", "compact_32", *options)
    return {
        "paper_speed": ours["speed"], "plain_speed": plain["speed"],
        "speed_ratio": ours["speed"] / plain["speed"],
        "paper_memory": ours["memory"], "plain_memory": plain["memory"],
        "memory_ratio": ours["memory"] / plain["memory"], "compact_speed": compact["speed"],
    } | compare_histories(read_losses("paper_32"), read_losses("compact_32"),
                          ours["epoch_seconds"], compact["epoch_seconds"])


def read_losses(recipe, data=DATA):
    """Return the choosing loss after each epoch of a finished run, or None."""
    path = data / f"{recipe}_history.csv"
    if not path.exists():
        return None
    return [float(row["choosing_loss"]) for row in read_rows(path)]


def compare_histories(paper_losses, compact_losses, paper_seconds, compact_seconds):
    """Compare how long both networks take to the best loss of the paper's.

    Takes the losses after each epoch and the seconds an epoch takes. Without both histories, or
    when the compact network never gets there, there is nothing to compare.
    """
    if not paper_losses or not compact_losses or min(compact_losses) > min(paper_losses):
        return {}
    goal = min(paper_losses)
    epochs = [next(number for number, loss in enumerate(losses, 1) if loss <= goal)
              for losses in (paper_losses, compact_losses)]
    own, compact = epochs[0] * paper_seconds, epochs[1] * compact_seconds
    return {"paper_epochs": epochs[0], "compact_epochs": epochs[1], "paper_to_goal": own,
            "compact_to_goal": compact, "goal_ratio": own / compact,
            "whole_ratio": len(paper_losses) * paper_seconds / compact}


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


@contextmanager
def borrow_environment():
    """Yield a copy of the course that uses this one's environment and has built nothing yet."""
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder, "course")
        copy_course(course)
        (course / ".venv").symlink_to(ROOT / ".venv")
        yield course


def measure_cold_outputs():
    with borrow_environment() as course:
        return {"cold_outputs": run_make("book", course,
                                         INPAINT_LIB_CACHE=str(course.parent / "faces"))}


def measure_warm_book():
    run_make("book", ROOT)
    return {"warm_book": run_make("book", ROOT)}


def measure_text_change():
    with borrow_environment() as course:
        run_make("book", course)
        with open(course / "book" / "index.md", "a", encoding="utf-8") as page:
            page.write("\nOne more sentence.\n")
        page_change = run_make("book", course)
        chapter = course / "chapters" / CHAPTERS[-1].name
        text = chapter.read_text(encoding="utf-8")
        chapter.write_text(text.replace('   "# ', '   "# Changed: ', 1), encoding="utf-8")
        return {"text_change": page_change, "chapter_text_change": run_make("book", course)}


def measure_check():
    with borrow_environment() as course:
        subprocess.run(["git", "init", "--quiet", "--initial-branch", "main"], cwd=course,
                       check=True)
        subprocess.run(["git", "add", "."], cwd=course, check=True)
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet",
                        "--message", "all"], cwd=course, check=True)
        changed = course / "inpaint_lib" / "metrics" / "errors.py"
        changed.write_text(f"{changed.read_text(encoding='utf-8')}# One more line.\n", "utf-8")
        return {"check": run_make("check", course, PYTHONPATH=str(course))}


def measure_test():
    run_make("book", ROOT)
    seconds = run_make("test", ROOT)
    return {"test": seconds, "test_all": seconds + run_make("test-slow", ROOT)}


FIGURES = {
    "fit_3x3": Figure("10,000 full-batch steps of the 3x3 model on 600 patches", 3, "s"),
    "fit_5x5": Figure("10,000 full-batch steps of the 5x5 net on 400 patches", 10, "s"),
    "patches": Figure("10 million 3x3 patches, taken and split", None, "s"),
    "faces": Figure("drawing all 4,741 faces", 180, "s"),
    "lab_hole": Figure("lab 0, the hole of 32x32 and the slowest fill: a step", 150, "ms"),
    "lab_stencil": Figure("lab 1, a weight: a step", 150, "ms"),
    "lab_net": Figure("lab 2, width 64, a hundred steps of Adam: a step", 150, "ms"),
    "lab_field": Figure("lab 3, the hole's size: a step", 150, "ms"),
    "lab_paint": Figure("lab 4, the untrained fills: a step", 150, "ms"),
    "lab_network": Figure("lab 4, the same and the compact network: a step", 150, "ms"),
    "lab_blind": Figure("lab 5, an answer, and the next pair with Telea's fill: a step", 150, "ms"),
    "lab_brush": Figure("lab 6, a stroke, two fills and the attention: a step", 150, "ms"),
    "lab_critic": Figure("lab 7, a face and a share of the critic: a step", 150, "ms"),
    "lab_encoder": Figure("lab 8, a block's filters: a step", 150, "ms"),
    "cold_book": Figure("`make book` in a fresh clone, with the packages' download", 600, "s"),
    "cold_outputs": Figure("`make book`, environment in place, nothing else kept", 240, "s"),
    "warm_book": Figure("`make book` with nothing changed", 5, "s"),
    "text_change": Figure("`make book` after a change of text on a page", 15, "s"),
    "chapter_text_change": Figure("`make book` after a change of prose in a chapter", 15, "s"),
    "check": Figure("`make check` after a change of `metrics/errors.py`", 60, "s"),
    "test": Figure("`make test` after `make book`", 480, "s"),
    "test_all": Figure("`make test-all` with the environment in place", 4200, "s"),
}
FIGURES |= {
    "weight_front": Figure("what the front page loads, compressed as a server sends it", 500,
                           "kB"),
    "weight_chapter": Figure("what the heaviest chapter loads when it is opened", 900, "kB"),
    "large_membrane": Figure("the membrane over 100,000 missing pixels of 4 megapixels", 3, "s"),
    "fill_command_onnx": Figure("`inpaint`, 512x512 pixels on one core, from start to end", 1.5,
                                "s"),
    "fill_command_keras": Figure("the same by Keras", None, "s"),
}
FILL_IMAGES, FILL_SIZES = 20, (16, 32)
TIMED_FILLS = ("mean of the ring", "membrane", "pull-push", "total variation", "Telea",
               "Navier-Stokes", "biharmonic", "exemplar", "exemplar mirrored", "3x3 inwards",
               "5x5 inwards", "look-alike", "paper network", "compact network",
               "compact network mirrored", "anywhere", "anywhere by ONNX Runtime")
FILL_TARGETS = {"membrane": 10, "anywhere by ONNX Runtime": 40}
for size in FILL_SIZES:
    for fill in TIMED_FILLS:
        FIGURES[name_fill(fill, size)] = Figure(f"one {size}x{size} fill on one core: {fill}",
                                                FILL_TARGETS.get(fill), "ms")
TRAINING_FIGURES = {
    "paper_speed": Figure("the paper's network at 32x32, our loop: images a second", None, ""),
    "plain_speed": Figure("the same with plain `model.fit`", None, ""),
    "speed_ratio": Figure("our loop's images a second over those of plain `model.fit`", 1, "",
                          more_is_better=True),
    "paper_memory": Figure("the paper's network at 32x32, our loop: peak memory", None, "MB"),
    "plain_memory": Figure("the same with plain `model.fit`: peak memory", None, "MB"),
    "memory_ratio": Figure("our loop's peak memory over that of plain `model.fit`", 0.65, ""),
    "compact_speed": Figure("our compact network at 32x32: images a second", None, ""),
    "paper_epochs": Figure("epochs of the paper's network to its own best loss", None, "epochs"),
    "compact_epochs": Figure("epochs of the compact network to that loss", None, "epochs"),
    "paper_to_goal": Figure("time of the paper's network to its own best loss", None, "s"),
    "compact_to_goal": Figure("time of the compact network to that loss", None, "s"),
    "goal_ratio": Figure("the first of these two times over the second", 3, "",
                         more_is_better=True),
    "whole_ratio": Figure("the paper's whole training over the compact network's time to that "
                          "loss", 20, "", more_is_better=True),
}
MEASURES = {
    "fit_3x3": measure_fit_3x3, "fit_5x5": measure_fit_5x5, "patches": measure_patches,
    "faces": measure_faces, "fills": measure_fills, "labs": measure_labs,
    "fill_command": measure_fill_command, "large_membrane": measure_large_membrane,
    "weight": measure_weight,
}
for chapter in CHAPTERS:
    number = int(chapter.stem.split("_")[0])
    seconds, megabytes = (60, 1200) if number < 3 else (90, 1400)
    FIGURES[f"{chapter.stem}_time"] = Figure(f"chapter {number}, run from start to end", seconds,
                                             "s")
    FIGURES[f"{chapter.stem}_memory"] = Figure(f"chapter {number}, peak memory", megabytes, "MB")
    MEASURES[chapter.stem] = lambda path=chapter: measure_chapter(path)
FIGURES |= TRAINING_FIGURES
MEASURES |= {"training": measure_training, "warm_book": measure_warm_book,
             "text_change": measure_text_change, "check": measure_check, "test": measure_test,
             "cold_outputs": measure_cold_outputs, "cold_book": measure_cold_book}


def run_benchmark(name, runs):
    """Run one benchmark in fresh processes and return figure: list of values."""
    values = {}
    for _ in range(runs):
        run = subprocess.run([sys.executable, "-m", "tools.run_times.bench", "--measure", name],
                             cwd=ROOT, text=True,
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
    write_page()


def write_page():
    """Make the book's page from the kept results."""
    PAGE.write_text(make_page(read_results()), encoding="utf-8")


def show_number(value, unit):
    """Return a number with its unit, with as many digits as can be trusted."""
    if unit == "epochs":
        return f"{value:.0f} epochs"
    if not unit:
        return f"{value:.2f}" if value < 10 else f"{value:.0f}"
    return f"{value:.1f} {unit}" if value < 10 else f"{value:,.0f} {unit}"


def show_target(figure):
    """Return what a figure should reach, in words."""
    if figure.target is None:
        return "none"
    return f"{'≥' if figure.more_is_better else '≤'} {figure.target:,} {figure.unit}".rstrip()


def make_rows(results):
    """Return one row of words a result: what, median, target, number of runs."""
    return [[FIGURES[name].title, show_number(result["median"], FIGURES[name].unit),
             show_target(FIGURES[name]), str(len(result["runs"]))]
            for name, result in results.items()]


ABOUT_TRAINING = """\
**Training.** Each network is trained for one epoch of the 2,941 faces it is fitted to, in a
process of its own, and timed without its first ten steps. Plain `model.fit` gets the same faces as
float32 arrays, as in the paper's own code, and the same settings. The loop of this course keeps
them as uint8; its memory includes scores and checkpoints. A time to a loss is the seconds a step,
times the steps of an epoch, times the number of the epoch after which the run's history in `data/`
first shows that loss on the choosing faces. The long runs shared their machine with other work, so
their own clock is not used. Scoring after each epoch is not counted.
"""


def make_page(results):
    """Return the text of the book's page of run times: a table for each machine."""
    lines = ["# Run times", "",
             "Measured by `make bench`, which also makes this page: each benchmark alone in a",
             "fresh process. The median of its runs stands beside the target we set ourselves:",
             "≤ at most, ≥ at least. Times depend on the machine; the targets are for two cores.",
             ""]
    for machine in dict.fromkeys(result["machine"] for result in results.values()):
        own = {name: result for name, result in results.items() if result["machine"] == machine}
        days = sorted({result["date"] for result in own.values()})
        lines += [f"**{machine}**, {' to '.join(dict.fromkeys((days[0], days[-1])))}:", "",
                  "| What | Measured | Target | Runs |", "|---|---:|---:|---:|",
                  *("| " + " | ".join(row) + " |" for row in make_rows(own)), ""]
    lines += ["The fits are timed without the import of TensorFlow, which takes some seconds more.",
              "Memory is the resident memory of the measured process and its children, sampled",
              "twenty times a second; 1 MB is a million bytes.", ""]
    if any("look-alike" in name for name in results):
        lines += ["The look-alike looks through all 2,941 faces for each fill.", ""]
    if set(results) & set(TRAINING_FIGURES):
        lines += ABOUT_TRAINING.splitlines() + [""]
    return "\n".join(lines)


def main():
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASURES))
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--page", action="store_true", help="only make the page again")
    parser.add_argument("--measure", choices=MEASURES, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(MEASURES[arguments.measure]()))
        return
    if arguments.page:
        write_page()
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
