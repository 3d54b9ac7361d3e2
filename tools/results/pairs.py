"""Measure the 5x5 net and its linear rivals on many random pairs of 100x100 cuts.

    .venv/bin/python -m tools.results.pairs

writes data/pairs_5x5.csv and its card. Run it again after any change to
`inpaint_lib.models.pixel`. After a change to the drawn faces it is enough to measure those:

    .venv/bin/python -m tools.results.pairs faces
"""

import argparse
import time

import numpy as np
from tqdm import tqdm

from inpaint_lib.datasets.faces import FACES_VERSION, draw_face
from inpaint_lib.datasets.photos import list_photos, load_photo
from inpaint_lib.files import read_rows, write_rows
from inpaint_lib.images import as_uint8
from inpaint_lib.models.descent import fit_nets
from inpaint_lib.models.patches import MIXED_DIFFERENCE
from inpaint_lib.models.pixel import LinearModel, fit_least_squares, split_channel
from tools.card import write_card
from tools.paths import DATA, ROOT

TABLE = DATA / "pairs_5x5.csv"

SEED = 0
PAIRS = 120
# The first pairs of each source are fitted from more starts, to tell start and pair apart.
PAIRS_WITH_MORE_SEEDS, MORE_SEEDS = 10, range(1, 10)
CUT = 100
FACE_SIZE, N_FACES = 512, 4741
SIDE_BY_SIDE = 15
SUBJECTS = ("photos", "faces")
CHANNELS = ("red", "green", "blue")
INNER_RING = (6, 7, 8, 11, 12, 15, 16, 17)

STENCIL = np.zeros(24)
STENCIL[list(INNER_RING)] = MIXED_DIFFERENCE

CARD = """# pairs_5x5.csv

How well the 5x5 net of the paper, section 7.2, and three linear rivals predict the middle of
5x5 patches, over many pairs of pictures. Shown in chapter 2.

- **Command:** `.venv/bin/python -m tools.results.pairs`; with `faces` or `photos` behind it only
  those rows are measured again.
- **Seed:** {seed} for the pairs; the column `seed` for the start of the net.
- **Data:** {pairs} pairs of 100x100 cuts from each of three sources. `photos`: two different colour
  photographs of scikit-image, each cut at a random place. `face corners`: the top-left corner of
  two different drawn faces at 512x512 (version {version}), as the paper cut its photographs.
  `faces`: the same pairs of faces, each cut at a random place.
- **A row:** one fit of the net: source, pair, seed, then name (or index of the face), top and left
  of the cut that the models were fitted on and of the cut that they were tested on, then root mean
  squared errors in grey levels from 0 to 255. `train` is the red channel of the first cut; `red`,
  `green` and `blue` are those of the second. 400 patches each (stride 5).
- **Models:** `net`: 24-16-1, Adam 1e-3, 10,000 steps on all patches, `inpaint_lib.models.pixel`.
  `linear`: least squares with a bias on the same patches. `stencil`: half of each side minus a
  quarter of each corner of the 3x3 square, nothing fitted. `mean`: the mean of the 24.
- **More starts:** the first {few} pairs of each source also with the seeds 1 to 9.
- **Time:** {seconds:.0f} s for {subjects} on {machine}.
"""


def place_cuts(rng, shapes):
    """Return the top-left corner of one random cut in each of two pictures."""
    return [tuple(int(rng.integers(0, side - CUT + 1)) for side in shape[:2]) for shape in shapes]


def list_photo_pairs(rng):
    """Return pairs of (name, top, left, cut uint8) from two different photographs."""
    photos = {name: as_uint8(load_photo(name)) for name in list_photos()}
    pairs = []
    for _ in range(PAIRS):
        names = [str(name) for name in rng.choice(list(photos), 2, replace=False)]
        corners = place_cuts(rng, [photos[name].shape for name in names])
        pairs.append([take_cut(name, photos[name], *corner)
                      for name, corner in zip(names, corners)])
    return pairs


