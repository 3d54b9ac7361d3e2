"""Pictures for the labs, drawn straight into pixels: a figure of Matplotlib takes too long."""

import base64
import functools
import html
import io

import numpy as np
from matplotlib import colormaps
from PIL import Image, ImageDraw, ImageFont

from inpaint_lib.images import as_uint8

GAP = 10
FRAME = 5
TITLE_HEIGHT = 20
INK, PAPER, ACCENT, PALE, BLUE = "#222222", "#ffffff", "#D55E00", "#bbbbbb", "#0072B2"
LARGEST_ERROR = 0.5
"""Error, as a share of the whole range of a pixel, at which an error map is brightest."""


@functools.cache
def load_font(size=13):
    """Return the font that comes with Pillow, at a size in pixels."""
    return ImageFont.load_default(size=size)


@functools.cache
def list_colours(name):
    """Return the 256 colours of one of Matplotlib's colour maps: uint8, (256, 3)."""
    return np.round(255 * colormaps[name](np.arange(256))[:, :3]).astype(np.uint8)


def colour_values(values, name, low, high):
    """Turn numbers from `low` to `high` into colours of Matplotlib's `name`, uint8 (H, W, 3)."""
    places = (np.asarray(values, dtype=np.float64) - low) / (high - low)
    return list_colours(name)[as_uint8(places)]


def colour_errors(fill, truth):
    """Return where a fill errs, uint8 (H, W, 3): black where it is right, bright where it is wrong.

    The mean of the channels' absolute errors, as in the pictures of the chapters.
    """
    errors = np.abs(np.asarray(fill, dtype=np.float64) - truth).mean(axis=-1)
    return colour_values(errors, "magma", 0, LARGEST_ERROR)


def enlarge(pixels, scale):
    """Draw every pixel (uint8, or float in [0, 1]) as a square of `scale` pixels, in colour."""
    pixels = np.asarray(pixels)
    if pixels.dtype != np.uint8:
        pixels = as_uint8(pixels)
    image = Image.fromarray(pixels).convert("RGB")
    return image.resize((image.width * scale, image.height * scale), Image.Resampling.NEAREST)


def join_panels(panels, columns=None):
    """Put pairs of title and picture side by side on white, `columns` in a row, else all."""
    columns = min(columns or len(panels), len(panels))
    rows = [panels[start:start + columns] for start in range(0, len(panels), columns)]
    widths = [max(row[place][1].width for row in rows if place < len(row))
              for place in range(columns)]
    heights = [TITLE_HEIGHT + max(picture.height for _, picture in row) for row in rows]
    sheet = Image.new("RGB", (sum(widths) + GAP * (columns - 1),
                              sum(heights) + GAP * (len(rows) - 1)), PAPER)
    draw = ImageDraw.Draw(sheet)
    top = 0
    for row, height in zip(rows, heights):
        left = 0
        for (title, picture), width in zip(row, widths):
            draw.text((left, top + 1), title, fill=INK, font=load_font())
            sheet.paste(picture, (left, top + TITLE_HEIGHT))
            left += width + GAP
        top += height + GAP
    return sheet


def outline(picture, rows, columns, scale):
    """Draw a frame onto an enlarged picture, in place, around slices of the pixels it had before.

    The frame is orange between two white lines, so that it shows on any fur. It lies inside the
    rectangle, or around one that it would cover; what lies outside the picture is not drawn.
    """
    draw = ImageDraw.Draw(picture)
    smallest = scale * min(columns.stop - columns.start, rows.stop - rows.start)
    start = 0 if smallest > 4 * FRAME else -FRAME
    for inset, width, colour in ((start, FRAME, PAPER), (start + 1, FRAME - 2, ACCENT)):
        draw.rectangle([columns.start * scale + inset, rows.start * scale + inset,
                        columns.stop * scale - 1 - inset, rows.stop * scale - 1 - inset],
                       outline=colour, width=width)


def encode_png(picture):
    """Return a picture as the bytes of a PNG file, packed quickly rather than tightly."""
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG", compress_level=1)
    return buffer.getvalue()


def make_tag(picture, alt):
    """Return a picture's HTML with its text `alt`; one too wide for a phone scrolls in a box."""
    data = base64.b64encode(encode_png(picture)).decode()
    least = "min-width: 30rem; " if picture.width > 600 else ""
    return (f'<div style="overflow-x: auto"><img class="picture lab-picture" '
            f'alt="{html.escape(alt)}" src="data:image/png;base64,{data}" '
            f'style="{least}max-width: 100%; height: auto"></div>')


def draw_numbers(texts, colours, side=40):
    """Draw squares of `side` pixels in colours (H, W, 3), with short texts, white on dark."""
    picture = enlarge(colours, side)
    draw = ImageDraw.Draw(picture)
    for row, line in enumerate(texts):
        for column, text in enumerate(line):
            ink = "white" if colours[row, column].mean() < 128 else "black"
            draw.text(((column + 0.5) * side, (row + 0.5) * side), text, fill=ink, anchor="mm",
                      font=load_font(12))
    return picture


def draw_table(rows, widths, marked=None, height=20, n_left=1):
    """Draw rows of short texts, the first a heading, in columns of `widths` pixels.

    The first `n_left` columns are set to the left, the others to the right; the row `marked` is
    framed.
    """
    picture = Image.new("RGB", (sum(widths), height * len(rows)), PAPER)
    draw, font = ImageDraw.Draw(picture), load_font(12)
    for number in range(1, len(rows) + 1):
        line = number * height - 1
        draw.line([0, line, picture.width, line], fill=INK if number == 1 else "#dddddd")
    for number, row in enumerate(rows):
        middle, end = (number + 0.5) * height, 0
        for column, (text, width) in enumerate(zip(row, widths, strict=True)):
            place, anchor = (end + 4, "lm") if column < n_left else (end + width - 4, "rm")
            draw.text((place, middle), text, fill=INK, anchor=anchor, font=font)
            end += width
    if marked is not None:
        draw.rectangle([0, marked * height, picture.width - 1, (marked + 1) * height - 1],
                       outline=ACCENT, width=2)
    return picture
