"""Train the same few steps with one process and with two workers: losses, and images a second.

    .venv/bin/python -m tools.run_times.workers

writes data/workers.csv and its card, shown on the page `More than one machine`. Both ways take
turns, so that other work on the machine slows both. Run it with the machine to itself.
"""

import argparse
import dataclasses
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from tqdm import tqdm

from inpaint_lib.commands.train import load_images, set_up_tensorflow
from inpaint_lib.files import read_table, write_table
from inpaint_lib.training.build import build_network
from inpaint_lib.training.loop import train_network
from inpaint_lib.training.recipes import load_recipe
from inpaint_lib.training.workers import find_worker, run_workers
from tools.card import write_card
from tools.paths import DATA
from tools.run_times.training import WARM_UP, StepClock, make_short

TABLE = DATA / "workers.csv"
RECIPES = ("pocket_16", "compact_16", "paper_16")
STEPS, ROUNDS = 40, 3
SHARES = ((1, 2), (2, 1))
"""How two cores are used: (workers, threads of each)."""

CARD = """# workers.csv

The same steps of training by one process with two threads, and by two workers with one thread
each. Shown on the page `More than one machine`.

- **Command:** `.venv/bin/python -m tools.run_times.workers`
- **Data:** the drawn faces; the first {steps} batches of each recipe's own run.
- **Seed:** that of the recipes, 1.
- **A row:** one run in fresh processes. `step` is the mean in milliseconds of the last {timed} of
  its {steps} steps (in the first {warm_up} it compiles), `images a second` the batch divided by it;
  `train loss` is the mean over all {steps} steps and `choosing loss` that after them.
  `gradients` is what each worker tells the other in every step, in megabytes: four bytes a
  parameter.
- **Rounds:** {rounds} of each, in turns.
- **Time:** {seconds:.0f} s in all, on {machine}.
- **Other work:** load average {load:.0f} during the runs; with the machine to itself it is 2.

<!-- table -->

| recipe | gradients, MB | one process, images a second | two workers | ratio | losses differ by |
|---|---:|---:|---:|---:|---:|
{summary}

Medians of {rounds} rounds; the ratio is that of the medians, and in brackets the least and the
largest of the rounds. The last column is the largest relative difference of a training or choosing
loss between the two ways.
"""


def take_part(name, steps, threads, folder):
    """Be one of the processes of a short run; the chief writes what it measured to `folder`."""
    set_up_tensorflow(threads, alone=False)
    recipe, worker, clock = make_short(load_recipe(name)), find_worker(), StepClock()
    images = load_images(recipe)
    few = dataclasses.replace(images, fitting=images.fitting[:steps * recipe.training.batch])
    (row,) = train_network(recipe, few, folder / "run", progress=False, should_stop=clock.tick,
                           worker=worker)
    if worker.is_chief:
        n_parameters = build_network(recipe, few.fitting.shape[1]).count_params()
        measured = {"gradients": 4 * n_parameters / 1e6, "step": clock.measure_step(),
                    "train loss": row["train_loss"], "choosing loss": row["choosing_loss"]}
        (folder / "measured.json").write_text(json.dumps(measured))


def measure_run(name, workers, threads, steps=STEPS):
    """Return a row of the table: one run in fresh processes."""
    batch = load_recipe(name).training.batch
    with tempfile.TemporaryDirectory() as folder:
        command = ["-m", "tools.run_times.workers", "--part", name, str(steps),
                   str(threads), folder]
        code = (run_workers(workers, command) if workers > 1
                else subprocess.run([sys.executable, *command], check=False).returncode)
        if code:
            raise RuntimeError(f"The run of {name} with {workers} workers ended with code {code}.")
        measured = json.loads(Path(folder, "measured.json").read_text())
    # The losses with all their digits, to be compared.
    return {"recipe": name, "workers": workers, "threads": threads, "batch": batch,
            "gradients": measured["gradients"], "step": 1000 * measured["step"],
            "images a second": batch / measured["step"],
            "train loss": f"{measured['train loss']:.9g}",
            "choosing loss": f"{measured['choosing loss']:.9g}"}


def measure_recipes(names=RECIPES, rounds=ROUNDS):
    """Return the columns of the table, and the machine's mean load."""
    tasks = [(name, *share) for name in names for _ in range(rounds) for share in SHARES]
    rows, loads = [], []
    for task in tqdm(tasks):
        rows.append(measure_run(*task))
        loads.append(os.getloadavg()[0])
    return {column: [row[column] for row in rows] for column in rows[0]}, float(np.mean(loads))


def summarise_recipe(table, name):
    """Return a line of the card's table.

    `table` maps the name of each column to an array, as `inpaint_lib.files.read_table` does.
    """
    chosen = table["recipe"] == name
    one, two = (chosen & (table["workers"] == workers) for workers, _ in SHARES)
    speeds = [table["images a second"][which] for which in (one, two)]
    ratios = speeds[1] / speeds[0]
    medians = [np.median(speed) for speed in speeds]
    differences = [np.abs(table[loss][two] / table[loss][one] - 1).max()
                   for loss in ("train loss", "choosing loss")]
    return (f"| `{name}` | {table['gradients'][chosen][0]:.1f} | {medians[0]:.1f} | "
            f"{medians[1]:.1f} | {medians[1] / medians[0]:.2f} ({ratios.min():.2f}-"
            f"{ratios.max():.2f}) | {max(differences):.0e} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--part", nargs=4, metavar=("RECIPE", "STEPS", "THREADS", "FOLDER"),
                        help=argparse.SUPPRESS)
    part = parser.parse_args().part
    if part:
        take_part(part[0], int(part[1]), int(part[2]), Path(part[3]))
        return
    started = time.monotonic()
    columns, load = measure_recipes()
    write_table(TABLE, columns)
    table = read_table(TABLE)
    write_card(TABLE.with_suffix(".md"), CARD, steps=STEPS, timed=STEPS - WARM_UP - 1,
               warm_up=WARM_UP, rounds=ROUNDS, seconds=time.monotonic() - started, load=load,
               summary="\n".join(summarise_recipe(table, name) for name in RECIPES))


if __name__ == "__main__":
    main()
