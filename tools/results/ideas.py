"""Score three ideas for the network `anywhere` in the holes whose goals it missed.

    .venv/bin/python -m tools.results.ideas
    .venv/bin/python -m tools.results.ideas --data ../shared/data/big-cats

writes data/anywhere_ideas_faces.csv or data/anywhere_ideas_photos.csv, a row an image, and a card.
The ideas' networks lie in runs/, where `python -m inpaint_lib train RECIPE` leaves them.
"""

import argparse
import functools
from pathlib import Path

import numpy as np

from inpaint_lib.datasets.folders import load_dataset
from inpaint_lib.evaluation.intervals import bootstrap_ratio
from inpaint_lib.evaluation.methods import identify_file
from inpaint_lib.files import find_data, write_table
from inpaint_lib.models.weights import load_network
from tools.card import write_card
from tools.paths import DATA, ROOT
from tools.results.anywhere import TITLES, Painter, fill_anywhere, measure_columns
from tools.results.methods import describe_set, name_options

HOLES = (32, "own 16", "own 32")
IDEAS = {"faces": ("anywhere_longer", "anywhere_attention", "anywhere_faces_alone"),
         "big-cats": ("anywhere_longer", "anywhere_attention")}

CARD = """# anywhere_ideas_{title}: three ideas for the network `anywhere`

Shown in chapter 6.

- **Command:** `.venv/bin/python -m tools.results.ideas{options}`, after `python -m
  inpaint_lib train` with the recipes {recipes}; each card in `data/` has its time and seed.
- **Data:** {data}; {count:,} validation images.
- **Holes:** those of `anywhere_{title}.md`: squares of 32 pixels at random places, and the
  specialists' own, `own 16` and `own 32`.
- **Networks:** {networks}; each is the best epoch of its run, chosen on the images kept for that.
- **Time:** {minutes:.1f} minutes of filling and scoring on {machine}, shared with other work.

`mse NETWORK HOLE` is the mean squared error in the hole, of values in [0, 1]; a row an image.

{means}
"""


def list_networks(name, runs):
    """Return a painter for `anywhere` itself and for every idea of one data set."""
    paths = {"anywhere": find_data("anywhere.keras")}
    paths |= {idea: runs / idea / "best.keras" for idea in IDEAS[name]}
    return [Painter(title, functools.partial(fill_anywhere, load_network(path)), HOLES,
                    identify_file(path)) for title, path in paths.items()]


def write_ratios(table, painters):
    """Return the card's table: every network's error, and what it has of that of `anywhere`."""
    lines = ["| network | " + " | ".join(str(hole) for hole in HOLES) + " |",
             "|---|" + "---:|" * len(HOLES)]
    for painter in painters:
        errors = [(table[f"mse {painter.name} {hole}"], table[f"mse anywhere {hole}"])
                  for hole in HOLES]
        lines.append(f"| {painter.name} | " + " | ".join(
            "{:.5f}: {:.3f} [{:.3f}, {:.3f}]".format(np.mean(own), *bootstrap_ratio(own, other))
            for own, other in errors) + " |")
    return "\n".join(lines)


def measure_ideas(dataset, painters, out, parts, options=""):
    """Write the table of one data set and its card."""
    title = TITLES[dataset.name]
    columns, spent = measure_columns(dataset, painters, None, parts)
    table = {"image": dataset.validation_names.tolist()} | columns
    write_table(out / f"anywhere_ideas_{title}.csv", table)
    means = write_ratios(table, painters)
    write_card(out / f"anywhere_ideas_{title}.md", CARD, title=title, options=options,
               count=len(table["image"]), data=describe_set(dataset), minutes=spent / 60,
               recipes=", ".join(f"`{painter.name}`" for painter in painters[1:]), means=means,
               networks=", ".join(f"`{painter.name}` ({painter.identity})"
                                  for painter in painters))
    print(means)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default="faces", metavar="FOLDER", help="faces if left out")
    parser.add_argument("--runs", type=Path, default=ROOT / "runs", metavar="FOLDER")
    arguments = parser.parse_args()
    dataset = load_dataset(arguments.data)
    measure_ideas(dataset, list_networks(dataset.name, arguments.runs), DATA,
                  arguments.runs / "ideas_table",
                  name_options(arguments.data))


if __name__ == "__main__":
    main()
