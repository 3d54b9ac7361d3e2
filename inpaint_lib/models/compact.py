"""Our compact network: it paints the missing square on top of a smooth fill; and its blocks.

The image comes in with a hole; only the square comes out. The blocks, grids of cells and steps
between finer and coarser ones, take Keras's module `layers`.
"""

from inpaint_lib.models.membrane import CELL, cut_ring, draw_membrane

COARSEST = 4 * CELL
"""Side in pixels that one cell of the coarsest grid covers; every size is a multiple of it."""


def build_compact_network(hole, image_size=128, window=96, widths=(40, 96, 112),
                          depths=(1, 2, 1), base="membrane", head="cells"):
    """Build our network: a smooth fill first, then what must be added to it.

    It turns (N, image_size, image_size, 3) in [0, 1] into (N, hole.height, hole.width, 3), and
    reads a square window around the hole, whose side is the hole's plus a multiple of 16. The ring
    of known pixels gives the smooth fill; three grids of cells (of 4, 8 and 16 pixels, `widths`
    channels and `depths` pairs of convolutions) look at the window; on the way back only the cells
    near the hole are computed; the last layers see single pixels again.

    The hole is a square of 16, 32, 48, ... pixels, and its place is built into the network. What
    the image holds under it has no influence. Painted values may lie a little outside [0, 1].
    With the `base` "black" the same layers go without the smooth fill, to measure what it is worth:
    the hole comes in black and what goes out is the square itself. With the `head` "smooth" the
    cells overlap where they become pixels, so that no grid of 4 pixels shows.
    """
    _check_sizes(hole, image_size, window, widths, depths)
    import keras
    from keras import layers

    side, around = hole.height, (window - hole.height) // 2
    image = keras.Input((image_size, image_size, 3), name="holed_image")
    frame = _split_frame(layers, image, hole, around)
    ring = cut_ring(layers, image, hole)
    smooth = draw_membrane(layers, ring, side)
    mean = layers.Reshape((1, 1, 3), name="mean_of_ring")(layers.GlobalAveragePooling1D()(ring))
    if base == "black":
        smooth, mean = layers.Rescaling(0.0)(smooth), layers.Rescaling(0.0)(mean)
    seen = _describe_window(layers, frame, smooth, mean)
    added = _add_detail(layers, seen, side, widths, depths, head)
    square = layers.Add(name="square")([smooth, added])
    return keras.Model(image, square, name="compact")


INPUT_GAIN = 4.0
"""Differences to the ring's mean are about a quarter; this brings them to about one."""

MARGIN = 2
"""Cells around the hole that are computed on the way back, so that its rim sees both sides."""

HEAD_WIDTH = 24
"""Channels of the layers that see single pixels."""


def _check_sizes(hole, image_size, window, widths, depths):
    if hole.height != hole.width or hole.height % COARSEST:
        raise ValueError(f"The compact network paints squares of {COARSEST}, {2 * COARSEST}, ... "
                         f"pixels, got {hole}.")
    for name, numbers in (("widths", widths), ("depths", depths)):
        if len(numbers) != 3 or min(numbers) < 1:
            raise ValueError(f"{name} wants three numbers of at least 1, got {numbers}.")
    around = window - hole.height
    if around < 2 * COARSEST or around % COARSEST:
        raise ValueError(f"window must be the hole's {hole.height} pixels plus 32, 48, ..., got "
                         f"{window}.")
    around //= 2
    inside = (hole.top - around >= 0 and hole.left - around >= 0
              and hole.bottom + around <= image_size and hole.right + around <= image_size)
    if not inside:
        raise ValueError(f"A window of {window} pixels around {hole} reaches beyond the image of "
                         f"{image_size}x{image_size}; choose a smaller one.")


def _split_frame(layers, image, hole, around):
    """Cut what surrounds the hole into four parts, so that nothing under it can be seen."""
    size = image.shape[1]
    outside = ((hole.top - around, size - hole.bottom - around),
               (hole.left - around, size - hole.right - around))
    window = layers.Cropping2D(outside, name="window")(image)
    rest = around + hole.height
    return {"top": layers.Cropping2D(((0, rest), (0, 0)))(window),
            "bottom": layers.Cropping2D(((rest, 0), (0, 0)))(window),
            "left": layers.Cropping2D(((around, around), (0, rest)))(window),
            "right": layers.Cropping2D(((around, around), (rest, 0)))(window)}


