"""Train a network by a recipe: ``python -m inpaint_lib train RECIPE``.

The run lies in a folder of its own in runs/. Stop it whenever you like, with Ctrl+C or by force,
and give the same command again: it goes on where it was.
"""

import argparse
import os
import signal
import sys
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from inpaint_lib.datasets.face_cache import load_faces
from inpaint_lib.datasets.folders import load_dataset
from inpaint_lib.files import explain_error
from inpaint_lib.metrics.eyes import mark_eyes
from inpaint_lib.options import MOST_CORES, read_number
from inpaint_lib.training.loop import (SetSizes, Stopped, TrainingError, TrainingImages,
                                       train_network)
from inpaint_lib.training.memory import FullMemoryError, explain_full_memory
from inpaint_lib.training.recipes import change_run, list_recipes, load_recipe
from inpaint_lib.training.workers import VARIABLE, LostWorkerError, find_worker, run_workers


def load_images(recipe, folder=None):
    """Load the images of a recipe, as `TrainingImages`.

    A `folder` of pictures is used in place of the recipe's data; where the recipe joins two sets,
    in place of the one that is not drawn here.
    """
    if "+" in recipe.data.source:
        return _join_sets(recipe.data.source.split("+"), folder)
    dataset = load_dataset(recipe.data.source if folder is None else folder)
    weights = None
    if recipe.loss.eye_weight:
        if folder is not None:
            raise ValueError("This recipe weights the eyes of the drawn faces, and nobody knows "
                             "where the eyes of your pictures are: leave out --data.")
        weights = _mark_fitting_eyes(len(dataset.fitting_uint8))
    return TrainingImages(dataset.fitting_uint8, dataset.choosing_uint8, dataset.validation_uint8,
                          weights)


def _join_sets(names, folder):
    if folder is not None:
        given = [name for name in names if name != "faces"]
        if len(given) != 1:
            raise ValueError(f"--data gives one folder, and this recipe wants {len(given)}: "
                             f"{', '.join(given)}. Leave out --data.")
    sets = [_load_photographs(name, folder) if name != "faces" else load_dataset(name)
            for name in names]
    parts = [np.concatenate([getattr(dataset, part) for dataset in sets])
             for part in ("fitting_uint8", "choosing_uint8", "validation_uint8")]
    return TrainingImages(*parts, sets=tuple(
        SetSizes(name, len(dataset.fitting_uint8), len(dataset.choosing_uint8),
                 len(dataset.validation_uint8))
        for name, dataset in zip(names, sets, strict=True)))


def _load_photographs(name, folder):
    try:
        return load_dataset(name if folder is None else folder)
    except (ImportError, ConnectionError) as error:
        raise type(error)(f"{error}\nFor this command the folder is given as --data "
                          "where/it/lies.") from error


def _mark_fitting_eyes(n_fitting):
    truth = load_faces().train_truth
    return mark_eyes(truth.landmarks[:n_fitting], truth.eye_radius[:n_fitting])


def main(arguments=None):
    """Run the command; return its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    options = _read_options(arguments)
    if options.workers > 1 and not os.environ.get(VARIABLE):
        return run_workers(options.workers, ["-m", "inpaint_lib", "train", *arguments])
    try:
        with StopSignals(at_once=True), explain_full_memory():
            set_up_tensorflow(options.threads, options.steady, alone=not os.environ.get(VARIABLE))
            worker = find_worker()
            recipe = change_run(load_recipe(options.recipe), epochs=options.epochs)
            images = load_images(recipe, options.data)
        folder = Path(options.runs, recipe.name)
        with StopSignals() as signals:
            rows = list(train_network(recipe, images, folder, save_every=options.save_every,
                                      should_stop=signals.came, worker=worker,
                                      hold_memory=True))
    except Stopped as stopped:
        print(f"{stopped} Give the same command again to go on.", file=sys.stderr)
        return 130
    except (TrainingError, LostWorkerError, FullMemoryError, OSError, ValueError, TypeError,
            ImportError) as error:
        print(f"Error: {explain_error(error)}", file=sys.stderr)
        return 1
    if worker.is_chief:
        print(f"{recipe.name} is complete; the network is {folder / 'network.keras'}."
              + ("" if rows else " Nothing was left to do."))
    return 0


def _read_options(arguments):
    parser = argparse.ArgumentParser(
        prog="python -m inpaint_lib train", description="Train a network by a recipe.",
        epilog=f"Recipes of the course: {', '.join(list_recipes())}.")
    parser.add_argument("recipe", help="name of a recipe in recipes/, or path of a .toml file")
    parser.add_argument("--data", metavar="FOLDER",
                        help="folder of pictures to use in place of the recipe's data, or of its "
                        "photographs where it joins them with drawn faces")
    parser.add_argument("--epochs", type=read_number(1, 100_000), metavar="N",
                        help="other epochs than the recipe's")
    parser.add_argument("--runs", default="runs", metavar="FOLDER",
                        help="where the run's own folder is made (default: runs)")
    parser.add_argument("--workers", type=read_number(1, 64), default=1, metavar="N",
                        help="processes that train together on this machine (default: 1); for "
                        f"several machines set {VARIABLE} on each instead")
    parser.add_argument("--threads", type=read_number(0, MOST_CORES), default=0, metavar="N",
                        help="processor cores to use (default: all)")
    parser.add_argument("--steady", action="store_true",
                        help="slower, but sums in the same order on every processor")
    parser.add_argument("--save-every", type=read_number(0, 1_000_000, float), default=300,
                        metavar="SECONDS",
                        help="time between checkpoints within an epoch (default: 300)")
    return parser.parse_args(arguments)


def set_up_tensorflow(n_threads=0, steady=False, alone=True):
    """Make TensorFlow ready for a long run; call it before anything imports TensorFlow.

    `n_threads` is the processor cores to use, 0 for all. `steady` sums in the same order on every
    processor, as the chapters do; otherwise TensorFlow chooses what is fastest here (oneDNN).
    `alone` says that no other process trains with this one: then one operation runs at a time, on
    all cores, so that fewer large arrays are there at once.
    """
    os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0" if steady else "1"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # Workers wait for each other within an operation, and need another to go on meanwhile.
    os.environ["TF_NUM_INTEROP_THREADS"] = "1" if alone else str(n_threads)
    with _silence_errors():
        import tensorflow as tf
    if n_threads:
        tf.config.threading.set_intra_op_parallelism_threads(n_threads)


@contextmanager
def _silence_errors():
    """Drop what is written to stderr: TensorFlow announces oneDNN there, whatever it is told."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


class StopSignals:
    """Remember, inside a `with` block, that Ctrl+C or a request to end came.

    A run that asks `came` before every step can save before it ends. With `at_once` the block ends
    with `Stopped`, whatever else the interruption had raised in it.
    """

    def __init__(self, at_once=False):
        self.at_once = at_once

    def __enter__(self):
        self.received = False
        self.before = {number: signal.signal(number, self._receive)
                       for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(self, *_):
        for number, handler in self.before.items():
            signal.signal(number, handler)
        if self.at_once and self.received:
            raise Stopped("Stopped before the first step.") from None

    def _receive(self, *_):
        self.received = True
        if self.at_once:
            raise KeyboardInterrupt

    def came(self):
        """Say whether one came."""
        return self.received
