"""Score every method on the same images: ``python -m inpaint_lib score RECIPE ...``.

The recipes share their images and their hole. Each network is the best epoch of its run, chosen
on the choosing images; it is scored here on the validation images, once.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from tqdm import tqdm

from inpaint_lib.datasets.face_cache import load_faces
from inpaint_lib.datasets.folders import load_dataset
from inpaint_lib.evaluation.context import change_context, pair_with_others
from inpaint_lib.files import explain_error, update_table, write_table
from inpaint_lib.fills.network import paint_squares, paint_with_fill
from inpaint_lib.fills.untrained import FILLS
from inpaint_lib.holes import crop_hole
from inpaint_lib.images import as_float
from inpaint_lib.metrics.eyes import score_eyes
from inpaint_lib.metrics.scores import score_squares
from inpaint_lib.metrics.sharpness import correlate_edges
from inpaint_lib.models.weights import load_network
from inpaint_lib.training.memory import FullMemoryError, explain_full_memory
from inpaint_lib.training.recipes import load_recipe


def paint_all(recipes, images_uint8, runs):
    """Let every untrained fill and every recipe's network paint the same images.

    They are uint8, (N, H, W, 3), and `runs` is the folder of the runs. Returns the painted
    squares, float32 (N, hole.height, hole.width, 3), by the method's name. A compact network
    paints once as it is and once with the mean of image and mirror image; the paper's paints
    with the weights of its best and of its last epoch. A recipe that has not been run raises
    FileNotFoundError.
    """
    hole = recipes[0].hole
    networks = {recipe.name: load_network(runs / recipe.name / "best.keras")
                for recipe in recipes}
    squares = {}
    for name, fill in FILLS.items():
        print(f"Filling: {name}", file=sys.stderr)
        squares[name] = paint_with_fill(fill, images_uint8, hole, sys.stderr.isatty())
    for recipe in recipes:
        squares[recipe.name] = paint_squares(networks[recipe.name], images_uint8, hole)
        if recipe.network.kind == "compact":
            squares[f"{recipe.name} mirrored"] = paint_squares(
                networks[recipe.name], images_uint8, hole, mirrored=True)
        if recipe.network.kind == "paper":
            last = load_network(runs / recipe.name / "network.keras")
            squares[f"{recipe.name} last"] = paint_squares(last, images_uint8, hole)
    return squares


def tabulate_scores(squares, dataset, hole):
    """Make the table of scores, one row an image: image, label, "mse NAME", "ssim NAME"."""
    table = {"image": dataset.validation_names.tolist(),
             "label": dataset.validation_labels.tolist()}
    for name, painted in squares.items():
        scores = score_squares(painted, dataset.validation_uint8, hole, ("mse", "ssim"))
        table |= {f"{score} {name}": values.tolist() for score, values in scores.items()}
    return table


def tabulate_eyes(squares, images_uint8, truth, hole):
    """Make the table of the eyes under the hole, one row an eye.

    Columns: image (row), side, and "mse NAME", "correlation NAME" and "contrast NAME".
    """
    table, true_squares = {}, as_float(crop_hole(images_uint8, hole))
    for name, painted in squares.items():
        scores = score_eyes(painted, true_squares, hole, truth.landmarks, truth.eye_radius)
        table["image"], table["side"] = scores.image.tolist(), scores.side.tolist()
        for kind in ("mse", "correlation", "contrast"):
            table[f"{kind} {name}"] = getattr(scores, kind).tolist()
    return table


def tabulate_epochs(recorded, images_uint8, hole):
    """Score what a run painted at each of its recorded epochs: one row an image.

    The columns are "mse E", "ssim E", "sharpness E" and "edges E" for each epoch E; `recorded` is
    the run's folder of that name.
    """
    truth, columns = as_float(crop_hole(images_uint8, hole)), {}
    for path in tqdm(sorted(recorded.glob("epoch_*.npz")), desc="epochs"):
        with np.load(path) as epoch:
            squares = as_float(epoch["painted"])
        number = int(path.stem[6:])
        scores = score_squares(squares, images_uint8, hole, ("mse", "ssim", "sharpness"))
        scores["edges"] = correlate_edges(squares, truth)
        columns |= {f"{score} {number}": values.tolist() for score, values in scores.items()}
    return columns


def tabulate_context(network, images_uint8, labels, hole):
    """Change the far context of each image and see what becomes of the fill: one row an image.

    The other image is the next one with another label. The columns are "mse" of the fill, and for
    each change of `inpaint_lib.evaluation.context.change_context` "mse CHANGE" and "moved CHANGE",
    the mean squared difference to the unchanged fill.
    """
    truth = as_float(crop_hole(images_uint8, hole))
    fill = paint_squares(network, images_uint8, hole)

    def mean_square(difference):
        return (difference.astype(np.float64) ** 2).mean(axis=(1, 2, 3)).tolist()

    columns = {"mse": mean_square(fill - truth)}
    others = images_uint8[pair_with_others(labels)]
    for name, changed in tqdm(change_context(images_uint8, others, hole), desc="context"):
        painted = paint_squares(network, changed, hole)
        columns[f"mse {name}"] = mean_square(painted - truth)
        columns[f"moved {name}"] = mean_square(painted - fill)
    return columns


def main(arguments=None):
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m inpaint_lib score",
                                     description="Score networks and untrained fills.")
    parser.add_argument("recipes", nargs="+", help="names of recipes that have been run")
    parser.add_argument("--data", metavar="FOLDER", help="as for train")
    parser.add_argument("--runs", default="runs", type=Path, metavar="FOLDER")
    parser.add_argument("--keep", action="store_true",
                        help="keep the columns that the table has of other methods")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE.csv",
                        help="the table; that of the eyes lies beside it")
    options = parser.parse_args(arguments)
    try:
        with explain_full_memory():
            _score(options)
    except (FullMemoryError, OSError, ValueError, ImportError) as error:
        print(f"Error: {explain_error(error)}", file=sys.stderr)
        return 1
    return 0


def _score(options):
    recipes = [load_recipe(name) for name in options.recipes]
    _check_alike(recipes)
    dataset = load_dataset(
        recipes[0].data.source if options.data is None else options.data)
    squares = paint_all(recipes, dataset.validation_uint8, options.runs)
    table = tabulate_scores(squares, dataset, recipes[0].hole)
    write = update_table if options.keep else write_table
    write(options.out, table)
    print(summarise(table))
    if dataset.name == "faces":
        eyes = tabulate_eyes(squares, dataset.validation_uint8,
                             load_faces().validation_truth, recipes[0].hole)
        write(options.out.with_stem(f"{options.out.stem}_eyes"), eyes)
        print(summarise(eyes))


def summarise(table):
    """Return the mean of every column of numbers, a line each.

    Examples
    --------
    >>> print(summarise({"image": ["a", "b"], "mse Telea": [0.25, 0.5]}))
    mse Telea: 0.37500 (mean of 2)
    """
    return "\n".join(f"{name}: {np.mean(values):.5f} (mean of {len(values)})"
                     for name, values in table.items() if " " in name)


def _check_alike(recipes):
    for recipe in recipes[1:]:
        if (recipe.hole, recipe.data) != (recipes[0].hole, recipes[0].data):
            raise ValueError(f"{recipe.name} and {recipes[0].name} have other images or another "
                             "hole, so their scores cannot stand in one table.")