def list_face_pairs(rng):
    """Return two lists of pairs of the same faces: cut in the corner, and anywhere."""
    in_corners, anywhere = [], []
    indices = rng.choice(N_FACES, (PAIRS, 2), replace=False)
    for pair in tqdm(indices, desc="faces"):
        faces = [draw_face(int(index), size=FACE_SIZE).image for index in pair]
        corners = place_cuts(rng, [face.shape for face in faces])
        in_corners.append([take_cut(int(i), face, 0, 0) for i, face in zip(pair, faces)])
        anywhere.append([take_cut(int(i), face, *corner)
                         for i, face, corner in zip(pair, faces, corners)])
    return in_corners, anywhere


def take_cut(name, picture, top, left):
    """Return a cut with where it came from."""
    return name, top, left, picture[top:top + CUT, left:left + CUT]


def score_models(models, pair):
    """Return the RMSE of each model on the first cut's red and each channel of the second."""
    first, second = (place[3] for place in pair)
    parts = {"train": split_channel(first, 0)} | {
        name: split_channel(second, channel) for channel, name in enumerate(CHANNELS)}
    return {f"{name}_{part}": f"{model.rmse(*patches):.6g}"
            for name, model in models.items() for part, patches in parts.items()}


def measure_source(source, pairs):
    """Return one row for every fit of the net."""
    tasks = [(number, 0) for number in range(len(pairs))]
    tasks += [(number, seed) for number in range(PAIRS_WITH_MORE_SEEDS) for seed in MORE_SEEDS]
    rows = []
    for first in tqdm(range(0, len(tasks), SIDE_BY_SIDE), desc=source):
        batch = tasks[first:first + SIDE_BY_SIDE]
        training = [split_channel(pairs[number][0][3], 0) for number, _ in batch]
        nets = fit_nets(np.stack([neighbours for neighbours, _ in training]),
                        np.stack([centres for _, centres in training]),
                        [seed for _, seed in batch])
        for (number, seed), patches, net in zip(batch, training, nets):
            models = {"net": net, "linear": fit_least_squares(*patches),
                      "stencil": LinearModel(STENCIL), "mean": LinearModel(np.full(24, 1 / 24))}
            rows.append(describe_pair(source, number, seed, pairs[number])
                        | score_models(models, pairs[number]))
    return rows


def describe_pair(source, number, seed, pair):
    """Return the columns that say what was fitted and where it was tested."""
    columns = {"source": source, "pair": number, "seed": seed}
    for use, (name, top, left, _) in zip(("train", "test"), pair):
        columns |= {f"{use}_name": name, f"{use}_top": top, f"{use}_left": left}
    return columns


def measure_photos():
    """Return the rows of all pairs of photographs."""
    return measure_source("photos", list_photo_pairs(np.random.default_rng(SEED).spawn(2)[0]))


def measure_faces():
    """Return the rows of all pairs of faces, cut in the corner and anywhere."""
    in_corners, anywhere = list_face_pairs(np.random.default_rng(SEED).spawn(2)[1])
    return measure_source("face corners", in_corners) + measure_source("faces", anywhere)


def keep_rows(subject):
    """Return the rows of the table as it is that belong to the photos or to the faces."""
    return [row for row in read_rows(TABLE)
            if (row["source"] == "photos") == (subject == "photos")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("subjects", nargs="*", metavar="photos|faces",
                        help="measure only these and keep the other rows of the table")
    subjects = parser.parse_args().subjects or SUBJECTS
    if unknown := set(subjects) - set(SUBJECTS):
        parser.error(f"unknown: {', '.join(unknown)}; choose from {', '.join(SUBJECTS)}")
    start = time.perf_counter()
    measure = {"photos": measure_photos, "faces": measure_faces}
    rows = [row for subject in SUBJECTS
            for row in (measure[subject]() if subject in subjects else keep_rows(subject))]
    write_rows(TABLE, rows)
    write_card(TABLE.with_suffix(".md"), CARD, seed=SEED, pairs=PAIRS, few=PAIRS_WITH_MORE_SEEDS,
               version=FACES_VERSION, subjects=" and ".join(subjects),
               seconds=time.perf_counter() - start)
    print(f"{len(rows)} fits written to {TABLE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
