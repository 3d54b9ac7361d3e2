"""Train the paper's autoencoder in other sizes: does every other size damage the result?

    .venv/bin/python -m tools.results.sizes

writes data/sizes.csv, data/sizes_validation.csv and their card. At the paper's size one run takes
an hour, so images, hole and encoder are halved here. Stop it whenever you like: what is finished
lies in runs/sizes/ or stands in the tables and is not trained again; a run that was stopped goes on
where it was.
"""

import argparse

import numpy as np

from inpaint_lib.commands.sizes import (
    HALF_HOLE,
    SIZES,
    halve_images,
    list_runs,
    make_recipe,
    measure_run,
)
from inpaint_lib.commands.train import set_up_tensorflow
from inpaint_lib.datasets.faces import FACES_VERSION
from inpaint_lib.datasets.folders import load_dataset
from inpaint_lib.files import write_rows, write_table
from inpaint_lib.fills.network import paint_with_fill
from inpaint_lib.fills.untrained import FILLS
from inpaint_lib.metrics.scores import score_squares
from inpaint_lib.training.loop import TrainingImages
from tools.card import write_card
from tools.paths import DATA, ROOT
from tools.results.parts import read_runs

TABLE, SCORES = DATA / "sizes.csv", DATA / "sizes_validation.csv"
RUNS = ROOT / "runs" / "sizes"

CARD = """# sizes.csv, sizes_validation.csv

The paper's autoencoder in other sizes, for its claim that other sizes damage the result. Shown in
chapter 4.

- **Command:** `.venv/bin/python -m tools.results.sizes`; it can be stopped, and goes on.
- **Data:** the drawn faces, version {version}, at half size: 64x64 pixels, each the mean of 2x2.
  Fitted to {n_fitting:,} training faces; the best epoch is chosen on the {n_choosing} kept for
  that, and scored once on the {n_validation:,} validation faces. The hole is the paper's 32x32 one
  at half size: 16x16, rows {top}-{bottom}, columns {left}-{right}.
- **Training:** the paper's, for every size: Adam 1e-3 with decay 1e-6, batches of {batch}, mean
  squared error, black hole, no random changes to the images; {epochs} epochs.
- **Seeds:** {seeds}: each decides first weights and order of the images. Complete: {n_complete} of
  {n_wanted} runs.
- **Sizes:** `paper` has the filters of the paper's network and so its shape, halved in space only:
  filters {encoder}, dense layers {latent}, transposed convolutions {decoder}. In the others one
  size is changed: all filters but the threes halved or doubled; both dense layers of 64, 256 or
  2048; the first pair of convolution and pooling left out, or a third of 16 filters added; one
  dense layer. `text` is what the paper's text says: three pairs, two dense layers of 2048, four
  transposed convolutions.
- **sizes.csv:** a row an epoch: size, seed, parameters, epoch, `train_loss` and `choosing_loss`
  (mean squared error in the hole, of values in [0, 1]), `seconds` since the run began.
- **sizes_validation.csv:** a row a validation face, a column a run (size and seed): mean squared
  error in the hole at the run's best epoch, painted values clipped to [0, 1]; and the same for the
  fills that need no training.
- **Time:** {hours:.1f} hours of training on {machine}, shared with other work.

Losses are means over the seeds, in brackets the least and the largest.

| size | parameters | best epochs | choosing, best | choosing, last | validation | over `paper` |
|---|---|---|---|---|---|---|
{summary}

Without training: {fills}.
"""


def read_results(runs, folder, table=TABLE, scores=SCORES):
    """Return (rows, errors) by run of those that are complete, in the folder or in the tables."""
    return read_runs(runs, lambda run: (run.find_part(folder), run.find_scores(folder)), table,
                     scores, lambda run: {"size": run.size, "seed": str(run.seed)})


