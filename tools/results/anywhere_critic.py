"""Choose the network for holes anywhere that was trained on against a critic, and score it.

    KERAS_BACKEND=jax python -m tools.results.train_on_gpu anywhere_critic --data FOLDER
    .venv/bin/python -m tools.results.anywhere_critic --data FOLDER

writes data/anywhere_critic.keras, data/anywhere_critic.csv and their card.
"""

import argparse
from pathlib import Path

import numpy as np

from inpaint_lib.commands.train import load_images
from inpaint_lib.files import find_data, write_rows
from inpaint_lib.fills.network import paint_holes
from inpaint_lib.holes import PAPER_32, Hole, crop_hole, make_mask
from inpaint_lib.images import as_float
from inpaint_lib.metrics.features import measure_feature_distance
from inpaint_lib.metrics.grid import compare_grid
from inpaint_lib.metrics.sharpness import compare_sharpness
from inpaint_lib.models.weights import load_network, save_network
from inpaint_lib.training.recipes import load_recipe
from tools.card import tabulate_files, write_card
from tools.paths import DATA, ROOT
from tools.results.critics import compare_scores, mix_networks
from tools.results.train_on_gpu import read_network

HOLES = {"faces": PAPER_32, "big-cats": Hole(48, 48, 32, 32)}
SHARES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
MOST_ERROR = 1.12

CARD = """# anywhere_critic.keras, anywhere_critic.csv

The network for holes anywhere, trained on for 30 epochs against a critic of the whole picture, and
mixed with the one it began from, weight by weight. In the playground `paint` of the pages.

- **Command:** `KERAS_BACKEND=jax python -m tools.results.train_on_gpu anywhere_critic` with
  `--data FOLDER`, on one NVIDIA H200; then
  `.venv/bin/python -m tools.results.anywhere_critic --data FOLDER`. It was chosen between two
  weights of the critic and of the matching: 0.02 and 0.5, which the recipe has, and 0.01 and 0.1.
- **Kept:** {kept}: of all mixtures the one with the least distance by features on the photographs
  for choosing, among those whose error is at most {most} times that of `anywhere` on the faces and
  on the photographs for choosing, in a 32x32 hole (faces: the paper's, photographs: the middle).
- **Scores:** the same holes; `choosing` rows are what was chosen among, `validation` rows the
  1,400 faces and 702 photographs, with the ratio to `anywhere` and its 95% interval. `features` by
  the species classifier, which was trained on drawn faces: on photographs it is a stranger.
- **Scored on:** {machine}

{files}
"""


def score(network, images_uint8, hole):
    """Score the fills of one square hole: arrays and numbers by name."""
    masks = np.broadcast_to(make_mask(hole, *images_uint8.shape[1:3]), images_uint8.shape[:3])
    squares = crop_hole(paint_holes(network, as_float(images_uint8), masks), hole)
    truth = as_float(crop_hole(images_uint8, hole))
    return {"mse": ((squares.astype(np.float64) - truth) ** 2).mean((1, 2, 3)),
            "features": measure_feature_distance(squares, images_uint8, hole),
            "sharpness": float(np.nanmedian(compare_sharpness(squares, truth))),
            "grid": compare_grid(squares, truth)}


def list_rows(name, part, found, base):
    """Return a row a set: means, and the ratios to the scores of `anywhere`."""
    return [{"network": name, "part": part, "set": source,
             **{key: float(np.mean(values)) for key, values in scores.items()},
             **compare_scores(scores, base[source], ("mse", "features"))}
            for source, scores in found.items()]


def split_sets(images, part, names):
    """Return the images of one part, by set."""
    counts = [getattr(one, part) for one in images.sets]
    return dict(zip(names, np.split(getattr(images, part), np.cumsum(counts)[:-1]), strict=True))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--runs", type=Path, default=ROOT / "runs", metavar="FOLDER")
    options = parser.parse_args()
    recipe, plain = load_recipe("anywhere_critic"), load_network(find_data("anywhere.keras"))
    images = load_images(recipe, options.data)

    def measure(network, part):
        return {name: score(network, pictures, HOLES[name])
                for name, pictures in split_sets(images, part, HOLES).items()}

    base = measure(plain, "choosing")
    rows, networks = list_rows("anywhere", "choosing", base, base), {}
    for folder in sorted(options.runs.glob("anywhere_critic*")):
        trained = read_network(folder, recipe)
        for share in SHARES:
            name = f"{share:.0%} of {folder.name}"
            networks[name] = mix_networks(plain, trained, share)
            rows += list_rows(name, "choosing", measure(networks[name], "choosing"), base)
    fit = {name: [row for row in rows if row["network"] == name] for name in networks}
    fit = {name: both for name, both in fit.items()
           if max(row["mse_ratio"] for row in both) <= MOST_ERROR}
    kept = min(fit, key=lambda name: fit[name][1]["features"])
    save_network(networks[kept], DATA / "anywhere_critic.keras", compressed=True)
    base = measure(plain, "validation")
    rows += list_rows("anywhere", "validation", base, base)
    rows += list_rows("anywhere_critic", "validation", measure(networks[kept], "validation"), base)
    write_rows(DATA / "anywhere_critic.csv", rows)
    write_card(DATA / "anywhere_critic.md", CARD, kept=kept, most=MOST_ERROR, files=tabulate_files(
        [("anywhere_critic.keras", "the network"), ("anywhere_critic.csv", "the scores")]))


if __name__ == "__main__":
    main()
