"""Scores of a fill: inside the hole, where it counts, and over the whole image, which flatters."""

import numpy as np
from skimage.metrics import structural_similarity

from inpaint_lib.images import check_mask, check_scored

SSIM_WINDOW = 7
"""Side of the square window in which SSIM compares two images, in pixels."""


def _square_errors(fill, truth):
    fill, truth = check_scored(fill, truth)
    return (fill.astype(np.float64) - truth) ** 2


def measure_psnr(mse):
    """Turn a mean squared error into a peak signal-to-noise ratio.

    Parameters
    ----------
    mse : float
        Mean squared error of values in [0, 1]. For many images, pass the mean of their MSEs:
        the book always quotes the PSNR of the mean MSE.

    Returns
    -------
    float
        ``10 log10(1 / mse)``, in decibels; infinite for a perfect fill.

    Raises
    ------
    ValueError
        If the error is negative.

    Examples
    --------
    >>> measure_psnr(0.01)
    20.0
    """
    if not mse >= 0:
        raise ValueError(f"A mean squared error is a number and not negative, got {mse}.")
    return float("inf") if mse == 0 else float(10 * np.log10(1 / mse))


def mse_hole_each(fill, truth, mask):
    """Mean squared error inside the hole, one number an image.

    Parameters
    ----------
    fill, truth : array_like of float, (N, H, W, C), values in [0, 1]
    mask : array_like of bool, (H, W) or (N, H, W)
        True = missing.

    Returns
    -------
    numpy.ndarray of float64, (N,)

    Examples
    --------
    >>> import numpy as np
    >>> truth = np.zeros((2, 4, 4, 1))
    >>> mask = np.eye(4, dtype=bool)
    >>> mse_hole_each(truth + 0.5, truth, mask).tolist()
    [0.25, 0.25]
    """
    errors = _square_errors(fill, truth)
    if errors.ndim != 4:
        raise ValueError(f"mse_hole_each takes a batch (N, H, W, C), got {errors.shape}. "
                         "For one image use mse_hole.")
    mask = np.broadcast_to(check_mask(mask, errors), errors.shape[:-1])
    return (errors.mean(axis=-1) * mask).sum(axis=(1, 2)) / mask.sum(axis=(1, 2))


def mse_hole(fill, truth, mask):
    """Mean squared error over the missing pixels alone.

    Parameters
    ----------
    fill, truth : array_like of float, (H, W, C) or (N, H, W, C), values in [0, 1]
    mask : array_like of bool, (H, W) or (N, H, W)
        True = missing.

    Returns
    -------
    float
        Mean over every missing value of every image.

    Examples
    --------
    >>> import numpy as np
    >>> truth = np.zeros((4, 4, 1))
    >>> mse_hole(truth + 0.5, truth, np.eye(4, dtype=bool))
    0.25
    """
    errors = _square_errors(fill, truth)
    mask = np.broadcast_to(check_mask(mask, errors), errors.shape[:-1])
    return float(errors[mask].mean())


def rmse_hole(fill, truth, mask):
    """Root of the mean squared error inside the hole, in grey levels from 0 to 255.

    Parameters
    ----------
    fill, truth : array_like of float, (H, W, C) or (N, H, W, C), values in [0, 1]
    mask : array_like of bool, (H, W) or (N, H, W)
        True = missing.

    Returns
    -------
    float
        In units of one grey level: 255 times the root of `mse_hole`.

    References
    ----------
    The paper, section 7: its "loss" and "squared error" of the pixel models are this root.

    Examples
    --------
    >>> import numpy as np
    >>> truth = np.zeros((4, 4, 1))
    >>> rmse_hole(truth + 0.2, truth, np.eye(4, dtype=bool))
    51.0
    """
    return 255 * float(np.sqrt(mse_hole(fill, truth, mask)))


def psnr_hole(fill, truth, mask):
    """Peak signal-to-noise ratio inside the hole: the PSNR of `mse_hole`.

    Parameters
    ----------
    fill, truth : array_like of float, (H, W, C) or (N, H, W, C), values in [0, 1]
    mask : array_like of bool, (H, W) or (N, H, W)
        True = missing.

    Returns
    -------
    float
        In decibels; infinite for a perfect fill.

    Examples
    --------
    >>> import numpy as np
    >>> truth = np.zeros((4, 4, 1))
    >>> round(psnr_hole(truth + 0.1, truth, np.eye(4, dtype=bool)), 6)
    20.0
    """
    return measure_psnr(mse_hole(fill, truth, mask))


