"""Contextual attention: fill a hole with patches from elsewhere, each weighed by its likeness.

The picture is cut into small square cells. A window around each missing cell, taken from a first
fill, is compared with windows that are known all over; the middles of those that are like it are
mixed into the cell. After J. Yu and others, "Generative image inpainting with contextual
attention", CVPR 2018, section 4.1.
"""

from dataclasses import dataclass

import numpy as np

from inpaint_lib.images import check_pair, check_values

WINDOW, CELL, STEP = 16, 4, 2
"""Sides of window and cell, and distance from one known window to the next, in pixels."""

SHARPNESS = 30.0
"""What the likeness, from -1 to 1, is multiplied with before the softmax. Of 10, 30 and 100 it has
the smallest error where the truth asks for an eye of a fitting face: chapter 6 shows it."""


@dataclass(frozen=True)
class Attention:
    """Where each missing cell looks.

    Attributes
    ----------
    places : numpy.ndarray of int, (Q, 2)
        Row and column of the top left pixel of each cell that is missing, in part or wholly.
    sources : numpy.ndarray of int, (K, 2)
        The same for each cell in the middle of a known window, in the picture as it is.
    weights : numpy.ndarray of float64, (Q, K)
        How much of each source goes into each place; every row sums to 1.
    mirrored : numpy.ndarray of bool, (K,)
        Whether the source is read from right to left.
    cell : int
        Side of a cell, in pixels.
    """

    places: np.ndarray
    sources: np.ndarray
    weights: np.ndarray
    mirrored: np.ndarray
    cell: int

    def find_best(self):
        """Return row and column of the source with the largest weight, for each place: (Q, 2)."""
        return self.sources[self.weights.argmax(axis=1)]


def lie_inside(corners, cell, rows, columns):
    """Tell which cells have their middle in a box.

    Parameters
    ----------
    corners : numpy.ndarray of int, (n, 2)
        Row and column of the top left pixel of each cell.
    cell : int
        Side of a cell, in pixels.
    rows, columns : slice of int
        Of the box, as `inpaint_lib.metrics.eyes.find_eye_box` returns them.

    Returns
    -------
    numpy.ndarray of bool, (n,)

    Examples
    --------
    >>> lie_inside(np.array([[0, 0], [4, 4]]), 4, slice(2, 9), slice(2, 9)).tolist()
    [False, True]
    """
    middles = corners + (cell - 1) / 2
    return ((rows.start <= middles[:, 0]) & (middles[:, 0] < rows.stop)
            & (columns.start <= middles[:, 1]) & (middles[:, 1] < columns.stop))


def compare_windows(windows, others):
    """Return the cosines of the angles between (Q, D) and (K, D) windows: (Q, K), from -1 to 1.

    With a window that is zero all over it is 0.
    """
    lengths, other_lengths = (np.maximum(np.linalg.norm(rows, axis=1), 1e-8)
                              for rows in (windows, others))
    return windows @ others.T / (lengths[:, np.newaxis] * other_lengths)


def share_attention(likeness, sharpness):
    """Turn likeness, (Q, K), into weights above 0 by the softmax; every row sums to 1.

    With sharpness 0 all weights are equal; the larger it is, the more goes to the largest.
    """
    powers = np.exp(sharpness * (likeness - likeness.max(axis=1, keepdims=True)))
    return powers / powers.sum(axis=1, keepdims=True)


def attend(picture, mask, window=WINDOW, cell=CELL, step=STEP, sharpness=SHARPNESS,
           mirrored=False, places=None):
    """Find where each missing cell looks in a picture that was filled once already.

    Parameters
    ----------
    picture : array_like of float, (H, W, C), values in [0, 1]
        With a first fill in the hole: windows in the hole are taken from it.
    mask : array_like of bool, (H, W)
        True = missing.
    window, cell : int
        Sides of the squares that are compared, and of those that are copied, in pixels; both even
        or both odd.
    step : int
        Distance from one known window to the next, in pixels.
    sharpness : float
        Of the softmax.
    mirrored : bool
        Whether to look into the mirror image as well.
    places : array_like of int, (Q, 2), optional
        Row and column of the top left pixel of each cell to ask for; a cell lies inside the
        picture. All that are missing, in part or wholly, if left out.

    Returns
    -------
    Attention

    Raises
    ------
    ValueError
        If the sizes do not fit, or no window is known all over.

    Notes
    -----
    Yu and others compare features of a network in place of pixels. Taking the mean away and looking
    into the mirror image are ours.

    Examples
    --------
    >>> stripes = np.tile(np.arange(24)[:, np.newaxis, np.newaxis] // 2 % 2, (1, 24, 1)) * 1.0
    >>> mask = np.zeros((24, 24), bool)
    >>> mask[10:14, 10:14] = True
    >>> attention = attend(stripes, mask, window=8)
    >>> attention.weights.shape, round(float(attention.weights[0].sum()), 6)
    ((4, 56), 1.0)
    """
    picture, mask = check_pair(picture, mask)
    check_values(picture, "picture", taker="attention takes")  # the first fill is looked at
    _check_sizes(window, cell, step, mask)
    around = (window - cell) // 2
    # Around the mean, or two bright windows would be alike whatever they show.
    centred = picture - picture[~mask].mean(axis=0)
    framed = np.pad(centred, ((around, around), (around, around), (0, 0)), mode="reflect")
    places = _list_missing_cells(mask, cell) if places is None else np.asarray(places)
    wanted = _take_windows(framed, places, window)
    corners = _list_known_windows(mask, window, step)
    known = _take_windows(centred, corners, window)
    likeness = [compare_windows(wanted, known)]
    if mirrored:
        # To turn the few that ask is the same as to turn the many that are asked.
        turned = wanted.reshape(len(wanted), window, window, -1)[:, :, ::-1]
        likeness.append(compare_windows(turned.reshape(len(wanted), -1), known))
    weights = share_attention(np.concatenate(likeness, axis=1), sharpness)
    flags = np.repeat([False, True][:len(likeness)], len(known))
    return Attention(places, np.tile(corners + around, (len(likeness), 1)), weights, flags, cell)


