"""What costs nothing beside a critic: how far an unsharp mask gets. For chapter 7.

    .venv/bin/python -m tools.results.free_rivals --runs runs/critics

sharpens the fills of networks without a critic by several amounts, chooses among them on the
choosing faces, scores all on the validation faces, and writes data/critics_free.csv,
data/critics_faces.csv and their card.
"""

import argparse
from pathlib import Path

import numpy as np

from inpaint_lib.datasets.face_cache import load_faces
from inpaint_lib.files import find_data, write_rows, write_table
from inpaint_lib.fills.network import paint_squares, sharpen_squares
from inpaint_lib.holes import PAPER_32, crop_hole, paste_hole
from inpaint_lib.images import as_float, as_uint8
from inpaint_lib.metrics.grain import find_quietest, is_inside
from inpaint_lib.metrics.irises import compare_irises
from inpaint_lib.models.weights import load_network
from tools.card import tabulate_files, write_card
from tools.paths import DATA, ROOT
from tools.results.critics import (MOST_ERROR, SEEDS, choose_truth, read_run, score_painted,
                                   sum_up)

AMOUNTS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
RADII = (1.0, 1.5, 2.0, 3.0)
SHARPENED = ("compact_32", "alone_1", "large_32")
GAMES = (*(f"after_{seed}" for seed in SEEDS), *(f"start_{seed}" for seed in SEEDS), "weight_0.03",
         "weight_0.1", "long_a", "long_b", "long_c")

CARD = """# critics_free.csv, critics_faces.csv

How far an unsharp mask gets, which costs nothing, beside the networks of `critics.csv` that were
trained against a critic. In chapter 7.

- **Command:** `.venv/bin/python -m tools.results.free_rivals --runs FOLDER`, with the runs of
  `tools.results.critics` in the folder.
- **Choosing:** on the 400 choosing faces the fills of `compact_32`, `alone_1` and `large_32` are
  sharpened by {amounts} times what blurring by {radii} pixels takes away.
- **Validation:** each network on the {count:,} validation faces. `sharpened`: the one of these
  amounts and radii with the least distance by features on the choosing faces, among those whose
  error is at most {most} times compact's; `alone_2` and `alone_3` take those of `alone_1`.
  `sharpened as X`: with that radius, and the largest amount, in steps of 0.05, whose error on the
  choosing faces is at most that of X.
- **Scores:** as in `critics.csv`. `irises`: median distance of the colours of a face's two eyes,
  one of them painted; `one_colour`: share of {irises} such faces whose distance is at most the one
  that 95% of the true faces keep. `found`: share of the faces in which the window with the least
  grain lies in the hole; a guess would be right in as many as the true faces, the first row.
- **Scored on:** {machine}

{files}
"""


def match_amount(squares, wanted, most, radius):
    """Return the largest amount of sharpening, in steps of 0.05, with at most that error."""
    amounts = np.arange(0, 4, 0.05)
    errors = [((sharpen_squares(squares, amount, radius) - wanted) ** 2).mean()
              for amount in amounts]
    return float(amounts[np.flatnonzero(np.array(errors) <= most)[-1]])


def choose_sharpening(rows, network, most):
    """Return amount and radius of the least distance by features with at most that error."""
    fit = [row for row in rows if row["run"] == network and row["mse"] <= most]
    best = min(fit, key=lambda row: row["features"])
    return best["amount"], best["radius"]


def count_found(squares, images_uint8):
    """Return the share of the filled faces whose quietest window lies in the hole."""
    return np.mean([is_inside(find_quietest(as_uint8(paste_hole(
        as_float(image), PAPER_32, square))), PAPER_32)
        for image, square in zip(images_uint8, squares, strict=True)])


def compare_colours(squares, images_uint8, truth):
    """Return the distances of the colours of each face's two eyes."""
    return compare_irises(np.clip(squares, 0, 1), images_uint8, PAPER_32, truth.landmarks,
                          truth.eye_radius)[1]


