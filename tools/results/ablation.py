"""What is each difference between the compact network and the paper's worth?

Each run differs from others in one thing.

    for each recipe ablation_32_*: .venv/bin/python -m inpaint_lib train RECIPE
    .venv/bin/python -m tools.results.ablation

writes data/ablation_32.csv (a row a test face, `mse RUN`), data/ablation_32_losses.csv (a row an
epoch) and their card. Runs that are not complete keep the columns and rows they have there.
"""

import argparse
from itertools import product
from pathlib import Path

import numpy as np

from inpaint_lib.datasets.folders import load_dataset
from inpaint_lib.evaluation.intervals import bootstrap_ratio
from inpaint_lib.evaluation.methods import score_squares
from inpaint_lib.files import read_rows, read_table, update_table, write_rows
from inpaint_lib.fills.network import paint_squares, paint_with_fill
from inpaint_lib.fills.untrained import FILLS, find_best
from inpaint_lib.holes import PAPER_32
from inpaint_lib.models.weights import load_network
from inpaint_lib.training.recipes import list_recipes
from tools.card import tabulate_files, write_card
from tools.paths import DATA, ROOT

PREFIX = "ablation_32_"
FACTORS = {"architecture": ("compact", "paper"), "base": ("membrane", "black"),
           "images": ("moved", "still")}
"""dict : each factor's two kinds, ours first; a run is named by one of each."""

CARD = """# ablation_32: which of the differences to the paper's network helps

Shown in chapter 5.

- **Command:** `python -m inpaint_lib train RECIPE` for each recipe `ablation_32_*`, then
  `.venv/bin/python -m tools.results.ablation`
- **Data:** the drawn faces: fitted to 2,941, the best epoch chosen on 400, scored once on {count:,}
  test faces, on which nothing was ever chosen. The paper's 32x32 hole.
- **Runs:** {epochs} epochs each. `compact` or `paper`: the layers; `membrane` or `black`: what the
  network paints upon (the paper's last ReLU goes where it paints upon the membrane); `moved` or
  `still`: random changes to the images, or none; our schedule of rates, weight decay and average of
  the weights for all, but `plain`: the paper's. `_seed_N`: other seeds, else 1. Products are
  computed in 16 bits.
- **Rule, written before the runs:** a kind of a factor helps where the run with it errs less than
  the run without it in every pair that differs in it alone, each 95% interval over the faces below
  1; it depends on the others where pairs disagree; else it is not decided. Of one pair with three
  seeds each it is said to hold for other seeds where every run with it is below every run without.
- **Time:** {minutes:.0f} minutes of training in all on {machine}, shared with other work.

{files}

{means}

{factors}
"""


def measure_run(path, images_uint8):
    """Return the hole MSE of a run's best epoch on each image, (N,)."""
    squares = paint_squares(load_network(path / "best.keras"), images_uint8, PAPER_32)
    return score_squares(squares, images_uint8, PAPER_32, ("mse",))["mse"]


def measure_fills(images_uint8):
    """Return the hole MSE of every untrained fill on each image, by name."""
    return {name: score_squares(paint_with_fill(fill, images_uint8, PAPER_32, progress=False),
                                images_uint8, PAPER_32, ("mse",))["mse"]
            for name, fill in FILLS.items()}


def find_runs(runs):
    """Return the folders of the complete runs, by what follows the prefix in their names."""
    names = {name for name in list_recipes() if name.startswith(PREFIX)}
    return {path.name[len(PREFIX):]: path for path in sorted(runs.glob(f"{PREFIX}*"))
            if path.name.split("_seed_")[0] in names and (path / "network.keras").exists()}


def list_pairs(factor, others_of):
    """Return the pairs of runs that differ in one factor alone: (ours, the other), by the rest."""
    rest = [kinds for name, kinds in FACTORS.items() if name != factor]
    place = list(FACTORS).index(factor)
    pairs = {}
    for kinds in product(*rest):
        ours, other = ("_".join((*kinds[:place], kind, *kinds[place:])) for kind in FACTORS[factor])
        if ours in others_of and other in others_of:
            pairs[" ".join(kinds)] = ours, other
    return pairs


