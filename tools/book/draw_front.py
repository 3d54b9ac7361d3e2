"""Make the picture of the front page: a photo and a drawn face, holed, filled and scored.

    .venv/bin/python -m tools.book.draw_front

writes book/_static/front.png and, beside its card in data/, the scores that stand in it.
Run it again after any change to the drawn faces or to a fill.
"""

import json

import cv2
from PIL import Image, ImageDraw, ImageFont

from inpaint_lib.datasets.faces import draw_face
from inpaint_lib.datasets.photos import load_photo
from inpaint_lib.fills.classical import fill_mean
from inpaint_lib.fills.smooth import fill_membrane
from inpaint_lib.holes import PAPER_32, cut_hole, make_mask
from inpaint_lib.images import as_float, as_uint8
from inpaint_lib.metrics.errors import rmse_hole
from tools.paths import DATA, ROOT

PICTURE = ROOT / "book" / "_static" / "front.png"
SCORES = DATA / "front_picture.json"

SIZE = 128
PHOTO_CORNER, PHOTO_SIDE = (0, 48), 225
FACE_INDEX = 261
FILLS = {"mean of\nthe ring": fill_mean, "membrane": fill_membrane}

ZOOM, GAP, HEADER, FOOTER, TEXT = 2, 20, 100, 56, 38
BACKGROUND, INK, FAINT = (32, 43, 54), (255, 255, 255), (178, 190, 200)


def load_pictures():
    """Return the two pictures of the front page, float32 (128, 128, 3), by name."""
    top, left = PHOTO_CORNER
    square = load_photo("chelsea")[top:top + PHOTO_SIDE, left:left + PHOTO_SIDE]
    photo = cv2.resize(square, (SIZE, SIZE), interpolation=cv2.INTER_AREA)
    return {"photo": photo, "drawn face": as_float(draw_face(FACE_INDEX, SIZE).image)}


def fill_pictures(pictures):
    """Return rows of (heading, picture, RMSE in the hole or None), one row a picture."""
    mask = make_mask(PAPER_32, SIZE, SIZE)
    rows = []
    for picture in pictures.values():
        holed = cut_hole(picture, PAPER_32)
        fills = [(name, fill(holed, mask)) for name, fill in FILLS.items()]
        scored = [(name, filled, rmse_hole(filled, picture, mask)) for name, filled in fills]
        rows.append([("original", picture, None), ("hole", holed, None), *scored])
    return rows


def draw_picture(rows):
    """Return the front picture, as a PIL image with its own background."""
    side = SIZE * ZOOM
    width = GAP + len(rows[0]) * (side + GAP)
    height = HEADER + len(rows) * (side + FOOTER) + GAP // 2
    canvas = Image.new("RGB", (width, height), BACKGROUND)
    pen = ImageDraw.Draw(canvas)
    font = ImageFont.load_default(TEXT)
    for column, (heading, _, _) in enumerate(rows[0]):
        middle = GAP + column * (side + GAP) + side // 2
        pen.multiline_text((middle, HEADER // 2), heading, INK, font, "mm", 2, "center")
        for row, cells in enumerate(rows):
            top = HEADER + row * (side + FOOTER)
            tile = Image.fromarray(as_uint8(cells[column][1]))
            canvas.paste(tile.resize((side, side), Image.NEAREST), (middle - side // 2, top))
            score = cells[column][2]
            if score is not None:
                label = f"error {score:.0f}"
                pen.text((middle, top + side + FOOTER // 2), label, FAINT, font, "mm")
    return canvas


def list_scores(pictures, rows):
    """Return the RMSE of every fill by picture, rounded to two places, for the card."""
    names = [" ".join(heading.split()) for heading, _, _ in rows[0]]
    return {picture: {name: round(score, 2) for name, (_, _, score) in zip(names, row)
                      if score is not None}
            for picture, row in zip(pictures, rows)}


def main():
    """Write the picture and its scores."""
    pictures = load_pictures()
    rows = fill_pictures(pictures)
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    draw_picture(rows).save(PICTURE, optimize=True)
    SCORES.parent.mkdir(parents=True, exist_ok=True)
    SCORES.write_text(json.dumps(list_scores(pictures, rows), indent=2) + "\n", encoding="utf-8")
    print(SCORES.read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main()
