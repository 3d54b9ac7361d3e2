"""Score every method on the same images: one table a data set and size of hole, a row an image.

    .venv/bin/python -m tools.results.methods
    .venv/bin/python -m tools.results.methods --data ../shared/data/big-cats
    .venv/bin/python -m tools.results.methods --sizes 32 --images 40 --out /tmp/trial

writes data/methods_SET_SIZE.csv, data/methods_SET_curves.csv, data/methods_SET_parameters.csv and
their card. What is painted lies in runs/methods/ (or in the folder named by --parts), a file for
every 40 images of a method, and is not painted again: stop it when you like, and call it again when
another network is trained or more images are wanted. A network whose training is not complete is
named; the columns that a table has of it are kept.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np

from inpaint_lib.datasets.faces import FACES_VERSION, FIRST_TEST
from inpaint_lib.datasets.folders import load_dataset
from inpaint_lib.evaluation.methods import (
    MIDDLES,
    NETWORKS,
    SIZES,
    grow_hole,
    identify_file,
    list_methods,
    list_network_methods,
)
from inpaint_lib.files import (
    find_data,
    read_rows,
    read_table,
    replace_file,
    update_table,
    write_rows,
    write_table,
)
from inpaint_lib.fills.untrained import EXEMPLARS
from inpaint_lib.metrics.features import WEIGHTS_FILE, measure_feature_distance
from inpaint_lib.metrics.scores import SCORES, score_squares
from tools.card import tabulate_files, write_card
from tools.paths import DATA, ROOT
from tools.results.parts import PART, measure_parts

CURVE_IMAGES = 200
TABLE_SIZES = (16, 32)

CARD = """# methods_{name}: every method on the same images

Shown in chapter 5.

- **Command:** `.venv/bin/python -m tools.results.methods{options}`; it can be stopped, and goes on.
- **Data:** {data}.
- **Methods:** {methods}
- **Holes:** square, all about one middle: {holes}.
- **Time:** {minutes:.1f} minutes of painting and scoring on {machine}, shared with other work.

{files}

`mse`: mean squared error in the hole, of values in [0, 1]; `ssim`: structural similarity there;
`rim`: mean squared error of the hole's outermost ring; `jump`: squared step across the rim over
that of the truth; `sharpness`: energy of the gradients over that of the truth; `features`, for the
faces: distance between what the species classifier sees in fill and truth. PSNR follows from the
mean of `mse`. Painted values were stored with 11 bits before they were scored.
`mirrored`: the mean of what is painted into the image and into its mirror image.

Means over the images; those of `jump` and `sharpness` are medians, as they are ratios.

{means}
"""


def name_set(dataset):
    """Return the data set's name for files; the faces carry their version."""
    return f"faces-v{FACES_VERSION}" if dataset.name == "faces" else dataset.name


def describe_set(dataset):
    """Return what a card says of the data set."""
    if dataset.name == "test-faces":
        return (f"the test faces, version {FACES_VERSION}, drawn from index {FIRST_TEST:,} on; "
                "nothing was ever fitted to them or chosen on them")
    name = (f"the drawn faces, version {FACES_VERSION}" if dataset.name == "faces" else
            f"the photographs of `{dataset.name}`, not part of this course")
    return f"{name}; the validation images, none of which any method was fitted to"


def describe_methods(names, n_fitting):
    """Return what a card says of how the methods in its tables, by their names, were made."""
    untrained = [method.name for method in list_methods(())]
    made = {
        "The exemplar-based fill has seed 0.": any(name in EXEMPLARS for name in names),
        f"The 3x3 and 5x5 models are fitted by least squares to 20 patches of each of the "
        f"{n_fitting:,} fitting images, with seed 0.": any("inwards" in name for name in names),
        f"The look-alike copies from the {n_fitting:,} fitting images.": "look-alike" in names,
        "Each network is that of its best epoch on the choosing images; its seed stands in its "
        "recipe.": any(name not in untrained for name in names)}
    return " ".join(words for words, is_said in made.items() if is_said)


