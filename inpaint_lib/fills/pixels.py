"""Fill single missing pixels by a model of one pixel: the lattice of holes, and its fill."""

import numpy as np

from inpaint_lib.images import check_pair
from inpaint_lib.models.patches import extract_patches, split_patches


def make_lattice_mask(height, width, spacing=5):
    """Mark one pixel in the middle of every full square of a grid as missing.

    Parameters
    ----------
    height, width : int
        Size of the image, in pixels.
    spacing : int
        Distance of two missing pixels, down and across: every fifth pixel unless told otherwise.

    Returns
    -------
    numpy.ndarray of bool, (height, width)
        True = missing. Around each missing pixel a `spacing` x `spacing` square is known.

    Raises
    ------
    ValueError
        If the spacing is even or below 3, or the image is smaller than one square.

    Examples
    --------
    >>> np.argwhere(make_lattice_mask(5, 11)).tolist()
    [[2, 2], [2, 7]]
    """
    if spacing < 3 or spacing % 2 == 0:
        raise ValueError(f"spacing must be odd and at least 3, got {spacing}.")
    if min(height, width) < spacing:
        raise ValueError(f"A {spacing}x{spacing} square does not fit into {height}x{width}.")
    mask = np.zeros((height, width), dtype=bool)
    middle = spacing // 2
    mask[middle:height - middle:spacing, middle:width - middle:spacing] = True
    return mask


def fill_pixels(image, mask, model):
    """Fill single missing pixels, each from its own neighbours, channel by channel.

    Parameters
    ----------
    image : array_like of float, (H, W, C), values in [0, 1]
        What stands in the missing pixels is never read.
    mask : array_like of bool, (H, W)
        True = missing.
    model : PixelModel
        Reads the 8 neighbours in a 3x3 square or the 24 in a 5x5 square, and so on.

    Returns
    -------
    numpy.ndarray of float32, (H, W, C)
        The image with its missing pixels predicted, clipped to [0, 1]; the others as they came.

    Raises
    ------
    ValueError
        If a missing pixel has a missing neighbour or touches the border of the image.

    Examples
    --------
    >>> from inpaint_lib.models.pixel import LinearModel
    >>> image = np.full((5, 5, 1), 0.5, dtype=np.float32)
    >>> image[2, 2] = 0
    >>> filled = fill_pixels(image, make_lattice_mask(5, 5), LinearModel([1 / 24] * 24))
    >>> round(filled[2, 2, 0].item(), 6)
    0.5
    """
    image, mask = check_pair(image, mask)
    size = int(round(np.sqrt(model.n_neighbours + 1)))
    if size * size != model.n_neighbours + 1 or size % 2 == 0:
        raise ValueError(f"The model reads {model.n_neighbours} neighbours, which do not surround "
                         "one pixel; wanted 8 (3x3) or 24 (5x5).")
    rows, columns = np.nonzero(mask)
    margin = size // 2
    if (min(rows.min(), columns.min()) < margin or rows.max() + margin >= image.shape[0]
            or columns.max() + margin >= image.shape[1]):
        raise ValueError(f"A missing pixel lies less than {margin} pixels from the border, so its "
                         f"{size}x{size} square is not complete.")
    corners = rows - margin, columns - margin
    if extract_patches(mask, size)[corners].sum() > mask.sum():
        raise ValueError(f"A missing pixel has another one in its {size}x{size} square; the model "
                         "needs all its neighbours.")
    filled = np.array(image, dtype=np.float32)
    for channel in range(image.shape[2]):
        patches = extract_patches(image[:, :, channel], size)[corners]
        predicted = model.predict(255.0 * split_patches(patches)[0]) / 255
        filled[rows, columns, channel] = np.clip(predicted, 0, 1)
    return filled
