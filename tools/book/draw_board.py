"""Draw what a teacher draws on the board, as SVG files for the page *Teaching this course*.

    .venv/bin/python -m tools.book.draw_board

Writes ``book/_static/board_*.svg``. The numbers in them come from the library. A sketch brings its
own dark board, so that it reads the same on a light and on a dark page.
"""

from fractions import Fraction
from html import escape

from inpaint_lib.fills.classical import find_ring
from inpaint_lib.holes import Hole, make_mask
from inpaint_lib.models.autoencoder import PAPER_ENCODER, PAPER_LATENT, PAPER_PARAMETERS, SEED_SIDE
from inpaint_lib.models.patches import MEAN_OF_EIGHT, MEAN_OF_FOUR, MIXED_DIFFERENCE
from inpaint_lib.models.receptive_field import measure_receptive_field
from tools.paths import ROOT

FOLDER = ROOT / "book" / "_static"
BOARD, CHALK, FAINT = "#22302d", "#f4f1e6", "#8fa39d"
YELLOW, ORANGE, BLUE = "#ffd166", "#f79d65", "#8ecae6"
WIDTH = 560


def write(x, y, words, colour=CHALK, size=20, anchor="middle"):
    """Return a line of text whose middle, or start or end, lies at a place."""
    return (f'<text x="{x:g}" y="{y:g}" fill="{colour}" font-size="{size}" '
            f'text-anchor="{anchor}" dominant-baseline="central">{escape(words)}</text>')


def draw_box(x, y, width, height, colour=CHALK, fill="none"):
    """Return a rectangle from its top left corner."""
    return (f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}" '
            f'stroke="{colour}" stroke-width="2"/>')


def draw_line(x, y, to_x, to_y, colour=CHALK, width=2):
    """Return a line between two places."""
    return (f'<line x1="{x:g}" y1="{y:g}" x2="{to_x:g}" y2="{to_y:g}" stroke="{colour}" '
            f'stroke-width="{width:g}"/>')


def draw_arrow(x, y, to_x, to_y, colour=CHALK):
    """Return a level or upright line with a head."""
    across, down = (to_x > x) - (to_x < x), (to_y > y) - (to_y < y)
    wing = 7
    wings = [(to_x - 9 * across + side * wing * down, to_y - 9 * down + side * wing * across)
             for side in (-1, 1)]
    return draw_line(x, y, to_x, to_y, colour) + "".join(
        draw_line(to_x, to_y, *place, colour) for place in wings)


def draw_circle(x, y, radius, colour=CHALK, fill="none"):
    """Return a circle from its middle."""
    return (f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}" stroke="{colour}" '
            'stroke-width="2"/>')


def make_sketch(words, height, parts):
    """Return a board with its parts, and with words for those who cannot see it."""
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
            f'width="{WIDTH}" height="{height}" role="img" aria-label="{escape(words)}" '
            f'font-family="Verdana, DejaVu Sans, sans-serif">\n'
            f'<rect width="{WIDTH}" height="{height}" rx="8" fill="{BOARD}"/>\n'
            + "\n".join(parts) + "\n</svg>\n")


def draw_hole():
    """A hole with its ring, and the two scores."""
    side, cell = 9, 28
    mask = make_mask(Hole(top=3, left=4, height=3, width=3), side, side)
    ring = find_ring(mask)
    parts = []
    for row in range(side):
        for column in range(side):
            x, y = 24 + cell * column, 24 + cell * row
            parts.append(draw_box(x, y, cell, cell, FAINT, ORANGE if mask[row, column] else "none"))
            if ring[row, column]:
                parts.append(draw_circle(x + cell / 2, y + cell / 2, 6, BLUE, BLUE))
    m, n = mask.sum(), mask.size
    for line, (words, colour) in enumerate([
            ("mask: True = missing", ORANGE), (f"hole: {m} of {n} pixels", ORANGE),
            (f"ring: {ring.sum()} pixels", BLUE), ("sum of squared errors", CHALK),
            (f"Ann: sum / {m}", CHALK), (f"Bob: the same sum / {n}", CHALK)]):
        parts.append(write(296, 60 + 36 * line, words, colour, 19, "start"))
    return 300, parts


