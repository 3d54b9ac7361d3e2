"""Rectangular holes: cut them, crop what they hide, paste it back.

A hole that does not fit into the image, or squares that do not fit the hole, raise ValueError,
which names both sizes. In every mask True means missing.
"""

from dataclasses import dataclass

import numpy as np

from inpaint_lib.images import check_images, check_scored


@dataclass(frozen=True)
class Hole:
    """A rectangle of missing pixels.

    Parameters
    ----------
    top, left : int
        First missing row and first missing column, counted from 0.
    height, width : int
        How many rows and columns are missing; at least 1.

    Raises
    ------
    TypeError
        If a number is not whole.
    ValueError
        If a corner is negative or a side is shorter than 1.

    Examples
    --------
    >>> Hole(top=60, left=62, height=16, width=16).bottom
    76
    """

    top: int
    left: int
    height: int
    width: int

    def __post_init__(self):
        for name in ("top", "left", "height", "width"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
                raise TypeError(f"A hole's {name} must be a whole number, got {value!r}.")
            object.__setattr__(self, name, int(value))
        if self.top < 0 or self.left < 0 or self.height < 1 or self.width < 1:
            raise ValueError(f"{self}: top and left must be at least 0, "
                             "height and width at least 1.")

    @property
    def bottom(self):
        """int : the first row below the hole."""
        return self.top + self.height

    @property
    def right(self):
        """int : the first column to the right of the hole."""
        return self.left + self.width

    @property
    def slices(self):
        """tuple of slice : rows and columns, to index an (H, W) array."""
        return slice(self.top, self.bottom), slice(self.left, self.right)


PAPER_16 = Hole(top=60, left=62, height=16, width=16)
"""The 16x16 hole of the paper's code, rows 60-75, columns 62-77 of a 128x128 image."""

PAPER_32 = Hole(top=52, left=54, height=32, width=32)
"""The 32x32 hole of the paper's code, rows 52-83, columns 54-85 of a 128x128 image."""


def check_squares(squares, truth, hole):
    """Return painted and true squares as arrays, having checked that they can be compared.

    As in `inpaint_lib.images.check_scored`; and they have the size of the hole.

    Examples
    --------
    >>> import numpy as np
    >>> squares, truth = check_squares(np.zeros((1, 2, 3, 3)), np.ones((1, 2, 3, 3)),
    ...                                Hole(0, 0, 2, 3))
    >>> squares.shape
    (1, 2, 3, 3)
    """
    squares, truth = check_scored(squares, truth, "squares")
    if squares.ndim != 4 or squares.shape[1:3] != (hole.height, hole.width):
        raise ValueError(f"The squares have shape {squares.shape}; this hole wants squares of "
                         f"{hole.height}x{hole.width}.")
    return squares, truth


def _check_fits(hole, height, width):
    if hole.bottom > height or hole.right > width:
        raise ValueError(
            f"The hole covers rows {hole.top}-{hole.bottom - 1} and columns "
            f"{hole.left}-{hole.right - 1} ({hole.height}x{hole.width}), "
            f"but the image is {height}x{width} (height x width).")


def cut_hole(images, hole, value=0.0):
    """Copy the images with every pixel of the hole set to one value.

    Parameters
    ----------
    images : array_like, (H, W, C) or (N, H, W, C)
        Float in [0, 1] or uint8.
    hole : Hole
    value : float or sequence of C floats
        What to write into the hole, in the images' own units. The paper uses black, 0.

    Returns
    -------
    numpy.ndarray, same shape and dtype
        A copy; the images that came in are unchanged.

    References
    ----------
    The paper, section 4: the hole is filled with black before the network sees the image.

    Examples
    --------
    >>> import numpy as np
    >>> cut_hole(np.ones((3, 3, 1)), Hole(1, 1, 1, 1))[:, :, 0].tolist()
    [[1.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 1.0]]
    """
    holed = check_images(images).copy()
    _check_fits(hole, *holed.shape[-3:-1])
    rows, columns = hole.slices
    holed[..., rows, columns, :] = value
    return holed


def crop_hole(images, hole):
    """Return what the hole hides: the missing squares.

    Parameters
    ----------
    images : array_like, (H, W, C) or (N, H, W, C)
    hole : Hole

    Returns
    -------
    numpy.ndarray, (height, width, C) or (N, height, width, C)
        A view where NumPy allows it: do not write into it.

    References
    ----------
    The paper, section 4: this square alone is the network's target.

    Examples
    --------
    >>> import numpy as np
    >>> crop_hole(np.zeros((5, 128, 128, 3)), PAPER_16).shape
    (5, 16, 16, 3)
    """
    images = check_images(images)
    _check_fits(hole, *images.shape[-3:-1])
    rows, columns = hole.slices
    return images[..., rows, columns, :]


def paste_hole(images, hole, squares):
    """Copy the images with the squares put into the hole.

    Parameters
    ----------
    images : array_like, (H, W, C) or (N, H, W, C)
    hole : Hole
    squares : array_like, (height, width, C) or (N, height, width, C)
        One square for all images, or one for each.

    Returns
    -------
    numpy.ndarray, same shape and dtype as `images`
        A copy. Pixels outside the hole are the same bit for bit.

    Examples
    --------
    >>> import numpy as np
    >>> image = np.random.default_rng(0).random((8, 8, 3))
    >>> hole = Hole(2, 3, 4, 4)
    >>> bool((paste_hole(cut_hole(image, hole), hole, crop_hole(image, hole)) == image).all())
    True
    """
    pasted = check_images(images).copy()
    _check_fits(hole, *pasted.shape[-3:-1])
    squares = np.asarray(squares)
    square_shape = (hole.height, hole.width, pasted.shape[-1])
    if squares.shape not in {square_shape, pasted.shape[:-3] + square_shape}:
        raise ValueError(f"The squares have shape {squares.shape}; this hole and these images "
                         f"want {square_shape} or {pasted.shape[:-3] + square_shape}.")
    rows, columns = hole.slices
    pasted[..., rows, columns, :] = squares
    return pasted


def make_mask(hole, height, width):
    """Mark the pixels of the hole.

    Parameters
    ----------
    hole : Hole
    height, width : int
        Size of the image, in pixels.

    Returns
    -------
    numpy.ndarray of bool, (height, width)
        True = missing.

    Examples
    --------
    >>> int(make_mask(PAPER_16, 128, 128).sum())
    256
    """
    _check_fits(hole, height, width)
    mask = np.zeros((height, width), dtype=bool)
    mask[hole.slices] = True
    return mask
