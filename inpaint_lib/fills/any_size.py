"""Holes in a picture of any size, filled by a network that takes images of 128x128 pixels.

The network looks at a window round each hole. A hole too wide for one window is filled in a copy of
the picture at half the size first, in the same way; that fill is drawn out, and painted again along
the rim.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from inpaint_lib.fills.engines import load_fill_batch
from inpaint_lib.images import check_pair

SIDE = 128
"""Side of a window, in pixels: what the network takes."""

WIDEST = 48
"""Side in pixels of the largest square that a hole may hold to be filled at its own size. It is
3/8 of the window's side, so that the network sees enough around it."""

NEAREST = 16
"""Least distance in pixels of a hole to the border of its window, unless the picture ends there.
Larger holes keep a larger one, up to 40 pixels for a hole of 48."""

RIM = 8
"""A fill that was drawn out is painted again so many pixels deep along its rim."""

FADED, FULL = 8, 56
"""What a window says counts nothing up to 8 pixels from its border, fully from 56 pixels on."""

BATCH = 16
"""How many windows the network is given at once."""

MAX_PIXELS = 2048 * 2048
"""The largest picture that is filled: 4 megapixels. A side shorter than a window counts as long as
one, because the picture is framed up to that."""


@dataclass(frozen=True)
class Level:
    """What is to be done in the picture, or in a copy of it at 1/2, 1/4, ... of its size.

    Attributes
    ----------
    mask : numpy.ndarray of bool, (H, W)
        True = missing in this copy.
    coarse : numpy.ndarray of bool, (H, W)
        True where the fill comes from the copy at half this size. False everywhere in the last.
    painted : numpy.ndarray of bool, (H, W)
        True where the network paints: outside `coarse`, and along its rim.
    windows : numpy.ndarray of int, (N, 2)
        First row and column of each window; of the framed picture where a side is less than 128.
    """

    mask: np.ndarray
    coarse: np.ndarray
    painted: np.ndarray
    windows: np.ndarray


def fill_picture(image, mask, fill_batch=None, report=None):
    """Fill the holes of a picture of any size, whatever their number, place, size and shape.

    Parameters
    ----------
    image : array_like of float, (H, W, C), values in [0, 1]
        C is 3, or 1 for a grey picture. At most 4 megapixels. What lies under the holes is not
        looked at.
    mask : array_like of bool, (H, W)
        True = missing.
    fill_batch : function, optional
        (images, masks) to images: float32 (N, 128, 128, 3) in [0, 1] and bool (N, 128, 128),
        True = missing, in each image at least one pixel missing and one known. The course's
        network `anywhere`, by `engines.load_fill_batch`, if left out.
    report : function, optional
        Called with the number of windows done and their total, at the start and after each batch.

    Returns
    -------
    numpy.ndarray of float, same shape and dtype as `image`
        Known pixels are the same bit for bit; painted values are clipped to [0, 1].

    Raises
    ------
    ValueError
        If the image has an alpha channel, known values that are no numbers in [0, 1], or more than
        4 megapixels, where a side shorter than 128 pixels counts as 128.
    FileNotFoundError
        If the course's network is wanted and is not there.

    Notes
    -----
    The order of the work is that of `plan_levels`, from its last level, the coarsest, to its
    first. A grey picture is shown to the network as three equal channels, and the mean of what it
    paints is taken.

    Examples
    --------
    >>> image, mask = np.full((300, 200, 3), 0.5, np.float32), np.zeros((300, 200), bool)
    >>> mask[10:290, 30:170] = True
    >>> def fill_grey(images, masks):
    ...     return np.where(masks[..., np.newaxis], np.float32(0.5), images)
    >>> bool((fill_picture(image, mask, fill_grey) == image).all())
    True
    """
    image, mask = _check_picture(image, mask)
    levels = plan_levels(mask)
    fill_batch = _report_windows(fill_batch or load_fill_batch(), report,
                                 sum(len(level.windows) for level in levels))
    if image.shape[2] == 1:
        fill_batch = _show_in_colour(fill_batch)
    copies = [np.where(mask[:, :, np.newaxis], 0, image).astype(np.float32)]
    for level in levels[:-1]:
        copies.append(shrink_picture(copies[-1], level.mask))
    filled = None
    for level in reversed(levels):
        # Rounding overshoots a little, and a network may: the next windows show it.
        filled = np.clip(_fill_level(copies.pop(), level, filled, fill_batch), 0, 1)
    return np.where(mask[:, :, np.newaxis], filled, image).astype(image.dtype, copy=False)