def draw_stencils():
    """Three tables of eight weights around the lost pixel."""
    parts = []
    cell = 52
    for place, (name, weights) in enumerate([("mean of 8", MEAN_OF_EIGHT),
                                             ("mean of 4", MEAN_OF_FOUR),
                                             ("the stencil", MIXED_DIFFERENCE)]):
        left = 16 + 186 * place
        fractions = [Fraction(weight) for weight in weights]
        words = [*map(str, fractions[:4]), "?", *map(str, fractions[4:])]
        for number, word in enumerate(words):
            row, column = divmod(number, 3)
            x, y = left + cell * column, 62 + cell * row
            colour = ORANGE if word == "?" else BLUE if word.startswith("-") else CHALK
            parts += [draw_box(x, y, cell, cell, FAINT),
                      write(x + cell / 2, y + cell / 2, word.replace("-", "\u2212"), colour, 18)]
        squares = sum(weight**2 for weight in fractions)
        parts += [write(left + 1.5 * cell, 36, name, YELLOW),
                  write(left + 1.5 * cell, 244, f"sum {sum(fractions)}", CHALK, 18),
                  write(left + 1.5 * cell, 272, f"noise \u00d7 {squares}", CHALK, 18)]
    return 300, parts


def draw_net():
    """24 neighbours, 16 hidden units and an output, with the number of parameters."""
    k, hidden, cell = 5, 16, 32
    parts = []
    for number in range(k * k):
        row, column = divmod(number, k)
        x, y = 20 + cell * column, 70 + cell * row
        parts += [draw_box(x, y, cell, cell, FAINT)]
        if number == k * k // 2:
            parts.append(write(x + cell / 2, y + cell / 2, "?", ORANGE))
    inputs = [46 + 10.5 * place for place in range(5)] + [218 + 10.5 * place for place in range(5)]
    units = [70, 110, 190, 230]
    for y in units:
        parts += [draw_line(234, place, 366, y, FAINT, 0.8) for place in inputs]
        parts.append(draw_line(394, y, 484, 150, FAINT, 1.5))
    parts += [draw_circle(228, y, 4, CHALK, CHALK) for y in inputs]
    parts += [draw_circle(380, y, 14, YELLOW, BOARD) for y in units]
    parts += [draw_circle(498, 150, 14, ORANGE, BOARD), draw_arrow(186, 150, 212, 150),
              write(228, 155, "\u22ee", CHALK, 26), write(380, 150, "\u22ee", YELLOW, 26)]
    inputs_count = k * k - 1
    weights = inputs_count * hidden + hidden + hidden + 1
    parts += [write(100, 40, "5\u00d75 patch"), write(228, 24, f"{inputs_count} in"),
              write(380, 24, f"{hidden} ReLU", YELLOW), write(498, 110, "1 out", ORANGE),
              write(280, 300, f"{inputs_count}\u00b7{hidden} + {hidden} + {hidden} + 1 = {weights} "
                              "parameters", CHALK, 20)]
    return 330, parts


def draw_cone():
    """What one cell sees, layer by layer, in one dimension."""
    layers = [("conv 3", (3, 1)), ("pool 2", (2, 2)), ("conv 3", (3, 1)), ("pool 2", (2, 2))]
    chain = [pair for _, pair in layers]
    rows = []
    for depth in range(len(chain) + 1):
        above = chain[depth:]
        size = measure_receptive_field(above)[0] if above else 1
        jump = measure_receptive_field(chain[:depth])[1] if depth else 1
        rows.append((size, jump))
    cell, middle = 30, 220
    parts, edges = [], []
    for depth, (cells, jump) in enumerate(rows):
        y = 290 - 62 * depth
        width = cell * jump
        left = middle - cells * width / 2
        colour = ORANGE if cells == 1 else CHALK
        parts += [draw_box(left + width * place, y, width, 24, colour) for place in range(cells)]
        edges.append((left, left + cells * width, y))
        seen = measure_receptive_field(chain[:depth])[0] if depth else 1
        parts.append(write(548, y + 12, f"sees {seen}", YELLOW, 18, "end"))
        if depth:
            parts.append(write(548, y + 43, layers[depth - 1][0], BLUE, 17, "end"))
    for (left, right, y), (upper_left, upper_right, upper_y) in zip(edges, edges[1:]):
        parts += [draw_line(left, y, upper_left, upper_y + 24, FAINT),
                  draw_line(right, y, upper_right, upper_y + 24, FAINT)]
    seen, jump = measure_receptive_field(chain)
    parts.append(write(WIDTH / 2, 340, f"a cell sees {seen} pixels; its neighbour {jump} further",
                       CHALK, 18))
    return 366, parts


