"""What is each difference between the compact network and the paper's worth?

Each run differs from others in one thing, at half size, as for the other sizes of claim 10.

    .venv/bin/python -m tools.results.ablation

writes data/ablation.csv (a row a test face, `mse RUN`), data/ablation_losses.csv (a row an epoch)
and their card. Stop it whenever you like: what is finished lies in runs/ablation/ or stands in the
tables and is not trained again, and a run that was stopped goes on where it was.
"""

import argparse
import dataclasses
from itertools import product
from pathlib import Path

import numpy as np

from inpaint_lib.commands.sizes import HALF_HOLE, SEEDS, SIZES, halve_images, measure_recipe
from inpaint_lib.commands.train import set_up_tensorflow
from inpaint_lib.datasets.folders import load_dataset
from inpaint_lib.evaluation.factors import compare_kinds, judge_factor, judge_pair
from inpaint_lib.evaluation.intervals import bootstrap_ratio
from inpaint_lib.files import write_rows, write_table
from inpaint_lib.fills.network import paint_with_fill
from inpaint_lib.fills.untrained import FILLS, find_best
from inpaint_lib.metrics.scores import score_squares
from inpaint_lib.training.loop import TrainingImages
from inpaint_lib.training.recipes import Augmentation, Network, Recipe, load_recipe
from tools.card import tabulate_files, write_card
from tools.paths import DATA, ROOT
from tools.results.parts import read_runs

EPOCHS = 20
FACTORS = {"architecture": ("compact", "paper"), "base": ("membrane", "black"),
           "images": ("moved", "still"), "schedule": ("ours", "plain")}
"""dict : each factor's two kinds, ours first; a run is named by one of each, and its seed."""

OURS, PAPERS = ("compact", "membrane", "moved", "ours"), ("paper", "black", "still", "plain")
KINDS = [(*kinds, "ours") for kinds in product(*list(FACTORS.values())[:3])]
KINDS += [(*OURS[:3], "plain"), PAPERS]
"""list : all of the first three factors with our schedule, and both ends with the paper's."""

DECISIVE = [OURS, ("compact", "black", "moved", "ours"), ("paper", "membrane", "moved", "ours"),
            PAPERS]
"""list : the kinds with three seeds, for the base, the architecture and the paper's network."""

TABLE, LOSSES = "ablation.csv", "ablation_losses.csv"

CARD = """# ablation.csv, ablation_losses.csv

Which of the differences between the compact network and the paper's helps. Shown in chapter 5.

- **Command:** `.venv/bin/python -m tools.results.ablation`; it can be stopped, and goes on.
- **Data:** the drawn faces at half size, 64x64 pixels, each the mean of 2x2: fitted to 2,941, the
  best epoch chosen on 400, scored once on {count:,} test faces, on which nothing was ever chosen.
  The paper's 32x32 hole at half size, 16x16.
- **Runs:** {epochs} epochs each, seeds {seeds} where the table below says so, else 1; complete:
  {n_complete} of {n_wanted}. `compact` or
  `paper`: the layers, those of the paper halved in space. `membrane` or `black`: what the network
  paints upon; what lies under the hole comes in so, less the mean of the ring, and what goes out is
  added (the paper's last ReLU goes with the membrane, as it could only lighten). `moved` or
  `still`: random changes to the images, or none. `ours` or `plain`: our schedule of rates, weight
  decay, batch and average of the weights, or the paper's. Products are computed in 16 bits.
- **Rule, written before the runs:** a kind of a factor helps where the run with it errs less than
  the one without it in every pair that differs in it alone, for every seed of it, and the 95%
  interval over the faces of the mean over the seeds lies below 1; it harms where all is the other
  way round; it depends on the others where pairs are decided in both ways; else it is not decided.
- **Time:** {minutes:.0f} minutes of training in all on {machine}, shared with other work.

{files}

{means}

{factors}
"""


@dataclasses.dataclass(frozen=True)
class Run:
    """A network of these kinds, one for each of `FACTORS`, trained with one seed."""

    kinds: tuple
    seed: int

    @property
    def column(self):
        """str : as it stands above a column."""
        return f"{' '.join(self.kinds)} {self.seed}"

    def find(self, folder, ending):
        """Return the path of its history or, with the ending "_test", of its errors."""
        return folder / f"{'_'.join(self.kinds)}_{self.seed}{ending}.csv"


def list_runs(seeds=SEEDS):
    """List every run: the first seed of all kinds, then the others of those that decide."""
    return [Run(kinds, seed) for seed in seeds
            for kinds in (KINDS if seed == seeds[0] else DECISIVE)]