def _check_picture(image, mask):
    shape = np.shape(image)
    if len(shape) == 3 and shape[2] in (2, 4):
        raise ValueError(f"The image has {shape[2]} channels, so the last seems to be alpha "
                         "(transparency); wanted red, green and blue, or grey. image[:, :, :-1] "
                         "leaves alpha out.")
    too_large = explain_too_large(*shape[:2]) if len(shape) == 3 else ""
    if too_large:
        raise ValueError(f"The image {too_large}")
    return check_pair(image, mask)


def explain_too_large(height, width):
    """Say why a picture is too large to be filled, and what fits; "" if it is not.

    Examples
    --------
    >>> explain_too_large(2048, 2048)
    ''
    >>> explain_too_large(4000, 2000).split(". ")[0]
    'has 2000 x 4000 = 8,000,000 pixels (width x height), and at most 4,194,304 are filled'
    """
    short, long = sorted((height, width))
    if max(short, SIDE) * max(long, SIDE) <= MAX_PIXELS:
        return ""
    share = (MAX_PIXELS / (height * width)) ** 0.5
    # Too narrow a picture is framed, which costs as much as if it had the pixels.
    is_narrow = short * share < SIDE
    share = MAX_PIXELS // SIDE / long if is_narrow else share
    size = f"has {width} x {height}"
    size += (f" pixels (width x height), and one of so few rows or columns is filled up to "
             f"{MAX_PIXELS // SIDE:,} pixels long." if is_narrow and short < SIDE else
             f" = {height * width:,} pixels (width x height), and at most {MAX_PIXELS:,} are "
             "filled.")
    return (f"{size} Shrink it and its mask to {max(int(width * share), 1)} x "
            f"{max(int(height * share), 1)}, or cut out the part around the hole.")


def _report_windows(fill_batch, report, total):
    if report is None:
        return fill_batch
    done = 0
    report(done, total)

    def fill_and_report(images, masks):
        nonlocal done
        filled = fill_batch(images, masks)
        done += len(images)
        report(done, total)
        return filled
    return fill_and_report


def _show_in_colour(fill_batch):
    def fill_grey(images, masks):
        filled = np.asarray(fill_batch(np.repeat(images, 3, axis=-1), masks))
        return filled.mean(axis=-1, keepdims=True)
    return fill_grey


def plan_levels(mask):
    """Decide from a mask alone what is to be painted, at which size, in which windows.

    In the mask True means missing. Returns a list of `Level`: the picture itself first, each that
    follows half as large as the one before. Only what the one before will take over is painted
    there.
    """
    mask = np.asarray(mask)
    wanted, levels = mask, []
    while True:
        coarse = find_coarse(mask)
        painted = wanted & mask & ~(measure_depth(coarse) > RIM)
        levels.append(Level(mask, coarse, painted, plan_windows(painted)))
        if not coarse.any():
            return levels
        # Drawing out mixes in what lies beyond only along the very rim, which is painted again.
        mask, wanted = shrink_mask(mask), ~shrink_mask(~coarse)


def find_coarse(mask):
    """Mark the parts of holes that are too wide for a window: all missing squares of 49x49 pixels.

    In the mask True means missing. Beyond the border nothing is known, so a hole at the border
    counts as if it went on there; a long scratch is never too wide.
    """
    square = np.ones((WIDEST + 1, WIDEST + 1), np.uint8)
    middles = cv2.erode(np.asarray(mask, np.uint8), square, borderType=cv2.BORDER_CONSTANT,
                        borderValue=1)
    return cv2.dilate(middles, square, borderType=cv2.BORDER_CONSTANT, borderValue=0).astype(bool)


def measure_depth(marked):
    """Measure how deep each marked pixel lies, in pixels from the nearest one that is not marked.

    Returns float32, (H, W), 0 where not marked. The picture's border is no end.

    Examples
    --------
    >>> measure_depth(np.array([[False, True, True, True]])).tolist()
    [[0.0, 1.0, 2.0, 3.0]]
    """
    return cv2.distanceTransform(marked.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)


