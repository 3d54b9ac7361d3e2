"""Leaks: what a score is worth when validation images have near-copies among the fitting ones.

Photographs from the internet come in many copies: resized, cut, recompressed. A split that ignores
them puts some on both sides.
"""

import cv2
import numpy as np

from inpaint_lib.fills.look_alikes import crop_frame
from inpaint_lib.holes import crop_hole
from inpaint_lib.images import as_float, check_images

LARGEST_SHIFT = 1
LARGEST_CHANGE = 0.05
QUALITY = 70


def make_near_copies(images_uint8, seed=0):
    """Make a copy of each image as the internet would: moved by a pixel, re-lit, recompressed.

    Parameters
    ----------
    images_uint8 : numpy.ndarray of uint8, (N, H, W, 3)
    seed : int
        Draws shift (at most 1 pixel each way) and brightness (at most 5%).

    Returns
    -------
    numpy.ndarray of uint8, (N, H, W, 3)
        After JPEG of quality 70.

    Raises
    ------
    TypeError
        If the images are no batch of uint8 colour images.

    Examples
    --------
    >>> images = np.full((2, 16, 16, 3), 100, np.uint8)
    >>> copies = make_near_copies(images)
    >>> copies.shape, bool(abs(copies - 100.0).max() <= 6)
    ((2, 16, 16, 3), True)
    """
    images_uint8 = check_images(images_uint8, "images_uint8")
    if images_uint8.dtype != np.uint8 or images_uint8.ndim != 4 or images_uint8.shape[3] != 3:
        raise TypeError(f"make_near_copies wants uint8 images (N, H, W, 3), got "
                        f"{images_uint8.dtype} of shape {images_uint8.shape}.")
    rng, pad, copies = np.random.default_rng(seed), LARGEST_SHIFT, np.empty_like(images_uint8)
    height, width = images_uint8.shape[1:3]
    for copy, image in zip(copies, images_uint8, strict=True):
        down, right = rng.integers(0, 2 * pad + 1, 2)
        light = 1 + rng.uniform(-LARGEST_CHANGE, LARGEST_CHANGE)
        moved = np.pad(image, ((pad, pad), (pad, pad), (0, 0)), "reflect")
        moved = moved[down:down + height, right:right + width]
        lit = np.clip(np.rint(moved * light), 0, 255).astype(np.uint8)
        copy[:] = save_as_jpeg(lit, QUALITY)
    return copies


def save_as_jpeg(image_uint8, quality):
    """Return an image as it is after it was saved as a JPEG and opened again.

    Parameters
    ----------
    image_uint8 : numpy.ndarray of uint8, (H, W, 3)
        Red, green, blue.
    quality : int
        0 to 100, as OpenCV counts it.

    Returns
    -------
    numpy.ndarray of uint8, (H, W, 3)

    Notes
    -----
    OpenCV keeps blue first, so the channels are turned round before and after: a JPEG spends its
    bits by colour.

    Examples
    --------
    >>> save_as_jpeg(np.full((8, 8, 3), 100, np.uint8), 90)[0, 0].tolist()
    [100, 100, 100]
    """
    blue_first = cv2.cvtColor(image_uint8, cv2.COLOR_RGB2BGR)
    _, coded = cv2.imencode(".jpg", blue_first, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.cvtColor(cv2.imdecode(coded, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


def plant_copies(fitting_uint8, validation_uint8, share, seed=0):
    """Put near-copies of a share (0 to 1) of the validation images in the place of fitting images.

    Returns the fitting set, uint8 and as large as before, and which validation images have a copy,
    bool (N,). A larger share holds the copies of a smaller one.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"The share must lie between 0 and 1, got {share}.")
    count = round(share * len(validation_uint8))
    if count > len(fitting_uint8):
        raise ValueError(f"{count} copies do not fit among {len(fitting_uint8)} fitting images.")
    rng = np.random.default_rng(seed)
    copied = rng.permutation(len(validation_uint8))[:count]
    replaced = rng.permutation(len(fitting_uint8))[:count]
    leaky_uint8 = fitting_uint8.copy()
    if count:
        leaky_uint8[replaced] = make_near_copies(validation_uint8[copied], seed)
    has_copy = np.zeros(len(validation_uint8), dtype=bool)
    has_copy[copied] = True
    return leaky_uint8, has_copy


def measure_leaks(fitting_uint8, validation_uint8, hole, shares, seed=0):
    """Score the look-up method for several shares of leaked validation images.

    The look-up method copies the square of the fitting image that is nearest around the hole. It
    learns nothing, so all that it gains by a leak is memory.

    Parameters
    ----------
    fitting_uint8, validation_uint8 : numpy.ndarray of uint8, (M, H, W, 3) and (N, H, W, 3)
    hole : Hole
    shares : sequence of float
        Each from 0 to 1.
    seed : int
        Draws which images are copied, and the copies.

    Returns
    -------
    dict of float to numpy.ndarray of float64, (N,)
        Mean squared error in the hole of each validation image, by share.

    Raises
    ------
    ValueError
        If a share is not between 0 and 1, there are more copies than fitting images, or the frame
        that is compared reaches beyond the image.

    Examples
    --------
    >>> from inpaint_lib.holes import Hole
    >>> images = np.random.default_rng(0).integers(0, 256, (8, 48, 48, 3), dtype=np.uint8)
    >>> images = np.repeat(np.repeat(images[:, ::8, ::8], 8, axis=1), 8, axis=2)
    >>> errors = measure_leaks(images[:6], images[6:], Hole(20, 20, 8, 8), [0, 1])
    >>> bool(errors[1].mean() < 0.5 * errors[0].mean())
    True
    """
    wanted = crop_frame(validation_uint8, hole)
    truths = as_float(crop_hole(validation_uint8, hole)).astype(np.float64)
    known = crop_frame(fitting_uint8, hole)
    distances = _measure_distances(known, wanted)
    errors = {}
    for share in shares:
        leaky_uint8, _ = plant_copies(fitting_uint8, validation_uint8, share, seed)
        # Only where a copy was planted has anything changed.
        planted = np.flatnonzero((leaky_uint8 != fitting_uint8).any(axis=(1, 2, 3)))
        changed = distances.copy()
        if len(planted):
            copies = crop_frame(leaky_uint8[planted], hole)
            changed[:, planted] = _measure_distances(copies, wanted)
        squares = as_float(crop_hole(leaky_uint8[changed.argmin(axis=1)], hole))
        errors[share] = ((squares - truths) ** 2).mean(axis=(1, 2, 3))
    return errors


def _measure_distances(known, wanted):
    """Squared distances but for a term that is the same for all the known."""
    return np.einsum("ij,ij->i", known, known) - 2 * wanted @ known.T
