"""Gather what runs of recipes on a GPU ended at, for those whose networks are not shipped.

    .venv/bin/python -m tools.results.gpu_runs --runs runs

reads the runs that `tools.results.train_on_gpu` made and writes data/gpu_runs.csv and its card.
"""

import argparse
from pathlib import Path

import numpy as np

from inpaint_lib.files import find_data, read_rows, write_rows
from tools.card import tabulate_files, write_card
from tools.paths import DATA, ROOT

SHIPPED = {"large_32": "compact_32", "photos_large_32": "photos_compact_32",
           "photos_mid_32": "photos_compact_32", "photos_large_16": "photos_compact_16",
           "paper_32_seed_1": "paper_32", "paper_32_seed_2": "paper_32",
           "anywhere_seed_2": "anywhere", "anywhere_seed_3": "anywhere",
           "anywhere_seed_4": "anywhere"}
"""dict : run, and the shipped one whose history stands beside it."""

CARD = """# gpu_runs.csv

Larger networks, and other seeds of the paper's network and of `anywhere`; most ran on a GPU. Shown
in chapters 5, 6 and 8.

- **Command:** `KERAS_BACKEND=jax python -m tools.results.train_on_gpu RECIPE`, on one NVIDIA H200
  with 16 others beside it, then `.venv/bin/python -m tools.results.gpu_runs`. `photos_mid_32` is
  `photos_large_32` with widths 56, 136, 160. The large networks' rate fell as the time that was
  left did; the paper's ran 26 epochs (the best of 50 was the 20th), `anywhere_seed_2` 15 of 100.
- **On two cores:** `python -m inpaint_lib train anywhere_seed_3 --epochs 15 --data FOLDER`, and
  the same with seed 4, in the big cats' folder; their `history.csv` goes beside the others.
- **First weights:** on the GPU drawn by JAX, so seed 1 is another start than the shipped network's.
- **Gathered on:** {machine}

{files}

{table}

`choosing`: mean squared error in the hole on the choosing images, at the best epoch; `validation`
the same on the validation faces, where it was measured. Over the network beside it, on the
choosing images:
{ratios}.
One seed each, and a choice among several: nothing is decided by them.
"""


def find_best(rows):
    """Return the row of the best epoch."""
    return min(rows, key=lambda row: float(row["choosing_loss"]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=Path, default=ROOT / "runs", metavar="FOLDER")
    runs, rows, lines, losses = parser.parse_args().runs, [], [], {}
    for name, shipped in SHIPPED.items():
        found, errors = read_rows(runs / name / "history.csv"), runs / name / "errors.npy"
        best, other = find_best(found), find_best(read_rows(find_data(f"{shipped}_history.csv")))
        losses[name] = float(best["choosing_loss"]) / float(other["choosing_loss"])
        mse = f"{np.load(errors).astype(float).mean():.5f}" if errors.exists() else ""
        lines.append(f"| {name} | {len(found)} | {best['epoch']} | "
                     f"{float(best['train_loss']):.5f} | {float(best['choosing_loss']):.5f} | "
                     f"{mse} | {shipped}: {float(other['choosing_loss']):.5f} |")
        rows += [{"run": name, **{key: row[key] for key in ("epoch", "train_loss", "choosing_loss",
                                                           "seconds")}} for row in found]
    write_rows(DATA / "gpu_runs.csv", rows)
    head = ["| run | epochs | best | training | choosing | validation | beside it |",
            "|---|---:|---:|---:|---:|---:|---|"]
    write_card(DATA / "gpu_runs.md", CARD, table="\n".join(head + lines), files=tabulate_files(
        [("gpu_runs.csv", "a row an epoch: losses, seconds since it began")]),
        ratios=",\n".join(f"`{name}` {ratio:.3f}" for name, ratio in losses.items()))


if __name__ == "__main__":
    main()