def draw_funnel():
    """The paper's network as a funnel, with the numbers that pass."""
    side = 128
    stages = [(side, f"{side}\u00d7{side}\u00d73", side * side * 3)]
    for filters in PAPER_ENCODER:
        side //= 2
        stages.append((side, f"{side}\u00d7{side}\u00d7{filters}", side * side * filters))
    stages += [(9, f"{units}", units) for units in PAPER_LATENT]
    seed = PAPER_LATENT[-1] // SEED_SIDE**2
    stages += [(SEED_SIDE * 2, f"{SEED_SIDE}\u00d7{SEED_SIDE}\u00d7{seed}", PAPER_LATENT[-1]),
               (32, "16\u00d716\u00d73", 16 * 16 * 3)]
    parts, tops = [], []
    for place, (size, words, numbers) in enumerate(stages):
        x, height = 58 + 74 * place, 16 + 1.25 * size
        dense = words.isdigit()
        colour = YELLOW if dense else ORANGE if place == len(stages) - 1 else CHALK
        parts += [draw_box(x - 11, 150 - height / 2, 22, height, colour, BOARD),
                  write(x, 262 if place % 2 else 290, words, colour, 16),
                  write(x, 330, f"{numbers:,}", FAINT, 15)]
        tops.append((x, height))
    lines = [draw_line(x + 11, 150 + side * height / 2, to_x - 11, 150 + side * to_height / 2,
                       FAINT)
             for (x, height), (to_x, to_height) in zip(tops, tops[1:]) for side in (-1, 1)]
    words = [write(132, 34, "conv + pool, twice", BLUE, 17),
             write(317, 90, "dense", BLUE, 17), write(465, 90, "transposed", BLUE, 17),
             write(280, 362, f"{PAPER_PARAMETERS:,} weights, nearly all in the first dense layer",
                   CHALK, 17)]
    return 388, lines + parts + words


def draw_doubt():
    """Two truths that fit the same surroundings, and the fill that a squared error rewards."""
    parts = []
    for place, (name, dark, shade) in enumerate([
            ("could be", [0], "#111"), ("could be", [1], "#111"),
            ("least error", [0, 1], "#77807c")]):
        x, y = 34 + 186 * place, 70
        parts += [draw_box(x, y, 120, 120, ORANGE, "#dad7cb"),
                  write(x + 60, 40, name, YELLOW if len(dark) > 1 else CHALK, 17)]
        parts += [draw_circle(x + 36 + 48 * eye, y + 56, 17, shade, shade) for eye in dark]
    parts += [write(187, 130, "or"), draw_arrow(352, 130, 388, 130),
              write(280, 226, "in doubt between 0 and 1, paint g"),
              write(280, 258, "error: (g\u00b2 + (1 \u2212 g)\u00b2) / 2"),
              write(280, 290, "least at g = 1/2: grey, and no eye at all", YELLOW)]
    return 318, parts


SKETCHES = {
    "hole": (draw_hole, "A grid with a hole of nine cells, a ring of sixteen around it, and the "
                        "two divisors of the same error."),
    "stencils": (draw_stencils, "Three tables of eight weights around a question mark, each with "
                                "its sum and its sum of squares."),
    "net": (draw_net, "A patch of five by five, its 24 neighbours, 16 units and one output."),
    "cone": (draw_cone, "Five rows of cells that narrow from ten pixels to a single cell."),
    "funnel": (draw_funnel, "Bars that shrink from the whole image to a thousand numbers and grow "
                            "again to the missing square."),
    "doubt": (draw_doubt, "Two squares with a dark spot left or right, and one with two pale "
                          "spots between them."),
}


def draw_sketches():
    """Return name: SVG, for every sketch."""
    return {name: make_sketch(words, *draw()) for name, (draw, words) in SKETCHES.items()}


if __name__ == "__main__":
    for name, sketch in draw_sketches().items():
        (FOLDER / f"board_{name}.svg").write_text(sketch, encoding="utf-8")
