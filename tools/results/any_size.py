"""Score the network's fills of pictures larger than its window, and measure their memory.

    .venv/bin/python -m tools.results.any_size
    .venv/bin/python -m tools.results.any_size --faces 3 --out /tmp/trial

writes data/windows.csv, a row a picture, and its card. Run it again when the network or
inpaint_lib/fills/any_size.py has changed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from tqdm import tqdm

from inpaint_lib.datasets.faces import FACES_VERSION, N_TRAIN, draw_face
from inpaint_lib.datasets.photos import list_photos, load_photo
from inpaint_lib.evaluation.intervals import bootstrap_ratio
from inpaint_lib.files import write_table
from inpaint_lib.fills.any_size import fill_picture
from inpaint_lib.fills.untrained import FILLS, find_best
from inpaint_lib.images import as_float
from inpaint_lib.metrics.errors import mse_hole
from inpaint_lib.metrics.seam import compare_jumps, find_rim, mse_rim
from tools.card import write_card
from tools.paths import DATA, ROOT

FACE_SIDE = 512
SEED = 6
SQUARES, SCRATCHES = (32, 64, 128, 224), (8, 24)
HOLES = (*(f"square {side}" for side in SQUARES), *(f"scratch {width}" for width in SCRATCHES))
LEFT_OUT = ("mean of the ring", "total variation", "biharmonic")
"""Slow in large holes, or far behind the others in them."""

METHODS = ({name: fill for name, fill in FILLS.items() if name not in LEFT_OUT}
           | {"anywhere": fill_picture})
SCORES = ("mse", "rim", "inside", "jump")

CARD = """# windows: fills of pictures larger than the network's window

Shown in chapter 6.

- **Command:** `.venv/bin/python -m tools.results.any_size{options}`
- **Data:** the first {n_faces} validation faces, version {version}, drawn at {side}x{side} pixels,
  and the {n_photos} colour photographs of scikit-image at their own sizes; no network has seen
  these.
- **Holes:** in each picture a square of each side at a random place, and a bent scratch of each
  width from border to border; seed {seed}.
- **Time:** {minutes:.1f} minutes on {machine}, shared with other work.
- **A large picture:** 2048x2048 pixels, {share:.1%} of them missing: {large_seconds:.0f} seconds
  in the command `python -m inpaint_lib fill`, start and network included, and at most
  {large_mb:.0f} MB of memory.

`mse METHOD HOLE` is the mean squared error in the hole, of values in [0, 1]; `rim` that of its
outermost ring of pixels; `inside` that of all other missing pixels; `jump` the squared step across
the rim over the truth's (`inpaint_lib.metrics.seam.compare_jumps`): above 1 a seam shows.

Means over the pictures, of jump the median; rim, inside and jump are those of `anywhere`. Ratio:
its MSE over that of the best other method, with its 95% bootstrap interval over the pictures.

{means}
"""


def list_pictures(n_faces):
    """Yield (set, name, picture) one by one, float32 (H, W, 3)."""
    for index in range(N_TRAIN, N_TRAIN + n_faces):
        yield "faces", f"face {index}", as_float(draw_face(index, FACE_SIDE).image)
    for name in list_photos():
        yield "photos", name, load_photo(name)


def draw_hole(kind, row, height, width):
    """Draw the mask of one kind for the picture in one row: the same in every run."""
    rng = np.random.default_rng([SEED, row, HOLES.index(kind)])
    shape, size = kind.split()
    mask = np.zeros((height, width), np.uint8)
    if shape == "square":
        top, left = rng.integers(height - int(size) + 1), rng.integers(width - int(size) + 1)
        mask[top:top + int(size), left:left + int(size)] = 1
    else:
        rows = (rng.uniform(0.2, 0.8, 3) * height).astype(int)
        points = np.column_stack([[0, width // 2, width - 1], rows]).astype(np.int32)
        cv2.polylines(mask, [points], isClosed=False, color=1, thickness=int(size))
    return mask.astype(bool)


def score_fill(filled, picture, mask):
    """Return the scores of one fill, in the order of SCORES."""
    inside = mask & ~find_rim(mask)
    return (mse_hole(filled, picture, mask), mse_rim(filled, picture, mask),
            mse_hole(filled, picture, inside), compare_jumps(filled, picture, mask))


def measure_pictures(pictures, total=None):
    """Fill every kind of hole in every picture with every method; return the table's columns."""
    columns = {"set": [], "picture": []}
    for row, (name, title, picture) in enumerate(tqdm(pictures, total=total, disable=None)):
        columns["set"].append(name)
        columns["picture"].append(title)
        for kind in HOLES:
            mask = draw_hole(kind, row, *picture.shape[:2])
            for method, fill in METHODS.items():
                scores = score_fill(fill(picture, mask), picture, mask)
                for score, value in zip(SCORES, scores, strict=True):
                    columns.setdefault(f"{score} {method} {kind}", []).append(value)
    return columns


