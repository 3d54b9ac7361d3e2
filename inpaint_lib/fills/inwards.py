"""Pixel models applied from the rim inwards: the one-pixel models of chapters 1 and 2, on holes.

The models read raw values, 0 to 255; images are float in [0, 1].
"""

import numpy as np
from scipy import ndimage

from inpaint_lib.images import check_images, check_pair
from inpaint_lib.models.pixel import fit_least_squares

PATCHES_PER_IMAGE = 20


def fit_window_model(images_uint8, size, patches_per_image=PATCHES_PER_IMAGE, seed=0):
    """Fit a weighted sum of the neighbours to patches drawn at random from many images.

    Parameters
    ----------
    images_uint8 : numpy.ndarray of uint8, (N, H, W, C)
        Fitting images only.
    size : int
        Side of a patch: 3 for 8 neighbours, 5 for 24.
    patches_per_image : int
        Places drawn in each image; each gives a patch of every channel.
    seed : int
        Draws the places.

    Returns
    -------
    LinearModel
        One for all channels, found by least squares.

    Raises
    ------
    TypeError, ValueError
        If the images are not uint8, or size is no odd number from 3 to the side of an image.

    References
    ----------
    The paper, sections 7.1 and 7.2: the neighbourhoods.

    Examples
    --------
    >>> grey = np.arange(100, dtype=np.uint8).reshape(1, 10, 10, 1)
    >>> model = fit_window_model(grey, 3, patches_per_image=50)
    >>> model.n_neighbours, round(float(model.weights.sum()), 6)
    (8, 1.0)
    """
    images_uint8 = check_images(images_uint8, "images_uint8")
    if images_uint8.dtype != np.uint8 or images_uint8.ndim != 4:
        raise TypeError(f"fit_window_model wants a batch of uint8 images (N, H, W, C), got "
                        f"{images_uint8.dtype} of shape {images_uint8.shape}.")
    count, height, width, channels = images_uint8.shape
    if size < 3 or size % 2 == 0 or size > min(height, width):
        raise ValueError(f"size must be odd and from 3 to {min(height, width)}, got {size}.")
    rng, n_places = np.random.default_rng(seed), count * patches_per_image
    places = (np.repeat(np.arange(count), patches_per_image),
              rng.integers(height - size + 1, size=n_places),
              rng.integers(width - size + 1, size=n_places))
    windows = np.lib.stride_tricks.sliding_window_view(images_uint8, (size, size), axis=(1, 2))
    patches = windows[places].reshape(n_places * channels, size * size)
    middle = size * size // 2
    return fit_least_squares(np.delete(patches, middle, axis=1), patches[:, middle])


def fill_inwards(image, mask, model):
    """Fill a hole of any size and shape ring after ring with a model that predicts one pixel.

    A ring is made of the missing pixels that touch, by a side or a corner, what is known or filled
    already. All its pixels are predicted at once. Neighbours that are not known yet, or lie
    outside the image, are replaced by the mean of those in the same window that are.

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
    numpy.ndarray of float, (H, W, C)
        Known pixels are unchanged; predictions are clipped to [0, 1] before the next ring uses
        them.

    Raises
    ------
    ValueError
        If the model's neighbours do not surround one pixel.

    Notes
    -----
    The rule for unknown neighbours is ours.

    Examples
    --------
    >>> from inpaint_lib.models.pixel import LinearModel
    >>> image, mask = np.full((9, 9, 1), 0.5), np.zeros((9, 9), dtype=bool)
    >>> mask[2:7, 2:7] = True
    >>> bool(np.allclose(fill_inwards(image, mask, LinearModel([1 / 8] * 8)), 0.5))
    True
    """
    image, mask = check_pair(image, mask)
    size = int(round(np.sqrt(model.n_neighbours + 1)))
    if size * size != model.n_neighbours + 1 or size % 2 == 0:
        raise ValueError(f"The model reads {model.n_neighbours} neighbours, which do not surround "
                         "one pixel; wanted 8 (3x3) or 24 (5x5).")
    margin, channels = size // 2, image.shape[2]
    # Flat arrays with a frame of unknown pixels, so that every window is complete.
    known = np.pad(~mask, margin).ravel()
    values = np.pad(np.where(mask[:, :, np.newaxis], 0, 255.0 * image),
                    ((margin, margin), (margin, margin), (0, 0))).reshape(-1, channels)
    width = image.shape[1] + 2 * margin
    steps = (np.arange(-margin, margin + 1)[:, np.newaxis] * width
             + np.arange(-margin, margin + 1)).ravel()
    steps = np.delete(steps, steps.size // 2)
    for ring in _list_rings(mask, margin):
        near = ring[:, np.newaxis] + steps
        is_known = known[near][:, :, np.newaxis]
        neighbours = values[near]
        means = (neighbours * is_known).sum(axis=1, keepdims=True) / is_known.sum(
            axis=1, keepdims=True)
        neighbours = np.where(is_known, neighbours, means)
        values[ring] = np.clip(model.predict(neighbours.swapaxes(1, 2)), 0, 255)
        known[ring] = True
    filled = values.reshape(-1, width, channels)[margin:-margin, margin:-margin] / 255
    return np.where(mask[:, :, np.newaxis], filled, image).astype(image.dtype, copy=False)


def number_rings(mask):
    """Number the missing pixels by the ring in which they are filled, from the rim inwards.

    Returns int32, (H, W): 0 where the mask is False, else the steps, by sides or corners, to the
    nearest known pixel. What lies outside the image is not known.
    """
    mask = np.asarray(mask)
    if mask.dtype != bool:
        raise TypeError(f"A mask holds True and False (bool), got {mask.dtype}.")
    if mask.ndim != 2:
        raise ValueError(f"One mask has the shape (height, width), got {mask.shape}.")
    if mask.all():
        raise ValueError("Everything is missing, so there is no rim to begin from.")
    return _number_rings(mask)


def _number_rings(mask):
    return ndimage.distance_transform_cdt(mask, metric="chessboard")


def _list_rings(mask, margin):
    """Return the flat places of each ring in the framed image, the outermost first."""
    # Framed afterwards: the outside of the image is not known.
    depths = np.pad(_number_rings(mask), margin).ravel()
    order = np.argsort(depths, kind="stable")
    counts = np.bincount(depths)
    return np.split(order[counts[0]:], np.cumsum(counts[1:])[:-1])


def make_inwards_fill(images_uint8, size, patches_per_image=PATCHES_PER_IMAGE, seed=0):
    """Fit a pixel model and turn it into a fill like those of `inpaint_lib.fills.classical`.

    Parameters
    ----------
    images_uint8 : numpy.ndarray of uint8, (N, H, W, C)
        Fitting images only.
    size : int
        3 or 5.
    patches_per_image, seed : int
        As in `fit_window_model`.

    Returns
    -------
    function
        (image, mask) to image.

    Examples
    --------
    >>> images = np.full((1, 9, 9, 3), 51, np.uint8)
    >>> mask = np.zeros((9, 9), dtype=bool)
    >>> mask[4, 4] = True
    >>> fill = make_inwards_fill(images, 3)
    >>> round(float(fill(images[0] / 255, mask)[4, 4, 0]), 6)
    0.2
    """
    model = fit_window_model(images_uint8, size, patches_per_image, seed)

    def fill(image, mask):
        return fill_inwards(image, mask, model)
    return fill
