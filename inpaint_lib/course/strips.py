"""Pictures of images side by side: each keeps its own pixels, and a phone has fewer in a row."""

import base64
import html
import io
from dataclasses import dataclass

import numpy as np
from matplotlib import colormaps
from PIL import Image

from inpaint_lib.course.picture import COLOURS, Picture, name_colour
from inpaint_lib.images import as_uint8, check_images, check_mask
from inpaint_lib.metrics.errors import mse_hole

INCH = 110
"""Pixels of the page for an inch, the unit in which the chapters say sizes."""
LARGEST_ERROR = 0.5
NARROW = "8.5rem"
"""Where images of one row would be narrower than this, fewer stand in a row."""
HALO = "#ffffff"


@dataclass
class Panel:
    """An image, (H, W) or (H, W, 3), its title, and SVG that is drawn over its pixels."""

    image: np.ndarray
    title: str = ""
    marks: str = ""

    def draw(self, size):
        """Return the panel as HTML; the page shows it at most `size` pixels wide."""
        height, width = self.image.shape[:2]
        # Squares stay squares where a pixel is shown larger than two of the screen's.
        look = "pixelated" if size >= 2 * width else "auto"
        title = ('<span style="display: block; line-height: 1.25; hyphens: auto; overflow-wrap: '
                 f'anywhere">{html.escape(self.title)}</span>')
        marks = self.marks and (
            f'<svg viewBox="-0.5 -0.5 {width} {height}" style="position: absolute; inset: 0; '
            f'width: 100%; height: 100%" fill="none">{self.marks}</svg>')
        return (f'{title if self.title else ""}<span style="display: block; position: relative">'
                f'<img alt="" src="{encode_image(self.image, 2 * size)}" width="{width}" '
                f'height="{height}" style="display: block; width: 100%; height: auto; '
                f'margin: 0; image-rendering: {look}">{marks}</span>')


class Strip(Picture):
    """Cells of panels in rows; the panels of one cell stay one below the other."""

    def __init__(self, cells, alt, columns=4, size=1.8, below=""):
        super().__init__(None, alt)
        self.cells = cells
        self.columns = min(columns, len(cells))
        self.size = size
        self.below = below

    @property
    def panels(self):
        """All panels in their order."""
        return [panel for cell in self.cells for panel in cell]

    def _repr_html_(self):
        size, gap = self.size * INCH, 0.6
        share = f"(100% - {gap * (self.columns - 1):.1f}rem) / {self.columns}"
        # Rows of a table stay rows.
        reflows = len(self.cells) == self.columns > 3
        places = (f"auto-fit, minmax(max({NARROW}, {share}), 1fr)" if reflows
                  else f"{self.columns}, minmax(0, 1fr)")
        width = size * self.columns + 16 * gap * (self.columns - 1)
        cells = "".join(f"<div>{''.join(panel.draw(size) for panel in cell)}</div>"
                        for cell in self.cells)
        return self._wrap("strip", f"max-width: {width:.0f}px; font-size: 0.85em",
                          f'<div class="panels" style="display: grid; grid-template-columns: '
                          f'repeat({places}); gap: {gap}rem; align-items: end">{cells}</div>'
                          + self.below)


