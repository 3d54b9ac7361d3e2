"""The fills that every chapter is measured against: ``fill(image, mask) -> image``.

Every known pixel comes back bit for bit as it went in.
"""

import cv2
import numpy as np
from scipy import ndimage
from skimage.restoration import inpaint_biharmonic

from inpaint_lib.images import as_uint8, check_pair

TELEA_RADIUS = 3
"""How far, in pixels, OpenCV's two fills look from the pixel they fill."""


def _keep_known(image, mask, filled):
    return np.where(mask[:, :, np.newaxis], filled, image).astype(image.dtype, copy=False)


def find_ring(mask):
    """Mark the known pixels that touch the hole, by a side or by a corner.

    Parameters
    ----------
    mask : numpy.ndarray of bool, (H, W)
        True = missing.

    Returns
    -------
    numpy.ndarray of bool, (H, W)
        True on the one-pixel ring around the hole.

    Examples
    --------
    >>> mask = np.zeros((5, 5), dtype=bool)
    >>> mask[2, 2] = True
    >>> int(find_ring(mask).sum())
    8
    """
    return ndimage.binary_dilation(mask, np.ones((3, 3), dtype=bool)) & ~mask


def fill_mean(image, mask):
    """Fill each hole with the mean of the one-pixel ring around it.

    Parameters
    ----------
    image : array_like of float, (H, W, C), values in [0, 1]
    mask : array_like of bool, (H, W)
        True = missing. Holes that do not touch are filled one by one.

    Returns
    -------
    numpy.ndarray of float, (H, W, C)
        Known pixels are unchanged.

    References
    ----------
    The paper, section 7.1: the naive fill, "the mean of the surroundings".

    Examples
    --------
    >>> image = np.full((5, 5, 1), 0.25)
    >>> mask = np.zeros((5, 5), dtype=bool)
    >>> mask[2, 2] = True
    >>> float(fill_mean(image, mask)[2, 2, 0])
    0.25
    """
    image, mask = check_pair(image, mask)
    filled = image.copy()
    holes, count = ndimage.label(mask, np.ones((3, 3)))
    for number in range(1, count + 1):
        filled[holes == number] = image[find_ring(holes == number)].mean(axis=0)
    return filled


def _fill_opencv(image, mask, method):
    image, mask = check_pair(image, mask)
    pixels = as_uint8(np.where(mask[:, :, np.newaxis], 0, image))
    filled = cv2.inpaint(pixels, mask.astype(np.uint8), TELEA_RADIUS, method)
    return _keep_known(image, mask, filled.reshape(image.shape) / np.float32(255))


def fill_telea(image, mask):
    """Fill by Telea's fast marching, from the rim inwards, as OpenCV does it.

    Parameters
    ----------
    image : array_like of float, (H, W, C), values in [0, 1]
        OpenCV works on 8-bit values, so the fill is a multiple of 1/255.
    mask : array_like of bool, (H, W)
        True = missing.

    Returns
    -------
    numpy.ndarray of float, (H, W, C)
        Known pixels are unchanged.

    References
    ----------
    A. Telea, "An image inpainting technique based on the fast marching method",
    Journal of Graphics Tools 9(1), 2004.

    Examples
    --------
    >>> mask = np.zeros((9, 9), dtype=bool)
    >>> mask[3:6, 3:6] = True
    >>> grey = np.full((9, 9, 3), 0.2)
    >>> bool(np.allclose(fill_telea(grey, mask), grey, atol=0.01))
    True
    """
    return _fill_opencv(image, mask, cv2.INPAINT_TELEA)


def fill_navier_stokes(image, mask):
    """Fill by carrying the lines of equal brightness into the hole, as OpenCV does it.

    Takes and returns what `fill_telea` does. M. Bertalmio, A. L. Bertozzi, G. Sapiro,
    "Navier-Stokes, fluid dynamics, and image and video inpainting", CVPR 2001.

    Examples
    --------
    >>> mask = np.zeros((9, 9), dtype=bool)
    >>> mask[3:6, 3:6] = True
    >>> grey = np.full((9, 9, 3), 0.2)
    >>> bool(np.allclose(fill_navier_stokes(grey, mask), grey, atol=0.01))
    True
    """
    return _fill_opencv(image, mask, cv2.INPAINT_NS)