def copy_patches(picture, mask, attention):
    """Fill a hole with the cells that the attention points at, mixed by their weights.

    Parameters
    ----------
    picture : array_like of float, (H, W, C), values in [0, 1]
    mask : array_like of bool, (H, W)
        True = missing. The one that the attention was made with.
    attention : Attention

    Returns
    -------
    numpy.ndarray of float, (H, W, C)
        Known pixels are unchanged.

    Examples
    --------
    >>> stripes = np.tile(np.arange(24)[:, np.newaxis, np.newaxis] // 2 % 2, (1, 24, 1)) * 1.0
    >>> mask = np.zeros((24, 24), bool)
    >>> mask[10:14, 10:14] = True
    >>> attention = attend(stripes, mask, window=8, sharpness=1000)
    >>> bool(np.allclose(copy_patches(stripes, mask, attention), stripes))
    True
    """
    picture, mask = check_pair(picture, mask)
    cell, channels = attention.cell, picture.shape[2]
    cells = _take_windows(picture, attention.sources, cell).reshape(-1, cell, cell, channels)
    cells[attention.mirrored] = cells[attention.mirrored][:, :, ::-1]
    mixed = (attention.weights @ cells.reshape(len(cells), -1)).reshape(-1, cell, cell, channels)
    mixed = np.clip(mixed, 0, 1)  # weights that are rounded sum to a little more than 1
    filled = picture.copy()
    for (row, column), patch in zip(attention.places, mixed, strict=True):
        part = np.s_[row:row + cell, column:column + cell]
        filled[part] = np.where(mask[part][:, :, np.newaxis], patch[:len(mask) - row,
                                                                    :mask.shape[1] - column],
                                picture[part])
    return filled


def _check_sizes(window, cell, step, mask):
    if cell < 1 or step < 1 or window < cell or (window - cell) % 2:
        raise ValueError(f"A window and a cell with one middle are both even or both odd, and the "
                         f"cell is the smaller; got {window} and {cell}, with a step of {step}.")
    if window > min(mask.shape):
        raise ValueError(f"A window of {window}x{window} does not fit into {mask.shape[0]}x"
                         f"{mask.shape[1]} pixels.")


def _list_missing_cells(mask, cell):
    """Return the top left pixels of all cells of a grid in which something is missing."""
    height, width = (-(-length // cell) for length in mask.shape)
    framed = np.zeros((height * cell, width * cell), bool)
    framed[:mask.shape[0], :mask.shape[1]] = mask
    missing = framed.reshape(height, cell, width, cell).any(axis=(1, 3))
    return cell * np.argwhere(missing)


def _list_known_windows(mask, window, step):
    """Return the top left pixels of windows that are known all over."""
    views = np.lib.stride_tricks.sliding_window_view(mask, (window, window))[::step, ::step]
    known = step * np.argwhere(~views.any(axis=(2, 3)))
    if not len(known):
        raise ValueError(f"No window of {window}x{window} pixels is known all over: there is "
                         "nothing to copy from. Make the hole or the window smaller.")
    return known


def _take_windows(picture, corners, size):
    """Return one row of numbers for each window, given the windows' top left pixels."""
    views = np.lib.stride_tricks.sliding_window_view(picture, (size, size), axis=(0, 1))
    rows, columns = np.minimum(corners, np.array(views.shape[:2]) - 1).T
    return np.moveaxis(views[rows, columns], 1, -1).reshape(len(corners), -1)
