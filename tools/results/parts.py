"""Long measurements kept on the disk, in parts or run by run, so that what was stopped goes on."""

import sys
import time

import numpy as np
from tqdm import tqdm

from inpaint_lib.files import read_rows, read_table, replace_file

PART = 40
"""Images in a part."""


def measure_parts(measure, count, folder, title):
    """Measure `count` images, 40 at a time; a part that lies in the folder is not measured again.

    `measure` takes the slice of the images and returns arrays by name, an entry an image. Returns
    those of all images, and the seconds they took.
    """
    parts = []
    for start in tqdm(range(0, count, PART), desc=title, disable=not sys.stderr.isatty()):
        which = slice(start, min(start + PART, count))
        n_images, path = which.stop - start, folder / f"{start:04d}.npz"
        found = read_part(path, n_images)
        if found is None:
            began = time.perf_counter()
            found = measure(which)
            found["seconds"] = np.full(n_images, (time.perf_counter() - began) / n_images)
            folder.mkdir(parents=True, exist_ok=True)
            with replace_file(path) as new:
                np.savez(new, **found)
        parts.append(found)
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return joined, joined.pop("seconds").sum()


def read_part(path, count):
    """Return what is stored of the first images, or None if there are not so many."""
    if not path.exists():
        return None
    with np.load(path) as stored:
        found = {name: stored[name][:count] for name in stored.files}
    return found if len(found["seconds"]) == count else None


def read_runs(runs, find_files, losses, scores, label, prefix=""):
    """Return (rows, errors) by run of those that are complete, from their files or the tables.

    `find_files` gives a run's two files, its losses and its errors; `label` the entries that mark
    its rows in the table of losses. Above its errors stands the prefix and the run's column.
    """
    table = read_table(scores) if scores.exists() else {}
    kept, found = read_rows(losses) if table else [], {}
    for run in runs:
        history, errors = find_files(run)
        if history.exists():
            found[run] = read_rows(history), read_table(errors)["mse"]
        elif prefix + run.column in table:
            found[run] = ([row for row in kept if label(run).items() <= row.items()],
                          table[prefix + run.column])
    return found