def name_options(data, count=None, left_out=()):
    """Return the options as a card has them, which names no folder of this machine."""
    named = ""
    if data != "faces":
        named += f" --data {data if data == 'test-faces' else 'FOLDER'}"
    if left_out:
        named += f" --leave-out {' '.join(map(repr, left_out))}"
    return named + (f" --images {count}" if count else "")


def place_hole(dataset, size):
    """Return the hole of one size in the images of a data set."""
    middle = MIDDLES.get(dataset.name, tuple(side // 2 for side in
                                             dataset.validation_uint8.shape[1:3]))
    return grow_hole(size, middle)


def paint_parts(method, images_uint8, hole, folder):
    """Paint and score the images not yet done; return all scores and the seconds they took."""
    def measure(which):
        squares = method.paint(images_uint8[which], hole).astype(np.float16)
        return score_squares(squares, images_uint8[which], hole) | {"squares": squares}
    found, seconds = measure_parts(measure, len(images_uint8), folder / method.key,
                                   f"{method.name} {hole.width}")
    return {name: found[name] for name in SCORES}, seconds


def measure_features(method, images_uint8, hole, folder):
    """Compare what the species classifier sees in the painted parts, and keep it beside them."""
    network = identify_file(find_data(WEIGHTS_FILE))
    distances = []
    for start in range(0, len(images_uint8), PART):
        part = images_uint8[start:start + PART]
        path = folder / method.key / f"{start:04d}_features_{network}.npy"
        found = np.load(path) if path.exists() else []
        if len(found) < len(part):
            with np.load(folder / method.key / f"{start:04d}.npz") as stored:
                squares = stored["squares"][:len(part)].astype(np.float32)
            found = measure_feature_distance(squares, part, hole)
            with replace_file(path) as new, open(new, "wb") as file:
                np.save(file, found)
        distances.append(found[:len(part)])
    return np.concatenate(distances)


def find_networks(names, runs):
    """Return the methods of the runs that are there, and say which are not."""
    methods = []
    for name in names:
        try:
            methods += list_network_methods(name, runs)
        except FileNotFoundError:
            print(f"Not painted, as its training is not complete: {name}", file=sys.stderr)
    return methods


def tabulate(methods, dataset, size, parts, count, features=False):
    """Return the table of one size, and the seconds of painting and scoring."""
    images_uint8, hole = dataset.validation_uint8[:count], place_hole(dataset, size)
    table = {"image": dataset.validation_names[:count].tolist(),
             "label": dataset.validation_labels[:count].tolist()}
    place = f"{name_set(dataset)}_{size}_{hole.top}_{hole.left}"
    folder, total = parts / place, 0.0
    for method in methods:
        scores, seconds = paint_parts(method, images_uint8, hole, folder)
        if features:
            scores["features"] = measure_features(method, images_uint8, hole, folder)
        total += seconds
        table |= {f"{score} {method.name}": values.tolist() for score, values in scores.items()}
    return table, total


def write_means(tables, parameters):
    """Return the card's table: a line a method and size, from the tables by size."""
    lines = ["| hole | method | parameters | images | MSE | SSIM | rim | jump | sharpness "
             "| features |", "|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|"]
    for size, table in tables.items():
        for name in (column[4:] for column in table if column.startswith("mse ")):
            middle = [np.nanmedian(table[f"{score} {name}"]) if score in ("jump", "sharpness")
                      else np.mean(table[f"{score} {name}"]) for score in SCORES]
            numbers = [f"{value:.{digits}f}"
                       for value, digits in zip(middle, (5, 3, 5, 2, 2), strict=True)]
            numbers.append(f"{np.mean(table[f'features {name}']):.3f}"
                           if f"features {name}" in table else "")
            count = len(table["image"])
            lines.append(f"| {size} | {name} | {parameters[size, name]:,} | {count:,} | "
                         f"{' | '.join(numbers)} |")
    return "\n".join(lines)


