"""Score the network for holes anywhere beside the untrained fills, on the same seeded holes.

    .venv/bin/python -m tools.results.anywhere
    .venv/bin/python -m tools.results.anywhere --data ../shared/data/big-cats
    .venv/bin/python -m tools.results.anywhere --images 12 --out /tmp/trial --parts /tmp/parts

writes data/anywhere_faces.csv or data/anywhere_photos.csv, a row an image, and a card. What was
measured lies in runs/anywhere_table/ (or in the folder named by --parts), a file for every 40
images of a method, and is not measured again, unless the network's file has changed.
"""

import argparse
import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from inpaint_lib.datasets.folders import load_dataset
from inpaint_lib.evaluation.intervals import bootstrap_ratio
from inpaint_lib.evaluation.methods import MIDDLES, grow_hole, identify_file
from inpaint_lib.files import find_data, write_table
from inpaint_lib.fills.network import paint_holes, paint_squares
from inpaint_lib.fills.untrained import FILLS
from inpaint_lib.holes import make_mask
from inpaint_lib.images import as_float
from inpaint_lib.metrics.errors import mse_hole
from inpaint_lib.models.weights import load_network
from inpaint_lib.random_holes import STROKES, TABLE_SIDES, draw_table_mask
from tools.card import write_card
from tools.paths import DATA, ROOT
from tools.results.methods import describe_set, name_options, name_set
from tools.results.parts import measure_parts

KINDS = (*TABLE_SIDES, STROKES)
NETWORK = "anywhere.keras"
LEFT_OUT = ("total variation",)
"""Slow in large holes, and nowhere the best in the tables over all methods."""

SPECIALISTS = {"faces": {16: "compact_16", 32: "compact_32"},
               "test-faces": {16: "compact_16", 32: "compact_32"},
               "big-cats": {16: "photos_compact_16", 32: "photos_compact_32"}}
TITLES = {"faces": "faces", "big-cats": "photos"}

CARD = """# anywhere_{title}: the network for holes anywhere beside the untrained fills

Shown in chapter 6.

- **Command:** `.venv/bin/python -m tools.results.anywhere{options}`; it goes on where it stopped.
- **Data:** {data}; {count:,} validation images, none of which any method was fitted to.
- **Holes:** `inpaint_lib.random_holes.draw_table_mask(row of the image, kind)`: one square of 8,
  16, 24, 32 or 48 pixels at a random place, or `strokes`, several rectangles and strokes on 2% to
  40% of the image; the same for every method. `own 16` and `own 32`: the specialists'
  own holes, about the pixel at row {row}, column {column}.
- **Networks:** {networks}.
- **Seed:** that of the holes is in `inpaint_lib.random_holes.FIXED_SEED`; each network's stands in
  its recipe.
- **Time:** {minutes:.1f} minutes of filling and scoring on {machine}, shared with other work.

`mse METHOD HOLE` is the mean squared error in the hole, of values in [0, 1]; a row an image. Total
variation and the fills that copy are left out: in `methods_*.csv` none is the best at any size.

{means}
"""


@dataclass(frozen=True)
class Painter:
    """A method: (images_uint8, masks) to filled images, float in [0, 1], and the holes it fills."""

    name: str
    fill: Callable
    holes: tuple
    identity: str = ""

    @property
    def key(self):
        """str : a name for files."""
        return "_".join(filter(None, [self.name.replace(" ", "_"), self.identity]))


def list_painters(name):
    """Return the methods of one data set: untrained fills, specialists, and the network."""
    own = tuple(f"own {side}" for side in (16, 32))
    painters = [Painter(title, functools.partial(fill_each, fill), (*KINDS, *own))
                for title, fill in FILLS.items() if title not in LEFT_OUT]
    for side, recipe in SPECIALISTS.get(name, {}).items():
        path = find_data(f"{recipe}.keras")
        fill = functools.partial(fill_square, load_network(path), place_own(name, side))
        painters.append(Painter(recipe, fill, (f"own {side}",), identify_file(path)))
    path = find_data(NETWORK)
    fill = functools.partial(fill_anywhere, load_network(path))
    return [*painters, Painter("anywhere", fill, (*KINDS, *own), identify_file(path))]


def place_own(name, side):
    """Return the hole that the specialist was trained for."""
    return grow_hole(side, MIDDLES.get(name, (64, 64)))


