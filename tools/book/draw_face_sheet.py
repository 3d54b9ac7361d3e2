"""Make the sheet of 48 drawn faces, unlabelled and shuffled, and the file of its answers.

    .venv/bin/python -m tools.book.draw_face_sheet

writes book/_static/faces_sheet.webp and, beside its card in data/, the answers. Run it again after
any change to the drawn faces.
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from inpaint_lib.datasets.faces import N_FACES, N_TRAIN, draw_face
from inpaint_lib.drawing.individual import find_species
from inpaint_lib.drawing.species import SPECIES
from inpaint_lib.files import write_rows
from tools.paths import DATA, ROOT

PICTURE = ROOT / "book" / "_static" / "faces_sheet.webp"
ANSWERS = DATA / "faces_sheet.csv"

SEED = 7
ROWS, COLUMNS = 6, 8
SIZE, GAP, MARGIN = 128, 6, 26
PAPER, INK = (255, 255, 255), (40, 40, 40)


def choose_faces():
    """Return the indices of 48 validation faces, eight of each species, in shuffled order."""
    rng = np.random.default_rng(SEED)
    indices = rng.permutation(np.arange(N_TRAIN, N_FACES))
    species = np.array([find_species(int(index)) for index in indices])
    each = ROWS * COLUMNS // len(SPECIES)
    chosen = np.concatenate([indices[species == name][:each] for name in SPECIES])
    return [int(index) for index in rng.permutation(chosen)]


def draw_sheet(indices, zoom=1):
    """Return the sheet as a PIL image; rows are lettered and columns numbered in the margin."""
    side, step = SIZE * zoom, SIZE * zoom + GAP
    sheet = Image.new("RGB", (MARGIN + COLUMNS * step, MARGIN + ROWS * step), PAPER)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(16)
    for column in range(COLUMNS):
        middle = MARGIN + column * step + side // 2
        pen.text((middle, MARGIN // 2), str(column + 1), INK, font, "mm")
    for place, index in enumerate(indices):
        row, column = divmod(place, COLUMNS)
        top, left = MARGIN + row * step, MARGIN + column * step
        pen.text((MARGIN // 2, top + side // 2), "ABCDEF"[row], INK, font, "mm")
        face = Image.fromarray(draw_face(index).image)
        sheet.paste(face.resize((side, side), Image.BICUBIC), (left, top))
    return sheet


def write_answers(indices):
    """Write the species of each face, laid out like the sheet."""
    names = [find_species(index) for index in indices]
    write_rows(ANSWERS, [{"row": "ABCDEF"[row]} | dict(enumerate(
        names[row * COLUMNS:(row + 1) * COLUMNS], start=1)) for row in range(ROWS)])


def main():
    parser = argparse.ArgumentParser(description="Make the sheet of 48 faces and its answers.")
    parser.add_argument("--picture", type=Path, default=PICTURE)
    parser.add_argument("--zoom", type=int, default=1)
    options = parser.parse_args()
    indices = choose_faces()
    draw_sheet(indices, options.zoom).save(options.picture, quality=90, method=6)
    write_answers(indices)


if __name__ == "__main__":
    main()