def judge_factor(ratios, n_wanted=4):
    """Return the verdict of the rule on the (ratio, low, high) of every pair of one factor."""
    if len(ratios) < n_wanted:
        return "not all run"
    if all(high < 1 for _, _, high in ratios):
        return "helps"
    if all(low > 1 for _, low, _ in ratios):
        return "harms"
    decided = {ratio < 1 for ratio, low, high in ratios if high < 1 or low > 1}
    return "depends on the others" if len(decided) == 2 else "not decided"


def write_factors(errors):
    """Return the card's table of factors: every pair's ratio, and the verdict."""
    lines = ["| factor | pair | ours | other | ratio | verdict |", "|---|---|---:|---:|---:|---|"]
    for factor in FACTORS:
        pairs = list_pairs(factor, errors)
        ratios = [bootstrap_ratio(errors[ours], errors[other]) for ours, other in pairs.values()]
        for (rest, (ours, other)), ratio in zip(pairs.items(), ratios, strict=True):
            lines.append(f"| {factor} | {rest} | {np.mean(errors[ours]):.5f} | "
                         f"{np.mean(errors[other]):.5f} | "
                         "{:.3f} [{:.3f}, {:.3f}] | |".format(*ratio))
        lines.append(f"| {factor} | | | | | {judge_factor(ratios)} |")
    return "\n".join(lines)


def write_means(errors, best):
    """Return the card's table of runs: error, and its ratio to the best untrained fill."""
    lines = [f"| run | MSE | over {best} |", "|---|---:|---:|"]
    for name, values in errors.items():
        ratio = "{:.3f} [{:.3f}, {:.3f}]".format(*bootstrap_ratio(values, errors[best]))
        lines.append(f"| {name} | {np.mean(values):.5f} | {ratio} |")
    return "\n".join(lines)


def gather_losses(found, path):
    """Write the histories of all runs into one file, and return its rows."""
    rows = [row for row in (read_rows(path) if path.exists() else ()) if row["run"] not in found]
    for name, folder in found.items():
        rows += [{"run": name} | {key: row[key] for key in ("epoch", "train_loss", "choosing_loss",
                                                            "seconds")}
                 for row in read_rows(folder / "history.csv")]
    write_rows(path, rows)
    return rows


def measure_ablation(dataset, runs, out):
    """Write tables and card of all complete runs."""
    found, images = find_runs(runs), dataset.validation_uint8
    columns = measure_fills(images) | {name: measure_run(path, images)
                                       for name, path in found.items()}
    table = out / f"{PREFIX[:-1]}.csv"
    update_table(table, {"image": dataset.validation_names.tolist()} | {
        f"mse {name}": values.tolist() for name, values in columns.items()})
    errors = {name[4:]: values for name, values in read_table(table).items() if name != "image"}
    losses = gather_losses(found, out / f"{PREFIX[:-1]}_losses.csv")
    last = {row["run"]: row for row in losses}
    files = tabulate_files([
        (table.name, "a row a test face: `mse RUN`, and `mse FILL` of the untrained fills"),
        (f"{PREFIX[:-1]}_losses.csv", "a row an epoch of a run: losses, seconds")])
    write_card(out / f"{PREFIX[:-1]}.md", CARD, count=len(images), files=files,
               epochs=max(int(row["epoch"]) for row in last.values()),
               minutes=sum(float(row["seconds"]) for row in last.values()) / 60,
               means=write_means(errors, find_best(errors)), factors=write_factors(errors))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=Path, default=ROOT / "runs", metavar="FOLDER")
    measure_ablation(load_dataset("test-faces"), parser.parse_args().runs, DATA)


if __name__ == "__main__":
    main()
