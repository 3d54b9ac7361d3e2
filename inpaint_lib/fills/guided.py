"""Fill from the rim inwards, and trust only the surest pixels of each round.

Without a choice this is `inpaint_lib.fills.inwards.fill_inwards`, ring after ring.
"""

import numpy as np
from scipy import ndimage

from inpaint_lib.images import check_pair

INNER_EIGHT = (6, 7, 8, 11, 12, 15, 16, 17)
"""tuple of int : which of the 24 neighbours of a 5x5 square are the 8 that touch its middle."""


def fill_guided(image, mask, model, measure_doubt, keep=0.5):
    """Fill a hole with a pixel model, the surest pixels of each round first.

    Each round predicts every missing pixel that touches, by a side or a corner, what is known or
    filled already. It keeps the given share of them, the surest ones; the others wait, and are
    predicted again when more of their neighbours are there. Neighbours that are not known are
    replaced by the mean of those in the same window that are.

    Parameters
    ----------
    image : array_like of float, (H, W, C), values in [0, 1]
        What stands in the missing pixels is never read.
    mask : array_like of bool, (H, W)
        True = missing.
    model : PixelModel
        Reads the 8 neighbours in a 3x3 square or the 24 in a 5x5 square.
    measure_doubt : function
        (neighbours, is_known, predicted) to one number a pixel, the smaller the surer. They have
        shapes (n, k, C), (n, k) and (n, C), with values from 0 to 255; k is the number of
        neighbours.
    keep : float
        Share of each round that is kept, above 0 and at most 1. With 1 no doubt is measured, and
        whole rings are filled.

    Returns
    -------
    filled : numpy.ndarray of float, (H, W, C)
        Known pixels are unchanged.
    rounds : numpy.ndarray of int, (H, W)
        In which round a pixel was kept, counted from 1; 0 for known pixels.

    Raises
    ------
    ValueError
        If the model's neighbours do not surround one pixel, or keep is not a share.

    References
    ----------
    Y. Zeng and others, "High-resolution image inpainting with iterative confidence feedback and
    guided upsampling", ECCV 2020, do so with a network that says how sure it is.

    Examples
    --------
    >>> from inpaint_lib.models.pixel import LinearModel
    >>> image, mask = np.full((9, 9, 1), 0.5), np.zeros((9, 9), dtype=bool)
    >>> mask[2:7, 2:7] = True
    >>> filled, rounds = fill_guided(image, mask, LinearModel([1 / 8] * 8), doubt_by_count)
    >>> bool(np.allclose(filled, 0.5)), int(rounds.max())
    (True, 6)
    """
    image, mask = check_pair(image, mask)
    size = int(round(np.sqrt(model.n_neighbours + 1)))
    if size * size != model.n_neighbours + 1 or size % 2 == 0:
        raise ValueError(f"The model reads {model.n_neighbours} neighbours, which do not surround "
                         "one pixel; wanted 8 (3x3) or 24 (5x5).")
    if not 0 < keep <= 1:
        raise ValueError(f"keep is a share above 0 and at most 1, got {keep}.")
    margin, channels = size // 2, image.shape[2]
    # A frame of unknown pixels, so that every window is complete.
    known = np.pad(~mask, margin)
    inside = np.pad(np.ones(mask.shape, bool), margin)
    values = np.pad(np.where(mask[:, :, np.newaxis], 0, 255.0 * image),
                    ((margin, margin), (margin, margin), (0, 0)))
    width, rounds, number = known.shape[1], np.zeros(known.shape, int), 0
    steps = (np.arange(-margin, margin + 1)[:, np.newaxis] * width
             + np.arange(-margin, margin + 1)).ravel()
    steps = np.delete(steps, steps.size // 2)
    flat_known, flat_values = known.reshape(-1), values.reshape(-1, channels)
    while not known[inside].all():
        touching = ndimage.binary_dilation(known, np.ones((3, 3), bool)) & ~known & inside
        places, number = np.flatnonzero(touching), number + 1
        neighbours, is_known = _look_around(flat_values, flat_known, places, steps)
        predicted = np.clip(model.predict(neighbours.swapaxes(1, 2)), 0, 255)
        if keep < 1:
            doubt = measure_doubt(neighbours, is_known, predicted)
            sure = np.argsort(doubt, kind="stable")[:int(np.ceil(keep * len(places)))]
            places, predicted = places[sure], predicted[sure]
        flat_values[places], flat_known[places] = predicted, True
        rounds.reshape(-1)[places] = number
    middle = np.s_[margin:-margin, margin:-margin]
    filled = np.where(mask[:, :, np.newaxis], values[middle] / 255, image)
    return filled.astype(image.dtype, copy=False), rounds[middle]


def _look_around(values, known, places, steps):
    near = places[:, np.newaxis] + steps
    is_known, neighbours = known[near], values[near]
    counted = is_known[:, :, np.newaxis]
    means = (neighbours * counted).sum(axis=1, keepdims=True) / counted.sum(axis=1, keepdims=True)
    return np.where(counted, neighbours, means), is_known


def doubt_by_count(neighbours, is_known, predicted):
    """Return how many neighbours of each pixel are not known, (n,): the more, the more doubt.

    The confidence of A. Criminisi, P. Perez, K. Toyama, "Region filling and object removal by
    exemplar-based image inpainting", 2004, is a relative of this. There a pixel that was filled
    counts for less than a known one, here for the same; and they fill strong edges first.
    """
    return (~is_known).sum(axis=1)


def doubt_by_spread(neighbours, is_known, predicted):
    """Doubt a pixel the more, the more its known neighbours differ.

    Parameters
    ----------
    neighbours : numpy.ndarray of float, (n, k, C), values from 0 to 255
        The mean of the known ones where not known.
    is_known : numpy.ndarray of bool, (n, k)
    predicted : numpy.ndarray of float, (n, C), values from 0 to 255

    Returns
    -------
    numpy.ndarray of float, (n,)
        Standard deviation of the known neighbours, over the channels' mean.

    Examples
    --------
    >>> doubt_by_spread(np.array([[[10.], [20.]]]), np.array([[True, True]]), np.zeros((1, 1)))
    array([5.])
    """
    counted = is_known[:, :, np.newaxis]
    means = np.where(counted, neighbours, 0).sum(axis=1, keepdims=True) / counted.sum(
        axis=1, keepdims=True)
    squares = np.where(counted, (neighbours - means) ** 2, 0).sum(axis=1) / counted.sum(axis=1)
    return np.sqrt(squares).mean(axis=-1)


def doubt_by_disagreement(small_model):
    """Make a doubt out of a second model: how far are the two apart?

    Parameters
    ----------
    small_model : PixelModel
        Reads 8 neighbours; the model that fills reads 24.

    Returns
    -------
    function
        (neighbours, is_known, predicted) to the mean absolute difference of the two predictions,
        one number a pixel.

    Examples
    --------
    >>> from inpaint_lib.models.pixel import LinearModel
    >>> measure_doubt = doubt_by_disagreement(LinearModel([1 / 8] * 8))
    >>> measure_doubt(np.full((1, 24, 3), 9.0), np.ones((1, 24), bool), np.full((1, 3), 11.0))
    array([2.])
    """
    def measure_doubt(neighbours, is_known, predicted):
        other = small_model.predict(neighbours[:, INNER_EIGHT].swapaxes(1, 2))
        return np.abs(np.clip(other, 0, 255) - predicted).mean(axis=-1)
    return measure_doubt