def score_choosing(painted, images_uint8, truth):
    """Return the rows of all amounts and radii, of each network's squares by name."""
    rows = []
    for name, squares in painted.items():
        pairs = [(0.0, RADII[0]), *((amount, radius) for radius in RADII for amount in AMOUNTS[1:])]
        for amount, radius in pairs if name in SHARPENED else pairs[:1]:
            sharp = sharpen_squares(squares, amount, radius)
            rows.append({"set": "choosing", "run": name, "amount": amount, "radius": radius,
                         **sum_up(score_painted(sharp, images_uint8, truth))})
        print(name, flush=True)
    return rows


def plan_sharpening(rows, painted, wanted):
    """Return what is sharpened on the validation faces: name: (network, amount, radius)."""
    error = {row["run"]: row["mse"] for row in rows if row["amount"] == 0}
    plan = {}
    for network in SHARPENED:
        chosen = choose_sharpening(rows, network, MOST_ERROR * error["compact_32"])
        plan[f"{network} sharpened"] = network, *chosen
        plan[f"{network} sharpened as critic_32"] = network, match_amount(
            painted[network], wanted, error["critic_32"], chosen[1]), chosen[1]
        if network == "alone_1":
            for seed in SEEDS:
                name = f"alone_{seed}"
                plan[f"{name} sharpened"] = name, *chosen
                plan[f"{name} sharpened as after_{seed}"] = name, match_amount(
                    painted[name], wanted, error[f"after_{seed}"], chosen[1]), chosen[1]
    return plan


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=Path, default=ROOT / "runs" / "critics", metavar="FOLDER")
    options = parser.parse_args()
    faces = load_faces()
    shipped = ("compact_32", "critic_32", "large_32")
    names = [*(f"alone_{seed}" for seed in SEEDS), *GAMES]
    networks = {name: load_network(find_data(f"{name}.keras")) for name in shipped}
    networks |= {name: read_run(name, options.runs) for name in names}
    choosing = np.asarray(faces.choosing_uint8), choose_truth(faces)
    painted = {name: paint_squares(network, choosing[0], PAPER_32)
               for name, network in networks.items()}
    rows = score_choosing(painted, *choosing)
    print("chosen", flush=True)
    plan = plan_sharpening(rows, painted, as_float(crop_hole(choosing[0], PAPER_32)))
    validation = np.asarray(faces.validation_uint8), faces.validation_truth
    painted = {name: paint_squares(network, validation[0], PAPER_32)
               for name, network in networks.items()}
    table, limit = {"image": list(range(len(validation[0])))}, None
    plan = {"truth": None} | {name: (name, 0.0, RADII[0]) for name in networks} | plan
    for name, steps in plan.items():
        squares = (sharpen_squares(painted[steps[0]], *steps[1:]) if steps else
                   as_float(crop_hole(validation[0], PAPER_32)))
        colours = compare_colours(squares, *validation)
        limit = limit or float(np.quantile(colours, 0.95))
        scores = score_painted(squares, *validation)
        rows.append({"set": "validation", "run": name, "amount": steps[1] if steps else 0.0,
                     "radius": steps[2] if steps else 0.0, **sum_up(scores),
                     "irises": float(np.median(colours)),
                     "one_colour": float(np.mean(colours <= limit)),
                     "found": float(count_found(squares, validation[0]))})
        if steps:
            table |= {f"{score} {name}": scores[score].tolist() for score in ("mse", "features")}
        print(name, flush=True)
    keys = list(rows[-1])
    write_rows(DATA / "critics_free.csv", [{key: f"{row[key]:.6g}" if isinstance(
        row.get(key), float) else row.get(key, "nan") for key in keys} for row in rows])
    write_table(DATA / "critics_faces.csv", {key: [
        float(f"{value:.4g}") if isinstance(value, float) else value for value in values]
        for key, values in table.items()})
    write_card(DATA / "critics_free.md", CARD, amounts=", ".join(map(str, AMOUNTS[1:])),
               radii=", ".join(map(str, RADII)), count=len(validation[0]), most=MOST_ERROR,
               irises=len(colours), files=tabulate_files([
                   ("critics_free.csv", "a row a network and amount of sharpening"),
                   ("critics_faces.csv", "error and distance by features, a row a face")]))


if __name__ == "__main__":
    main()