def _assemble(layers, frame, middle):
    row = layers.Concatenate(axis=2)([frame["left"], middle, frame["right"]])
    return layers.Concatenate(axis=1)([frame["top"], row, frame["bottom"]])


def _describe_window(layers, frame, smooth, mean):
    """Return the filled window less the ring's mean, and three channels that mark the hole."""
    filled = layers.Subtract()([_assemble(layers, frame, smooth), mean])
    zeros = {name: layers.Rescaling(0.0)(part) for name, part in frame.items()}
    mask = _assemble(layers, zeros, layers.Rescaling(0.0, offset=1.0)(smooth))
    return layers.Concatenate(name="seen")([layers.Rescaling(INPUT_GAIN)(filled), mask])


def _add_detail(layers, seen, side, widths, depths, head):
    """Return what must be added to the smooth fill: down three grids, and back near the hole."""
    fine, middle = widths[:2]
    cells = []
    for width, depth in zip(widths, depths, strict=True):
        x = (halve(layers, cells[-1], width) if cells else
             convolve(layers, seen, width, 2 * CELL, CELL))
        for _ in range(depth):
            x = refine(layers, x)
        cells.append(x)
    n_hole = side // (2 * CELL)
    x = double(layers, cells[2], middle, cells[1])
    x = refine(layers, _centre(layers, x, n_hole + 2 * MARGIN))
    near = _centre(layers, cells[0], 2 * (n_hole + 2 * MARGIN))
    x = _centre(layers, double(layers, x, fine, near), 2 * n_hole + 2 * MARGIN)
    x = layers.ReLU()(refine(layers, x))
    x = _draw_out(layers, x, head)
    # One cell of known pixels all around, so that the square meets them without a seam.
    n_pixels = side + 2 * CELL
    x = layers.Concatenate()([_centre(layers, x, n_pixels), _centre(layers, seen, n_pixels)])
    x = refine(layers, convolve(layers, x, HEAD_WIDTH))
    x = layers.Conv2D(3, 3, padding="same", kernel_initializer="zeros")(layers.ReLU()(x))
    return layers.Rescaling(1 / INPUT_GAIN)(_centre(layers, x, side))


def _draw_out(layers, x, head):
    """Turn cells of 4x4 pixels into pixels: each by itself, or twice with its neighbours."""
    if head == "cells":
        return layers.Conv2DTranspose(HEAD_WIDTH, CELL, strides=CELL)(x)
    x = layers.UpSampling2D(2, interpolation="bilinear")(x)
    x = layers.ReLU()(convolve(layers, x, 2 * HEAD_WIDTH))
    return convolve(layers, layers.UpSampling2D(2, interpolation="bilinear")(x), HEAD_WIDTH)


def _centre(layers, x, side):
    extra = (x.shape[1] - side) // 2
    return layers.Cropping2D(extra)(x) if extra else x


def convolve(layers, x, filters, size=3, stride=1):
    """Look at the `size` x `size` cells around each cell.

    (N, H, W, C) gives (N, H / stride, W / stride, filters).
    """
    return layers.Conv2D(filters, size, strides=stride, padding="same",
                         kernel_initializer="he_normal")(x)


def refine(layers, x):
    """Add two convolutions to x, (N, H, W, C); the second starts at zero, so at first adds nothing.

    K. He, X. Zhang, S. Ren, J. Sun, "Identity mappings in deep residual networks", ECCV 2016.
    """
    filters = x.shape[-1]
    change = convolve(layers, layers.ReLU()(x), filters)
    change = layers.Conv2D(filters, 3, padding="same",
                           kernel_initializer="zeros")(layers.ReLU()(change))
    return layers.Add()([x, change])


def halve(layers, x, filters):
    """Go to the next coarser grid, whose cells are twice as wide: (N, H / 2, W / 2, filters)."""
    return convolve(layers, layers.ReLU()(x), filters, stride=2)


def double(layers, x, filters, finer):
    """Draw x out to twice its size and add what the finer grid knew on the way down.

    (N, H, W, C) and the finer (N, 2 * H, 2 * W, any) give (N, 2 * H, 2 * W, filters).
    """
    x = layers.UpSampling2D(2, interpolation="bilinear")(
        convolve(layers, layers.ReLU()(x), filters, 1))
    return layers.Add()([x, convolve(layers, layers.ReLU()(finer), filters, 1)])