def fill_each(fill, images_uint8, masks):
    """Fill images one by one."""
    return np.array([fill(image, mask)
                     for image, mask in zip(as_float(images_uint8), masks, strict=True)])


def fill_square(network, hole, images_uint8, masks):
    """Let a specialist paint its hole; the masks are that hole's."""
    filled = as_float(images_uint8).copy()
    filled[:, hole.slices[0], hole.slices[1]] = paint_squares(network, images_uint8, hole)
    return filled


def fill_anywhere(network, images_uint8, masks):
    """Let the network fill the images."""
    return paint_holes(network, as_float(images_uint8), masks)


def draw_masks_of(hole, rows, name):
    """Return the masks of one kind of hole for some rows of the validation images."""
    if str(hole).startswith("own"):
        mask = make_mask(place_own(name, int(hole.split()[1])), 128, 128)
        return np.repeat(mask[np.newaxis], len(rows), axis=0)
    return np.array([draw_table_mask(row, hole) for row in rows])


def measure_painter(painter, images_uint8, name, folder):
    """Fill and score what is not yet done; return the errors by hole, and the seconds taken."""
    def measure(which):
        part, found = images_uint8[which], {}
        for hole in painter.holes:
            masks = draw_masks_of(hole, range(which.start, which.stop), name)
            found[str(hole)] = np.array([mse_hole(*one) for one in zip(
                painter.fill(part, masks), as_float(part), masks, strict=True)])
        return found
    return measure_parts(measure, len(images_uint8), folder / painter.key, painter.name)


def measure_columns(dataset, painters, count, parts):
    """Return each painter's errors in each hole, as columns of a table, and the seconds taken."""
    columns, spent = {}, 0.0
    for painter in painters:
        errors, seconds = measure_painter(painter, dataset.validation_uint8[:count], dataset.name,
                                          parts / name_set(dataset))
        spent += seconds
        columns |= {f"mse {painter.name} {hole}": values.tolist()
                    for hole, values in errors.items()}
    return columns, spent


def write_means(table, painters):
    """Return the card's table: a line a hole, and what the network has of the best other one."""
    names = [painter.name for painter in painters]
    lines = [f"| hole | {' | '.join(names)} | network / best other |",
             "|---|" + "---:|" * (len(names) + 1)]
    for hole in painters[-1].holes:
        means = {name: np.mean(table[f"mse {name} {hole}"]) for name in names
                 if f"mse {name} {hole}" in table}
        best = min(names[:-1], key=lambda name: means.get(name, np.inf))
        ratio = bootstrap_ratio(table[f"mse anywhere {hole}"], table[f"mse {best} {hole}"])
        lines.append(f"| {hole} | " + " | ".join(f"{means[name]:.5f}" if name in means else ""
                                                 for name in names)
                     + " | {:.3f} [{:.3f}, {:.3f}] of {} |".format(*ratio, best))
    return "\n".join(lines)


def measure_anywhere(dataset, count, out, parts, options=""):
    """Write the table of one data set and its card."""
    title = TITLES.get(dataset.name, dataset.name)
    painters = list_painters(dataset.name)
    columns, spent = measure_columns(dataset, painters, count, parts)
    names = dataset.validation_names[:count].tolist()
    table = {"image": names, "label": dataset.validation_labels[:count].tolist()} | columns
    out.mkdir(parents=True, exist_ok=True)
    write_table(out / f"anywhere_{title}.csv", table)
    networks = ", ".join(f"`data/{painter.name}.keras` ({painter.identity})"
                         for painter in painters if painter.identity)
    row, column = MIDDLES.get(dataset.name, (64, 64))
    means = write_means(table, painters)
    write_card(out / f"anywhere_{title}.md", CARD, title=title, options=options, row=row,
               column=column, count=len(names), networks=networks, data=describe_set(dataset),
               minutes=spent / 60, means=means)
    print(means, f"{spent:.0f} s", sep="\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default="faces", metavar="FOLDER", help="faces if left out")
    parser.add_argument("--images", type=int, metavar="N", help="only the first N")
    parser.add_argument("--out", type=Path, default=DATA, metavar="FOLDER")
    parser.add_argument("--parts", type=Path, default=ROOT / "runs" / "anywhere_table",
                        metavar="FOLDER", help="where to keep what was measured")
    arguments = parser.parse_args()
    measure_anywhere(load_dataset(arguments.data), arguments.images, arguments.out,
                     arguments.parts,
                     name_options(arguments.data, arguments.images))


if __name__ == "__main__":
    main()
