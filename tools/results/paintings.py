"""Measure what the networks of finished runs paint, beyond the scores of one table.

    .venv/bin/python -m tools.results.paintings RECIPE

reads runs/RECIPE and writes into data/:

RECIPE_epochs.csv     hole MSE, SSIM, sharpness and edges of every validation image, at each
                      recorded epoch (the paper's networks only)
RECIPE_context.csv    what happens to the fill when the far context is changed
RECIPE_depths.csv     the error at each depth in the hole
RECIPE_extremes.npz   the fills with the smallest, the middle and the largest errors (faces only)
RECIPE_paintings.md   their card
"""

import argparse
import time

import numpy as np

from inpaint_lib.commands.score import tabulate_context, tabulate_epochs
from inpaint_lib.datasets.folders import load_dataset
from inpaint_lib.files import replace_file, write_table
from inpaint_lib.fills.network import paint_squares
from inpaint_lib.holes import crop_hole
from inpaint_lib.images import as_float, as_uint8
from inpaint_lib.metrics.depth import profile_errors
from inpaint_lib.models.weights import load_network
from inpaint_lib.training.recipes import load_recipe
from tools.card import tabulate_files, write_card
from tools.paths import DATA, ROOT

SHOWN = 4
"""Fills of each kind in the file of extremes."""

CARD = """# {name}: what the network paints

Measured on all {count:,} validation images with the network of the best epoch of
`recipes/{name}.toml`.

- **Command:** `.venv/bin/python -m tools.results.paintings {name}` after the run
- **Data:** {source}, validation images; **seed** of the shuffled blocks: 0
- **Time:** {minutes:.1f} minutes on {machine}, shared with other work

{files}
"""

FILES = {
    "epochs.csv": "a row an image; `mse E`, `ssim E`, `sharpness E` (sum of squared gradients over "
                  "that of the truth) and `edges E` (correlation of the gradients' lengths) after "
                  "epoch E; the paper used the last",
    "context.csv": "a row an image; `mse` of the fill, and for each change of the context `mse "
                   "CHANGE` and `moved CHANGE` (mean squared difference to the unchanged fill); "
                   "the changes are those of `inpaint_lib.evaluation.context.change_context`, "
                   "with the next image of another kind",
    "depths.csv": "mean squared error at each depth; depth 1 is the rim of the hole",
    "extremes.npz": f"`index` and `squares` (uint8) of the {SHOWN} fills with the smallest, the "
                    f"{SHOWN} with the middle and the {SHOWN} with the largest errors",
}


def choose_extremes(errors, shown=SHOWN):
    """Return the rows of the smallest, the middle and the largest errors, in rising order."""
    order = np.argsort(errors, kind="stable")
    middle = (len(order) - shown) // 2
    return np.concatenate([order[:shown], order[middle:middle + shown], order[-shown:]])


def measure_paintings(name, runs=ROOT / "runs", data=DATA, folder=None):
    """Measure one run and write its files."""
    recipe, started = load_recipe(name), time.perf_counter()
    dataset = load_dataset(folder or recipe.data.source)
    images_uint8, hole = dataset.validation_uint8, recipe.hole
    names = {"image": dataset.validation_names.tolist()}
    network = load_network(runs / name / "best.keras")
    if recipe.network.kind == "paper":
        epochs = tabulate_epochs(runs / name / "recorded", images_uint8, hole)
        write_table(data / f"{name}_epochs.csv", names | epochs)
    context = tabulate_context(network, images_uint8, dataset.validation_labels, hole)
    write_table(data / f"{name}_context.csv", names | context)
    squares = paint_squares(network, images_uint8, hole)
    profile = profile_errors(squares, as_float(crop_hole(images_uint8, hole)), hole)
    write_table(data / f"{name}_depths.csv", {"depth": list(range(1, len(profile) + 1)),
                                              "mse": profile.tolist()})
    if dataset.name == "faces":
        shown = choose_extremes(context["mse"])
        with replace_file(data / f"{name}_extremes.npz") as part:
            np.savez_compressed(part, index=shown, squares=as_uint8(squares[shown]))
    files = [(f"{name}_{file}", words) for file, words in FILES.items()
             if (data / f"{name}_{file}").exists()]
    write_card(data / f"{name}_paintings.md", CARD, name=name, count=len(images_uint8),
               source=recipe.data.source, minutes=(time.perf_counter() - started) / 60,
               files=tabulate_files(files))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recipe")
    parser.add_argument("--data", metavar="FOLDER", help="as for train")
    options = parser.parse_args()
    measure_paintings(options.recipe, folder=options.data)