def keep_parameters(path, parameters):
    """Add what an earlier file tells of methods that were not painted now, and write it anew."""
    if path.exists():
        for row in read_rows(path):
            parameters.setdefault((int(row["hole"]), row["method"]), int(row["parameters"]))
    write_rows(path, [{"hole": size, "method": name, "parameters": number}
                      for (size, name), number in parameters.items()])


def measure_methods(dataset, sizes, curve_sizes, count, out, runs, parts, options="", left_out=()):
    """Write the tables of one data set and their card; `left_out` are methods not to be painted."""
    name, started = f"methods_{dataset.name}", time.perf_counter()
    untrained = [method for method in list_methods(dataset.fitting_uint8)
                 if method.name not in left_out]
    files, tables, spent = [], {}, 0.0
    parameters = {}
    out.mkdir(parents=True, exist_ok=True)
    for size in sizes:
        methods = untrained + find_networks(NETWORKS.get((dataset.name, size), ()), runs)
        table, seconds = tabulate(methods, dataset, size, parts, count,
                                  features=dataset.name.endswith("faces"))
        path = out / f"{name}_{size}.csv"
        update_table(path, table)
        tables[size], spent = read_table(path), spent + seconds
        parameters |= {(size, method.name): method.parameters for method in methods}
        files.append((path.name, f"the {size}x{size} hole; a row an image, `SCORE METHOD`"))
    curves, n_curve = {}, min(count or CURVE_IMAGES, CURVE_IMAGES)
    for size in curve_sizes:
        table, seconds = tabulate(untrained, dataset, size, parts, n_curve)
        curves |= {"image": table["image"]} | {
            f"mse {method.name} {size}": table[f"mse {method.name}"] for method in untrained}
        tables.setdefault(size, table)
        spent += seconds
        parameters |= {(size, method.name): method.parameters for method in untrained}
    if curves:
        write_table(out / f"{name}_curves.csv", curves)
        files.append((f"{name}_curves.csv", f"the first {n_curve} images; `mse METHOD SIZE` for "
                      "the methods without a fixed size"))
    keep_parameters(out / f"{name}_parameters.csv", parameters)
    files.append((f"{name}_parameters.csv", "how many numbers each method was fitted with"))
    means = write_means(tables, parameters)
    write_card(
        out / f"{name}.md", CARD, name=dataset.name, options=options,
        data=describe_set(dataset), methods=describe_methods(
            {column[4:] for table in tables.values() for column in table
             if column.startswith("mse ")}, len(dataset.fitting_uint8)),
        holes=", ".join(f"{hole.width}x{hole.width} from row {hole.top} and column {hole.left}"
                        for hole in (place_hole(dataset, size)
                                     for size in sorted({*sizes, *curve_sizes}))),
        minutes=spent / 60, files=tabulate_files(files), means=means)
    print(means, f"{time.perf_counter() - started:.0f} s", sep="\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default="faces", metavar="FOLDER", help="faces if left out")
    parser.add_argument("--sizes", type=int, nargs="*", default=TABLE_SIZES, metavar="SIZE")
    parser.add_argument("--curves", type=int, nargs="*", default=SIZES, metavar="SIZE")
    parser.add_argument("--leave-out", nargs="*", default=(), metavar="METHOD",
                        help="methods not to be painted")
    parser.add_argument("--images", type=int, metavar="N", help="only the first N")
    parser.add_argument("--out", type=Path, default=DATA, metavar="FOLDER")
    parser.add_argument("--runs", type=Path, default=ROOT / "runs", metavar="FOLDER",
                        help="where the trained networks lie")
    parser.add_argument("--parts", type=Path, metavar="FOLDER",
                        help="where to keep what was painted; methods/ in that of the runs if "
                        "left out")
    arguments = parser.parse_args()
    measure_methods(load_dataset(arguments.data), arguments.sizes, arguments.curves,
                    arguments.images, arguments.out, arguments.runs,
                    arguments.parts or arguments.runs / "methods",
                    name_options(arguments.data, arguments.images, arguments.leave_out),
                    arguments.leave_out)


if __name__ == "__main__":
    main()