def encode_image(image, widest):
    """Return an image as the address of a PNG with its own pixels, or of `widest` in a row."""
    image = np.asarray(image)
    image = image[..., 0] if image.ndim == 3 and image.shape[-1] == 1 else image
    picture = Image.fromarray(image if image.dtype == np.uint8 else as_uint8(np.clip(image, 0, 1)))
    if picture.width > widest:
        height = max(1, round(picture.height * widest / picture.width))
        picture = picture.resize((round(widest), height), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def draw_scale(name, label, low="0", high="1"):
    """Return the scale of a map as HTML: the colours of Matplotlib's `name`, from low to high."""
    colours = colormaps[name](np.linspace(0, 1, 9))[:, :3] * 255
    stops = ", ".join("rgb({:.0f} {:.0f} {:.0f})".format(*colour) for colour in colours)
    return ('<div style="margin-top: 0.6rem; line-height: 1.25">'
            '<span style="display: block; height: 0.7em; background: '
            f'linear-gradient(90deg, {stops})"></span><span style="display: flex; '
            'justify-content: space-between; gap: 1em">'
            f"<span>{low}</span><span>{html.escape(label)}</span><span>{high}</span></span></div>")


def draw_mark(path, colour, width=1.5):
    """Return a path over pixels as SVG, on white, to be seen on any ground."""
    return "".join(f'<path d="{path}" stroke="{ink}" stroke-width="{stroke}" '
                   'vector-effect="non-scaling-stroke" />'
                   for ink, stroke in ((HALO, width + 1.5), (name_colour(colour), width)))


def plot_images(images, titles, alt, columns=4, size=1.8, scale=None):
    """Show images in rows, each under its title.

    Parameters
    ----------
    images : sequence of array_like, (H, W, 3), (H, W, 1) or (H, W), values in [0, 1]
    titles : sequence of str
    alt : str
    columns, size : int, float
        Images in a row, and the largest width of one in inches.
    scale : str, optional
        What grey shows in the maps among the images; with it a scale from 0 to 1 stands below.

    Returns
    -------
    Picture

    Examples
    --------
    >>> plot_images([np.zeros((4, 4, 3))], ["black"], "A square that is black all over.")
    Picture: A square that is black all over.
    """
    if len(images) != len(titles):
        raise ValueError(f"{len(images)} images came with {len(titles)} titles.")
    cells = [[Panel(np.asarray(image), title)] for image, title in zip(images, titles)]
    return Strip(cells, alt, columns, size, draw_scale("gray", scale) if scale else "")


def plot_fills(truth, mask, fills, alt, margin=16):
    """Show the truth, the hole and each fill, and under each fill where it errs.

    Parameters
    ----------
    truth : array_like of float, (H, W, C), values in [0, 1]
    mask : array_like of bool, (H, W)
        True = missing.
    fills : dict of str to array_like, (H, W, C)
        The filled image of each method, by name; at most four stand side by side.
    alt : str
    margin : int
        How many pixels round the hole the error panels show.

    Returns
    -------
    Picture
        The mean squared error in the hole stands over each error panel, their scale below all.

    Examples
    --------
    >>> mask, truth = np.eye(9, dtype=bool), np.zeros((9, 9, 3))
    >>> plot_fills(truth, mask, {"itself": truth}, "A black image filled with itself.")
    Picture: A black image filled with itself.
    """
    truth = check_images(truth, "truth")
    mask = check_mask(mask, truth)
    rows = -(-(len(fills) + 1) // 4)
    columns = -(-(len(fills) + 1) // rows)
    seen = find_surroundings(mask, margin)
    cells = [[Panel(truth, "truth"),
              Panel(np.where(mask[:, :, np.newaxis], 0, truth), "with its hole")]]
    for name, fill in fills.items():
        errors = np.abs(np.asarray(fill, np.float64) - truth).mean(axis=-1)[seen]
        colours = colormaps["magma"](errors / LARGEST_ERROR)[..., :3]
        cells.append([Panel(np.asarray(fill), name),
                      Panel(colours, f"MSE {mse_hole(fill, truth, mask):.4f}")])
    return Strip(cells, alt, columns, 1.5, draw_scale(
        "magma", "error of a pixel, mean of its channels", high=f"{LARGEST_ERROR} or more"))


def find_surroundings(mask, margin):
    """Return the rows and columns around all that is missing, as slices."""
    rows, columns = np.nonzero(mask)
    return (slice(max(rows.min() - margin, 0), rows.max() + margin + 1),
            slice(max(columns.min() - margin, 0), columns.max() + margin + 1))


def plot_windows(image, windows, alt, size=3.4):
    """Draw the outlines of rectangles over an image, each in a colour of its own.

    Parameters
    ----------
    image : array_like, (H, W, 3) or (H, W), values in [0, 1]
    windows : dict of str to (slice, slice)
        Rows and columns of each rectangle by name, as in `Hole.slices`; at most five.
    alt : str
    size : float
        Width of the image, in inches.

    Returns
    -------
    Picture

    Examples
    --------
    >>> plot_windows(np.zeros((9, 9)), {"middle": (slice(3, 6), slice(3, 6))},
    ...              "A black square with the outline of its middle.")
    Picture: A black square with the outline of its middle.
    """
    # Orange, the second, is first: it stands for what is missing.
    colours = [COLOURS[place] for place in (1, 0, 2, 3, 4)]
    if len(windows) > len(colours):
        raise ValueError(f"At most {len(colours)} windows can be told apart, got {len(windows)}.")
    marks, names = "", ""
    for colour, (name, (rows, columns)) in zip(colours, windows.items()):
        # Pixels are drawn around their whole-numbered places.
        marks += draw_mark(f"M{columns.start - 0.5} {rows.start - 0.5}H{columns.stop - 0.5}"
                           f"V{rows.stop - 0.5}H{columns.start - 0.5}Z", colour, 2)
        names += ('<span style="display: inline-block; margin-right: 1.2em"><span style="display: '
                  "inline-block; width: 1em; height: 0.7em; margin-right: 0.4em; border: 2px solid "
                  f'{name_colour(colour)}"></span>{html.escape(name)}</span>')
    below = f'<div style="margin-top: 0.4rem; line-height: 1.4">{names}</div>'
    return Strip([[Panel(np.asarray(image), marks=marks)]], alt, size=size, below=below)


def plot_arrows(images, titles, arrows, alt, columns=3, size=2.2):
    """Draw arrows over images: where each place takes its pixels from.

    Parameters
    ----------
    images : sequence of array_like, (H, W, 3) or (H, W), values in [0, 1]
    titles : sequence of str
    arrows : sequence of (array_like, array_like), each (n, 2)
        For each image the rows and columns where arrows begin, and where they end, in pixels.
        An image with arrows is drawn pale, so show it without them as well.
    alt, columns, size
        As in `plot_images`.

    Returns
    -------
    Picture

    Examples
    --------
    >>> plot_arrows([np.zeros((9, 9))], ["one"], [([[4, 4]], [[0, 8]])],
    ...             "An arrow from the middle of a black square to its corner.")
    Picture: An arrow from the middle of a black square to its corner.
    """
    if len(images) != len(arrows):
        raise ValueError(f"{len(images)} images came with {len(arrows)} pairs of arrows' ends.")
    picture = plot_images(images, titles, alt, columns, size)
    for panel, (starts, ends) in zip(picture.panels, arrows):
        if len(starts):
            panel.marks = "".join(draw_mark(draw_arrow(start, end, panel.image.shape[1] / 30),
                                            COLOURS[1]) for start, end in zip(starts, ends))
            panel.image = panel.image * 0.5 + 0.5
    return picture


def draw_arrow(start, end, head):
    """Return an arrow from row and column to row and column as a path, its head so long."""
    (y, x), (last_y, last_x) = start, end
    path, turn = f"M{x:.4g} {y:.4g}L{last_x:.4g} {last_y:.4g}", np.arctan2(y - last_y, x - last_x)
    for side in (-0.5, 0.5):
        path += (f"M{last_x + head * np.cos(turn + side):.4g} "
                 f"{last_y + head * np.sin(turn + side):.4g}L{last_x:.4g} {last_y:.4g}")
    return path