def measure_large():
    """Fill a picture of 4 megapixels by the command; return share missing, seconds and MB."""
    face = cv2.resize(draw_face(N_TRAIN, 1024).image, (2048, 2048), interpolation=cv2.INTER_CUBIC)
    mask = np.zeros((2048, 2048), bool)
    mask[200:800, 300:1000] = mask[1500:1540, 600:640] = True
    mask |= draw_hole("scratch 24", 0, 2048, 2048)
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{name}.png") for name in ("photo", "mask", "out")]
        Image.fromarray(face).save(paths[0])
        Image.fromarray(mask).save(paths[1])
        began = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-m", "inpaint_lib", "fill", *map(str, paths)],
                                   env=os.environ | {"PYTHONPATH": str(ROOT)})
        # Of this process alone: RUSAGE_CHILDREN keeps the largest that ever ran.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
    if status:
        raise RuntimeError("The command fill failed; its message stands above.")
    # Kilobytes, but bytes on macOS.
    return mask.mean(), seconds, usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def tabulate_means(columns):
    """Return the card's table of means and ratios."""
    rows = ["| set | hole | " + " | ".join(METHODS) + " | ratio | rim | inside | jump |",
            "|---|---|" + "---:|" * (len(METHODS) + 4)]
    sets = np.array(columns["set"])
    for name in dict.fromkeys(columns["set"]):
        for kind in HOLES:
            found = {column: np.array(columns[f"{column} {kind}"])[sets == name] for column in
                     (f"{score} {method}" for score in SCORES for method in METHODS)}
            means = {method: found[f"mse {method}"].mean() for method in METHODS}
            rival = find_best({method: found[f"mse {method}"] for method in METHODS})
            ratio, low, high = bootstrap_ratio(found["mse anywhere"], found[f"mse {rival}"])
            rows.append(f"| {name} | {kind} | " + " | ".join(
                f"{mean:.5f}" for mean in means.values())
                + f" | {ratio:.3f} ({low:.3f} to {high:.3f}) of {rival} | "
                f"{found['rim anywhere'].mean():.5f} | {found['inside anywhere'].mean():.5f} | "
                f"{np.nanmedian(found['jump anywhere']):.2f} |")
    return "\n".join(rows)


def main(arguments=None):
    """Measure, and write the table and its card."""
    parser = argparse.ArgumentParser(description="Score fills of pictures larger than a window.")
    parser.add_argument("--faces", type=int, default=40, help="how many (default: 40)")
    parser.add_argument("--out", type=Path, default=DATA, help="folder (default: data/)")
    options = parser.parse_args(arguments)
    began = time.perf_counter()
    columns = measure_pictures(list_pictures(options.faces), options.faces + len(list_photos()))
    share, seconds, megabytes = measure_large()
    options.out.mkdir(parents=True, exist_ok=True)
    write_table(options.out / "windows.csv", columns)
    write_card(options.out / "windows.md", CARD, seed=SEED, n_faces=options.faces,
               options="" if options.faces == 40 else f" --faces {options.faces}",
               version=FACES_VERSION, side=FACE_SIDE, share=share, n_photos=len(list_photos()),
               minutes=(time.perf_counter() - began) / 60, large_seconds=seconds,
               large_mb=megabytes, means=tabulate_means(columns))


if __name__ == "__main__":
    main()