def gather_results(runs, images, folder, table=TABLE, scores=SCORES):
    """Write tables and card from the runs that are complete."""
    found = read_results(runs, folder, table, scores)
    complete, rows = list(found), [row for rows, _ in found.values() for row in rows]
    columns = {run.column: errors for run, (_, errors) in found.items()}
    for name, fill in FILLS.items():
        squares = paint_with_fill(fill, images.validation, HALF_HOLE, progress=False)
        columns[name] = score_squares(squares, images.validation, HALF_HOLE, ("mse",))["mse"]
    write_rows(table, rows)
    write_table(scores, {"image": range(len(images.validation))} | {
        name: errors.tolist() for name, errors in columns.items()})
    write_card(table.with_suffix(".md"), CARD, n_complete=len(complete), n_wanted=len(runs),
               **gather_facts(complete, rows, columns, images))


def gather_facts(complete, rows, columns, images):
    """Return what the card tells: how the tables were made, and what they say in short."""
    errors = {name: column.mean() for name, column in columns.items()}
    recipe, epochs = make_recipe(complete[0]), max(int(row["epoch"]) for row in rows)
    network, hole = SIZES["paper"], HALF_HOLE
    seconds = sum(float(row["seconds"]) for row in rows if int(row["epoch"]) == epochs)
    return dict(
        version=FACES_VERSION, n_fitting=len(images.fitting), n_choosing=len(images.choosing),
        n_validation=len(images.validation), top=hole.top, bottom=hole.bottom - 1, left=hole.left,
        right=hole.right - 1, batch=recipe.training.batch, epochs=epochs,
        seeds=", ".join(map(str, sorted({run.seed for run in complete}))),
        encoder=network.encoder, latent=network.latent, decoder=network.decoder,
        hours=seconds / 3600, summary="\n".join(summarise_sizes(complete, rows, errors)),
        fills=", ".join(f"{name} {errors[name]:.5f}" for name in FILLS))


def summarise_sizes(complete, rows, errors):
    """Return the lines of the card's table, a size each."""
    lines = []
    for size in dict.fromkeys(run.size for run in complete):
        histories = [[row for row in rows if (row["size"], int(row["seed"])) == (size, run.seed)]
                     for run in complete if run.size == size]
        losses = [[float(row["choosing_loss"]) for row in history] for history in histories]
        found = [errors[run.column] for run in complete if run.size == size]
        # Only runs of the same seeds are compared.
        rivals = [errors[f"paper {run.seed}"] for run in complete
                  if run.size == size and f"paper {run.seed}" in errors]
        ratio = f"{np.mean(found) / np.mean(rivals):.3f}" if len(rivals) == len(found) else ""
        lines.append(" | ".join([
            f"| {size}", f"{int(histories[0][0]['parameters']):,}",
            ", ".join(str(1 + int(np.argmin(loss))) for loss in losses),
            describe_spread([min(loss) for loss in losses]),
            describe_spread([loss[-1] for loss in losses]), describe_spread(found),
            f"{ratio} |"]))
    return lines


def describe_spread(values):
    """Return the mean of values, and the least and the largest in brackets."""
    spread = f" ({min(values):.5f}-{max(values):.5f})" if len(values) > 1 else ""
    return f"{np.mean(values):.5f}{spread}"


def load_half_faces():
    """Return the drawn faces at half size."""
    faces = load_dataset("faces")
    return TrainingImages(*map(halve_images, (faces.fitting_uint8, faces.choosing_uint8,
                                              faces.validation_uint8)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", metavar="SIZE",
                        help=f"train only these: {', '.join(SIZES)}")
    parser.add_argument("--threads", type=int, default=2, metavar="N")
    options = parser.parse_args()
    if unknown := set(options.sizes) - set(SIZES):
        parser.error(f"unknown: {', '.join(unknown)}; choose from {', '.join(SIZES)}")
    set_up_tensorflow(options.threads)
    images = load_half_faces()
    runs = list_runs(options.sizes or SIZES)
    done = read_results(runs, RUNS)
    for run in [run for run in runs if run not in done]:
        measure_run(run, images, RUNS)
        gather_results(list_runs(), images, RUNS)
    gather_results(list_runs(), images, RUNS)


if __name__ == "__main__":
    main()
