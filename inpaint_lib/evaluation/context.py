"""Change what is far from a hole, to see whether a fill looks there.

Far means: more than `distance` pixels from the hole's rim, in rows or in columns.
"""

import numpy as np

from inpaint_lib.holes import make_mask
from inpaint_lib.images import check_images

BLOCK = 8
"""Side in pixels of the blocks that are shuffled."""

DISTANCES = (4, 8, 16, 24)
"""How many pixels around the hole stay in `change_context`."""


def mark_far(hole, height, width, distance):
    """Mark the pixels that are more than `distance` pixels away from a hole.

    Parameters
    ----------
    hole : Hole
    height, width : int
        Size of the image, in pixels.
    distance : int
        How many pixels around the hole count as near, 0 or more.

    Returns
    -------
    numpy.ndarray of bool, (height, width)
        True = far.

    Examples
    --------
    >>> from inpaint_lib.holes import Hole
    >>> int(mark_far(Hole(4, 4, 2, 2), 10, 10, 1).sum())
    84
    """
    if distance < 0:
        raise ValueError(f"distance must be at least 0 pixels, got {distance}.")
    make_mask(hole, height, width)
    far = np.ones((height, width), dtype=bool)
    far[max(hole.top - distance, 0):hole.bottom + distance,
        max(hole.left - distance, 0):hole.right + distance] = False
    return far


def cover_far(images, hole, distance):
    """Paint over what is far from the hole with the mean colour of what is near it.

    Parameters
    ----------
    images : array_like, (N, H, W, C)
        float in [0, 1], or uint8.
    hole : Hole
    distance : int
        In pixels.

    Returns
    -------
    numpy.ndarray, (N, H, W, C), dtype of `images`

    Raises
    ------
    ValueError
        If nothing known is left near the hole.

    Examples
    --------
    >>> from inpaint_lib.holes import Hole
    >>> images = np.arange(25.).reshape(1, 5, 5, 1) / 25
    >>> round(float(cover_far(images, Hole(2, 2, 1, 1), 1)[0, 0, 0, 0]), 2)
    0.48
    """
    images = check_images(images)
    far = mark_far(hole, *images.shape[1:3], distance)
    near = ~far & ~make_mask(hole, *images.shape[1:3])
    if not near.any():
        raise ValueError(f"At distance {distance} nothing known is near {hole}.")
    changed = images.copy()
    means = images[:, near].mean(axis=1, dtype=np.float64, keepdims=True)
    if images.dtype == np.uint8:
        means = np.rint(means)
    changed[:, far] = means.astype(images.dtype)
    return changed


def shuffle_far(images, hole, distance, seed, block=BLOCK):
    """Shuffle the blocks that lie far from the hole, in each image in an order of its own.

    A block of which one pixel is near stays. Sides that are no multiples of `block` raise a
    ValueError.
    """
    images = check_images(images)
    n_images, height, width, channels = images.shape
    if height % block or width % block:
        raise ValueError(f"Images of {height}x{width} cannot be cut into blocks of "
                         f"{block}x{block}.")
    shape = (height // block, block, width // block, block)
    moves = mark_far(hole, height, width, distance).reshape(shape).all(axis=(1, 3)).ravel()
    blocks = images.reshape(n_images, *shape, channels).swapaxes(2, 3)
    blocks = blocks.reshape(n_images, len(moves), block, block, channels).copy()
    rng = np.random.default_rng(seed)
    for own in blocks:
        own[moves] = own[moves][rng.permutation(moves.sum())]
    blocks = blocks.reshape(n_images, shape[0], shape[2], block, block, channels).swapaxes(2, 3)
    return blocks.reshape(images.shape)


def swap_far(images, others, hole, distance):
    """Replace what is far from the hole by the same part of others, alike in shape and dtype."""
    images, others = check_images(images), check_images(others, "others")
    if images.shape != others.shape or images.dtype != others.dtype:
        raise ValueError(f"images {images.shape} {images.dtype} and others {others.shape} "
                         f"{others.dtype} must be alike in shape and dtype.")
    far = mark_far(hole, *images.shape[1:3], distance)
    return np.where(far[:, :, np.newaxis], others, images)


def pair_with_others(labels):
    """Choose for each image the next one of another kind.

    Parameters
    ----------
    labels : array_like, (N,)
        Species, or whatever tells kinds apart. If all are one kind, simply the next image.

    Returns
    -------
    numpy.ndarray of int, (N,)
        Rows; after the last image comes the first.

    Raises
    ------
    ValueError
        If there are fewer than two images.

    Examples
    --------
    >>> pair_with_others(["fox", "fox", "wolf"]).tolist()
    [2, 2, 0]
    """
    labels = np.asarray(labels)
    n_images = len(labels)
    if n_images < 2:
        raise ValueError(f"Pairs need at least 2 images, got {n_images}.")
    pairs = (np.arange(n_images) + 1) % n_images
    if (labels == labels[0]).all():
        return pairs
    for row in range(n_images):
        while labels[pairs[row]] == labels[row]:
            pairs[row] = (pairs[row] + 1) % n_images
    return pairs


def change_context(images, others, hole, seed=0, distances=DISTANCES):
    """Change what is far from the hole in each of the ways of this module.

    Parameters
    ----------
    images, others : array_like, (N, H, W, C), of one dtype
    hole : Hole
    seed : int
        For the shuffled blocks.
    distances : sequence of int
        In pixels.

    Yields
    ------
    str
        "covered 8", "shuffled 8", "swapped 8", and so on for every distance; then "near swapped 8"
        and so on, where the near part is the others' and the far part stays.
    numpy.ndarray, (N, H, W, C)

    Examples
    --------
    >>> from inpaint_lib.holes import Hole
    >>> black, white = np.zeros((1, 64, 64, 3)), np.ones((1, 64, 64, 3))
    >>> [name for name, _ in change_context(black, white, Hole(24, 24, 16, 16), distances=(8,))]
    ['covered 8', 'shuffled 8', 'swapped 8', 'near swapped 8']
    """
    for distance in distances:
        yield f"covered {distance}", cover_far(images, hole, distance)
        yield f"shuffled {distance}", shuffle_far(images, hole, distance, seed)
        yield f"swapped {distance}", swap_far(images, others, hole, distance)
        yield f"near swapped {distance}", swap_far(others, images, hole, distance)