def shrink_mask(mask):
    """Halve a mask, (ceil(H / 2), ceil(W / 2)): True (missing) where all four pixels are."""
    height, width = mask.shape
    framed = np.pad(mask, ((0, height % 2), (0, width % 2)), constant_values=True)
    return framed.reshape(-(-height // 2), 2, -(-width // 2), 2).all(axis=(1, 3))


def shrink_picture(image, mask):
    """Halve a float32 picture: each pixel is the mean of the known of four (mask False), or 0."""
    image = np.where(mask[:, :, np.newaxis], np.float32(0), image)
    known = (~mask).astype(np.float32)[:, :, np.newaxis]
    return _add_fours(image) / np.maximum(_add_fours(known), 1)


def _add_fours(image):
    height, width, channels = image.shape
    framed = np.pad(image, ((0, height % 2), (0, width % 2), (0, 0)))
    return framed.reshape(-(-height // 2), 2, -(-width // 2), 2, channels).sum(axis=(1, 3))


def enlarge_picture(image, height, width):
    """Draw a float32 picture out to (height, width, C), twice its size, by linear interpolation.

    An odd height or width leaves out the last row or column.
    """
    rows, columns, channels = image.shape
    drawn = cv2.resize(image, (2 * columns, 2 * rows), interpolation=cv2.INTER_LINEAR)
    return drawn.reshape(2 * rows, 2 * columns, channels)[:height, :width]


def plan_windows(painted):
    """Lay windows over all pixels that are to be painted: first row and column of each, int (N, 2).

    Where a side of the picture is less than 128, they are those of the framed one (see
    `add_frame`). Holes that lie close together share a window; one longer than 48 pixels is cut
    into pieces of equal length, each in the middle of a window, so that these overlap.
    """
    framed = add_frame(painted)
    boxes = find_boxes(framed)
    return place_windows(boxes, *framed.shape)


def find_boxes(painted):
    """Find the connected parts of what is to be painted, and cut those longer than 48 pixels.

    Returns int, (N, 4): first row and column of the box round each part or piece, and those after
    its last. Pixels that touch by a corner are connected.
    """
    _, labels, parts, _ = cv2.connectedComponentsWithStats(painted.astype(np.uint8),
                                                           connectivity=8)
    starts, sides = parts[:, [1, 0]], parts[:, [3, 2]]
    is_short = sides.max(axis=1) <= WIDEST
    is_short[0] = True  # the background
    whole = np.concatenate([starts, starts + sides], axis=1)[is_short][1:]
    pixels = np.argwhere(~is_short[labels]).astype(np.int32)
    owners = labels[tuple(pixels.T)]
    n_pieces = -(-sides // WIDEST)
    cells = (pixels - starts[owners]) * n_pieces[owners] // sides[owners]
    order = np.lexsort((cells[:, 1], cells[:, 0], owners))
    keys = np.column_stack([owners, cells])[order]
    firsts = np.flatnonzero((np.diff(keys, axis=0, prepend=-1) != 0).any(axis=1))
    pieces = _surround(pixels[order], firsts) if len(firsts) else np.empty((0, 4), int)
    return np.concatenate([whole, pieces]).astype(int)


def _surround(pixels, firsts):
    """Return the box round each run of pixels."""
    return np.concatenate([np.minimum.reduceat(pixels, firsts),
                           np.maximum.reduceat(pixels, firsts) + 1], axis=1)


def place_windows(boxes, height, width):
    """Place windows so that each box of `find_boxes` lies in one, far enough from its border.

    Returns first row and column of each, int (M, 2); all lie inside the picture of at least
    128x128.
    """
    sides = (boxes[:, 2:] - boxes[:, :2]).max(axis=1, keepdims=True)
    margins = np.maximum(NEAREST, -(-sides * (SIDE - WIDEST) // (2 * WIDEST)))
    firsts = np.maximum(boxes[:, :2] - margins, 0)
    lasts = np.minimum(boxes[:, 2:] + margins, (height, width))
    order = np.argsort(firsts[:, 0], kind="stable")
    waiting, windows = np.concatenate([firsts, lasts], axis=1)[order], []
    while len(waiting):
        fits = waiting[:, 2] <= waiting[0, 0] + SIDE
        shelf, waiting = waiting[fits], waiting[~fits]
        shelf = shelf[np.argsort(shelf[:, 1], kind="stable")]
        while len(shelf):
            fits = shelf[:, 3] <= shelf[0, 1] + SIDE
            shared, shelf = shelf[fits], shelf[~fits]
            middle = (shared[:, :2].min(axis=0) + shared[:, 2:].max(axis=0)) // 2
            windows.append(np.clip(middle - SIDE // 2, 0, (height - SIDE, width - SIDE)))
    return np.array(windows, dtype=int).reshape(-1, 2)


def add_frame(image):
    """Make a small picture or mask at least 128x128 by mirroring it at its borders."""
    frame = [(lacking // 2, lacking - lacking // 2) for lacking in _count_lacking(image)]
    return np.pad(image, frame + [(0, 0)] * (image.ndim - 2), mode="symmetric")


def _count_lacking(image):
    return [max(0, SIDE - length) for length in image.shape[:2]]


def remove_frame(image, height, width):
    """Take away what `add_frame` added to a picture or mask of the given height and width.

    Examples
    --------
    >>> picture = np.arange(12.0).reshape(3, 4)
    >>> bool((remove_frame(add_frame(picture), 3, 4) == picture).all())
    True
    """
    top, left = (image.shape[0] - height) // 2, (image.shape[1] - width) // 2
    return image[top:top + height, left:left + width]


def weigh_window(window, height, width):
    """Say how much each pixel of a window counts where windows overlap: float32, (128, 128).

    From 0 along the window's border to 1 in its middle; where the window ends with the picture, the
    border counts fully.
    """
    rise = np.clip((np.arange(SIDE) + 0.5 - FADED) / (FULL - FADED), 0, 1).astype(np.float32)
    level = np.ones(SIDE, np.float32)
    rows, columns = (np.minimum(rise if first > 0 else level,
                                rise[::-1] if first + SIDE < length else level)
                     for first, length in zip(window, (height, width), strict=True))
    return np.outer(rows, columns)


def paint_windows(image, missing, painted, windows, fill_batch):
    """Let the network paint in each window, and take the weighted mean where windows overlap.

    Nothing under `missing` is looked at; `painted` (True = to be painted) is some or all of it.
    Returns float32, (H, W, C); a ValueError if `fill_batch` (see `fill_picture`) returns another
    shape.
    """
    height, width = image.shape[:2]
    image, missing = add_frame(image), add_frame(missing)
    total, weight = np.zeros_like(image), np.zeros((*image.shape[:2], 1), np.float32)
    for start in range(0, len(windows), BATCH):
        batch = windows[start:start + BATCH]
        cuts = [np.s_[row:row + SIDE, column:column + SIDE] for row, column in batch]
        images = np.stack([image[cut] for cut in cuts])
        filled = np.asarray(fill_batch(images, np.stack([missing[cut] for cut in cuts])))
        if filled.shape != images.shape:
            raise ValueError(f"fill_batch was given images of shape {images.shape} and returned "
                             f"{filled.shape}.")
        for window, cut, one in zip(batch, cuts, filled, strict=True):
            weights = weigh_window(window, *image.shape[:2])[:, :, np.newaxis]
            total[cut] += weights * one
            weight[cut] += weights
    total /= np.where(weight > 0, weight, 1)
    total, image = (remove_frame(part, height, width) for part in (total, image))
    return np.where(painted[:, :, np.newaxis], total, image)


def _fill_level(image, level, smaller, fill_batch):
    """Fill one copy of the picture; `smaller` is the copy at half the size, filled."""
    missing = level.mask & ~level.coarse | level.painted
    if smaller is None:
        return paint_windows(image, missing, level.painted, level.windows, fill_batch)
    drawn = enlarge_picture(smaller, *image.shape[:2])
    image = np.where(level.coarse[:, :, np.newaxis], drawn, image)
    filled = paint_windows(image, missing, level.painted, level.windows, fill_batch)
    # From the rim inwards the drawn-out fill takes over little by little.
    share = np.clip((RIM + 1 - measure_depth(level.coarse)) / RIM, 0, 1)[:, :, np.newaxis]
    return np.where(level.coarse[:, :, np.newaxis], share * filled + (1 - share) * drawn, filled)