def make_recipe(run, epochs=EPOCHS):
    """Make the recipe of a run, of the recipes of both networks."""
    ours, papers = load_recipe("compact_32"), load_recipe("paper_32")
    architecture, base, images, schedule = run.kinds
    network = (Network("compact", window=48, base=base) if architecture == "compact" else
               dataclasses.replace(SIZES["paper"], base=base))
    training = dataclasses.replace((ours if schedule == "ours" else papers).training,
                                   seed=run.seed, epochs=epochs, half_precision=True)
    moved = dataclasses.replace(ours.augmentation, shift=ours.augmentation.shift // 2)
    return Recipe(run.find(Path(), "").stem, HALF_HOLE, network=network, training=training,
                  augmentation=moved if images == "moved" else Augmentation())


def load_half_faces():
    """Return the drawn faces at half size, with the test faces in place of the validation ones."""
    faces = load_dataset("test-faces")
    return TrainingImages(*map(halve_images, (faces.fitting_uint8, faces.choosing_uint8,
                                              faces.validation_uint8))), faces.validation_names


def measure_fills(images_uint8):
    """Return the hole MSE of every untrained fill on each image, by name."""
    return {name: score_squares(paint_with_fill(fill, images_uint8, HALF_HOLE, progress=False),
                                images_uint8, HALF_HOLE, ("mse",))["mse"]
            for name, fill in FILLS.items()}


def read_results(runs, folder, data):
    """Return (rows, errors) by run of those that are complete, in the folder or in the tables."""
    return read_runs(runs, lambda run: (run.find(folder, ""), run.find(folder, "_test")),
                     data / LOSSES, data / TABLE, lambda run: {"run": run.column}, "mse ")


def list_pairs(factor):
    """Return the pairs of kinds that differ in one factor alone: (ours, the other)."""
    place = list(FACTORS).index(factor)
    ours, other = FACTORS[factor]
    pairs = [(kinds, (*kinds[:place], other, *kinds[place + 1:])) for kinds in KINDS
             if kinds[place] == ours]
    return [pair for pair in pairs if pair[1] in KINDS]


def gather_errors(found):
    """Return the errors of each kind, (S, N), of the seeds that are complete."""
    kinds = dict.fromkeys(run.kinds for run in found)
    return {kind: np.array([errors for run, (_, errors) in found.items() if run.kinds == kind])
            for kind in kinds}


def write_factors(errors):
    """Return the card's table of factors: every pair's ratio, and the verdict."""
    lines = ["| factor | ours | the other | ratio | seeds | verdict |",
             "|---|---|---|---:|---|---|"]
    for factor in FACTORS:
        pairs = [pair for pair in list_pairs(factor) if set(pair) <= set(errors)]
        said = []
        for ours, other in pairs:
            count = min(len(errors[ours]), len(errors[other]))
            ratio, below = compare_kinds(errors[ours][:count], errors[other][:count])
            said.append(judge_pair(ratio, below))
            words = {True: "all below", False: "all above", None: "both ways"}[below]
            lines.append(f"| {factor} | {' '.join(ours)} | {' '.join(other)} | "
                         "{:.3f} [{:.3f}, {:.3f}]".format(*ratio) + f" | {count}, {words} | |")
        lines.append(f"| {factor} | | | | | **{judge_factor(said)}** |")
    return "\n".join(lines)


def write_means(errors, fills):
    """Return the card's table of kinds: error, its seeds, its ratio to the best untrained fill."""
    best = find_best(fills)
    lines = [f"| run | MSE | of each seed | over {best} |", "|---|---:|---|---:|"]
    rows = {" ".join(kinds): found for kinds, found in errors.items()} | {
        name: values[np.newaxis] for name, values in fills.items()}
    for name, found in rows.items():
        ratio = "{:.3f} [{:.3f}, {:.3f}]".format(
            *bootstrap_ratio(found.mean(axis=0), fills[best]))
        seeds = ", ".join(f"{value:.5f}" for value in found.mean(axis=1)) if len(found) > 1 else ""
        lines.append(f"| {name} | {found.mean():.5f} | {seeds} | {ratio} |")
    return "\n".join(lines)


def gather_results(runs, images, names, folder, data=DATA):
    """Write tables and card of all complete runs."""
    found, fills = read_results(runs, folder, data), measure_fills(images.validation)
    write_table(data / TABLE, {"image": names.tolist()} | {
        f"mse {name}": values.tolist() for name, values in
        (fills | {run.column: errors for run, (_, errors) in found.items()}).items()})
    rows = [{"run": run.column} | {key: row[key] for key in ("epoch", "train_loss",
                                                            "choosing_loss", "seconds")}
            for run, (rows, _) in found.items() for row in rows]
    write_rows(data / LOSSES, rows)
    errors = gather_errors(found)
    files = tabulate_files([
        (TABLE, "a row a test face: `mse RUN`, and `mse FILL` of the untrained fills"),
        (LOSSES, "a row an epoch of a run: losses, seconds since it began")])
    last = {row["run"]: row for row in rows}
    write_card(data / "ablation.md", CARD, count=len(names), files=files,
               seeds=", ".join(map(str, sorted({run.seed for run in found}))),
               n_complete=len(found), n_wanted=len(runs),
               epochs=max(int(row["epoch"]) for row in rows),
               minutes=sum(float(row["seconds"]) for row in last.values()) / 60,
               means=write_means(errors, fills), factors=write_factors(errors))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=Path, default=ROOT / "runs" / "ablation", metavar="FOLDER")
    parser.add_argument("--threads", type=int, default=2, metavar="N")
    options = parser.parse_args()
    set_up_tensorflow(options.threads)
    images, names = load_half_faces()
    runs = list_runs()
    done = read_results(runs, options.runs, DATA)
    for run in [run for run in runs if run not in done]:
        measure_recipe(make_recipe(run), images, run.find(options.runs, ""),
                       run.find(options.runs, "_test"), {"run": run.column})
    gather_results(runs, images, names, options.runs)


if __name__ == "__main__":
    main()