def _ssim_map(fill, truth):
    side = min(fill.shape[:2])
    if side < SSIM_WINDOW:
        raise ValueError(f"SSIM compares windows of {SSIM_WINDOW}x{SSIM_WINDOW} pixels, "
                         f"but the image is only {fill.shape[0]}x{fill.shape[1]}.")
    return structural_similarity(truth, fill, win_size=SSIM_WINDOW, data_range=1.0,
                                 channel_axis=-1, full=True)[1].mean(axis=-1)


def ssim_hole(fill, truth, mask):
    """Structural similarity at the missing pixels of one image.

    The 7x7 windows are centred on the missing pixels, so they also see a rim of 3 pixels
    round the hole.

    Parameters
    ----------
    fill, truth : array_like of float, (H, W, C), values in [0, 1], at least 7x7 pixels
    mask : array_like of bool, (H, W)
        True = missing.

    Returns
    -------
    float
        1 for a perfect fill, near 0 where nothing of the structure is right.

    References
    ----------
    Z. Wang, A. C. Bovik, H. R. Sheikh, E. P. Simoncelli, "Image quality assessment: from error
    visibility to structural similarity", IEEE Transactions on Image Processing 13(4), 2004.

    Examples
    --------
    >>> import numpy as np
    >>> truth = np.random.default_rng(0).random((16, 16, 3))
    >>> mask = np.zeros((16, 16), dtype=bool)
    >>> mask[6:10, 6:10] = True
    >>> round(ssim_hole(truth, truth, mask), 6)
    1.0
    """
    fill, truth = check_scored(fill, truth)
    if fill.ndim != 3:
        raise ValueError(f"ssim_hole scores one image (H, W, C), got {fill.shape}.")
    mask = check_mask(mask, truth)
    rows, columns = np.nonzero(mask)
    rim = SSIM_WINDOW // 2
    near = (slice(max(rows.min() - rim, 0), rows.max() + rim + 1),
            slice(max(columns.min() - rim, 0), columns.max() + rim + 1))
    return float(_ssim_map(fill[near], truth[near])[mask[near]].mean())


def mse_image(fill, truth):
    """Mean squared error over every pixel, known ones included.

    Parameters
    ----------
    fill, truth : array_like of float, (H, W, C) or (N, H, W, C), values in [0, 1]

    Returns
    -------
    float

    Notes
    -----
    Known pixels have no error, so this is `mse_hole` times the share of missing pixels.

    Examples
    --------
    >>> import numpy as np
    >>> truth = np.zeros((4, 4, 1))
    >>> mse_image(truth + 0.5, truth)
    0.25
    """
    return float(_square_errors(fill, truth).mean())


def psnr_image(fill, truth):
    """Peak signal-to-noise ratio over every pixel, known ones included.

    Parameters
    ----------
    fill, truth : array_like of float, (H, W, C) or (N, H, W, C), values in [0, 1]

    Returns
    -------
    float
        In decibels. Larger than `psnr_hole` by ``10 log10(pixels / missing pixels)``.

    Examples
    --------
    >>> import numpy as np
    >>> truth = np.zeros((4, 4, 1))
    >>> round(psnr_image(truth + 0.1, truth), 6)
    20.0
    """
    return measure_psnr(mse_image(fill, truth))


def ssim_image(fill, truth):
    """Structural similarity averaged over every pixel of one image.

    Parameters
    ----------
    fill, truth : array_like of float, (H, W, C), values in [0, 1], at least 7x7 pixels

    Returns
    -------
    float

    Examples
    --------
    >>> import numpy as np
    >>> truth = np.random.default_rng(0).random((16, 16, 3))
    >>> round(ssim_image(truth, truth), 6)
    1.0
    """
    fill, truth = check_scored(fill, truth)
    if fill.ndim != 3:
        raise ValueError(f"ssim_image scores one image (H, W, C), got {fill.shape}.")
    return float(_ssim_map(fill, truth).mean())