def fill_biharmonic(image, mask):
    """Fill with the smoothest surface that meets the rim, as scikit-image does it.

    Parameters
    ----------
    image : array_like of float, (H, W, C), values in [0, 1]
    mask : array_like of bool, (H, W)
        True = missing.

    Returns
    -------
    numpy.ndarray of float, (H, W, C)
        Known pixels are unchanged.

    References
    ----------
    S. B. Damelin, N. S. Hoang, "On surface completion and image inpainting by biharmonic
    functions: numerical aspects", International Journal of Mathematics and Mathematical
    Sciences, 2018.

    Examples
    --------
    >>> ramp = np.linspace(0, 1, 9).reshape(1, 9, 1).repeat(9, axis=0)
    >>> mask = np.zeros((9, 9), dtype=bool)
    >>> mask[3:6, 3:6] = True
    >>> bool(np.allclose(fill_biharmonic(ramp, mask), ramp, atol=1e-6))
    True
    """
    image, mask = check_pair(image, mask)
    # scikit-image wants its arrays in one piece and not read-only; a view may lie otherwise.
    known = np.ascontiguousarray(np.where(mask[:, :, np.newaxis], 0, image))
    return _keep_known(image, mask, inpaint_biharmonic(known, mask.copy(order="C"),
                                                       channel_axis=-1))


def fill_exemplar(image, mask, seed=0, mirrored=False):
    """Fill with patches copied from the known part of the image, as patchmatch-cython does it.

    For each patch in the hole a similar one is looked for among the known ones, by trying random
    places and the neighbours' finds; from a coarse picture to a fine one.

    Parameters
    ----------
    image : array_like of float, (H, W, C), values in [0, 1]
        The search works on 8-bit values, so the fill is a multiple of 1/255.
    mask : array_like of bool, (H, W)
        True = missing.
    seed : int
        Decides the random places.
    mirrored : bool
        Whether the mirror image is searched as well, left for right: for what has two like sides.

    Returns
    -------
    numpy.ndarray of float, (H, W, C)
        Known pixels are unchanged.

    Raises
    ------
    ImportError
        If the package patchmatch-cython is not installed.
    ValueError
        If no square of 5x5 pixels is known, so that there is nothing to copy.

    References
    ----------
    C. Barnes, E. Shechtman, A. Finkelstein, D. B. Goldman, "PatchMatch: a randomized
    correspondence algorithm for structural image editing", ACM Transactions on Graphics 28(3),
    2009.

    Examples
    --------
    >>> stripes = np.tile(np.float32([[0.2], [0.8]]), (16, 32))[:, :, np.newaxis]
    >>> mask = np.zeros((32, 32), dtype=bool)
    >>> mask[12:20, 12:20] = True
    >>> fill_exemplar(stripes, mask).shape
    (32, 32, 1)
    """
    image, mask = check_pair(image, mask)
    try:
        from patchmatch_cython import inpaint_pyramid
    except ImportError as error:
        raise ImportError("The exemplar-based fill needs the package patchmatch-cython, which "
                          "`make` installs; or: pip install patchmatch-cython") from error
    pixels = as_uint8(np.where(mask[:, :, np.newaxis], 0, image))
    # The package wants three channels.
    colour = np.repeat(pixels, 3, axis=2) if pixels.shape[2] == 1 else pixels
    searched = mask
    if mirrored:
        colour, searched = (np.concatenate([part, part[:, ::-1]], axis=1)
                            for part in (colour, mask))
    try:
        filled = inpaint_pyramid(colour, searched, seed=seed)
    except ValueError as error:
        raise ValueError(
            f"The exemplar fill copies squares of 5x5 pixels, and of {mask.size:,} pixels "
            f"{(~mask).sum():,} are known, in such places that no square is known all over, in the "
            "picture or a small copy of it. Make the hole smaller, or take another fill."
            ) from error
    filled = filled[:, :mask.shape[1], :pixels.shape[2]]
    return _keep_known(image, mask, filled / np.float32(255))
