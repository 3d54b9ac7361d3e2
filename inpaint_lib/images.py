"""What counts as an image or a mask here, and the errors that say so early.

An image is (H, W, C), a batch (N, H, W, C), with 1 or 3 channels. In every mask True means missing.
"""

import numpy as np


def as_float(images_uint8):
    """Turn 0-255 integers into float32 values in [0, 1].

    Parameters
    ----------
    images_uint8 : array_like of uint8, any shape
        Pixel values from 0 to 255.

    Returns
    -------
    numpy.ndarray of float32, same shape
        The values divided by 255.

    Raises
    ------
    TypeError
        If the values are not uint8: dividing twice by 255 is an easy mistake.

    Examples
    --------
    >>> import numpy as np
    >>> as_float(np.array([0, 51, 255], dtype=np.uint8)).tolist()
    [0.0, 0.20000000298023224, 1.0]
    """
    images_uint8 = np.asarray(images_uint8)
    if images_uint8.dtype != np.uint8:
        raise TypeError(f"as_float wants uint8 values (0 to 255), got {images_uint8.dtype}. "
                        "Perhaps they were divided by 255 already?")
    return images_uint8.astype(np.float32) / np.float32(255)


def as_uint8(images):
    """Turn float values in [0, 1] into 0-255 integers, rounding to the nearest.

    Parameters
    ----------
    images : array_like of float, any shape
        Values in [0, 1]; values outside are clipped first.

    Returns
    -------
    numpy.ndarray of uint8, same shape

    Raises
    ------
    TypeError
        If the values are integers already.

    Examples
    --------
    >>> as_uint8([0.0, 0.2, 1.0]).tolist()
    [0, 51, 255]
    """
    images = np.asarray(images)
    if not np.issubdtype(images.dtype, np.floating):
        raise TypeError(f"as_uint8 wants float values in [0, 1], got {images.dtype}.")
    return np.rint(np.clip(images, 0, 1) * 255).astype(np.uint8)


def check_images(images, name="images"):
    """Return `images` as an array after checking that it has rows, columns and channels.

    Parameters
    ----------
    images : array_like, (H, W, C) or (N, H, W, C)
        C is 1 or 3. Any dtype.
    name : str
        What to call the argument in the error.

    Returns
    -------
    numpy.ndarray, same shape and dtype

    Raises
    ------
    ValueError
        If the shape is another one; the message names it.

    Examples
    --------
    >>> import numpy as np
    >>> check_images(np.zeros((4, 5, 3))).shape
    (4, 5, 3)
    """
    images = np.asarray(images)
    if images.ndim == 2:
        raise ValueError(f"{name} has shape {images.shape}: the channel axis is missing. "
                         f"For a grey image write {name}[:, :, np.newaxis].")
    if images.ndim not in (3, 4) or images.shape[-1] not in (1, 3):
        raise ValueError(f"{name} has shape {images.shape}; wanted (height, width, channels) or "
                         "(count, height, width, channels) with 1 or 3 channels.")
    return images


def check_mask(mask, images):
    """Return `mask` as a bool array after checking that it fits `images`: (H, W) or (N, H, W).

    TypeError if it is not bool, as 0 and 255 do not say which of them means missing (True does).
    ValueError if the sizes differ, or nothing or everything is missing.
    """
    mask = np.asarray(mask)
    if mask.dtype != bool:
        raise TypeError(f"The mask is {mask.dtype}; wanted bool with True = missing. "
                        "Write mask > 0 or mask == 0, whichever you mean.")
    if mask.shape not in {images.shape[:-1], images.shape[-3:-1]}:
        raise ValueError(f"The mask has shape {mask.shape} but the image has shape "
                         f"{images.shape}; wanted a mask of shape {images.shape[-3:-1]}.")
    missing = mask.any(axis=(-2, -1))
    if not np.all(missing):
        raise ValueError("The mask is False everywhere: no pixel is missing (True = missing).")
    if np.any(mask.all(axis=(-2, -1))):
        raise ValueError("The mask is True everywhere: no pixel is known (True = missing).")
    return mask


def spell_share(share, digits=0):
    """Write a share as a percentage that is 0% or 100% only if it is exactly that.

    Examples
    --------
    >>> spell_share(0.25), spell_share(4095 / 4096), spell_share(1 / 4096, 1), spell_share(1)
    ('25%', 'more than 99%', 'less than 0.1%', '100%')
    """
    least = 0.1 ** (digits + 2)
    if 0 < share < least:
        return f"less than {least:.{digits}%}"
    if 1 - least < share < 1:
        return f"more than {1 - least:.{digits}%}"
    return f"{share:.{digits}%}"


def check_values(images, name="images", mask=None, limits=(0, 1), taker=""):
    """Raise unless images, a numpy.ndarray, hold float numbers within limits; NaN is no number.

    What lies under the mask (True = missing) is not looked at. TypeError if they are not float, and
    ValueError if a value is none of the wanted; the message says which were found and what to do.
    `taker` says in the message who wants floats, such as "scores take".
    """
    if not np.issubdtype(images.dtype, np.floating):
        wanted = f"{taker} float" if taker else "wanted uint8 (0 to 255) or float"
        verb = "are" if name.endswith("s") else "is"
        raise TypeError(f"The {name} {verb} {images.dtype}; {wanted} values in [0, 1]. "
                        "inpaint_lib.images.as_float converts uint8.")
    # Picking the known pixels takes longest, so all are looked at first.
    if _lie_within(images, limits):
        return
    known = images if mask is None else images[~np.broadcast_to(mask, images.shape[:-1])]
    if not _lie_within(known, limits):
        place = f"the {name}" if mask is None else f"the known pixels of the {name}"
        raise ValueError(_describe_values(known, limits, place))


def _lie_within(values, limits):
    # Compared so that NaN, which both would be, is refused.
    return not values.size or bool(limits[0] <= values.min() and values.max() <= limits[1])


def _describe_values(values, limits, place):
    wanted = f"wanted numbers in [{limits[0]}, {limits[1]}]"
    n_none = np.isnan(values).sum()
    if n_none:
        return (f"There is NaN, which is no number, in {place}, at {n_none:,} of {values.size:,} "
                f"places; {wanted}. 0/0 makes NaN. Find out where it comes from, or count these "
                "pixels as missing if they are not known.")
    low, high = values.min(), values.max()
    found = (f"There are values from {_spell(low, limits)} to {_spell(high, limits)} in {place}; "
             f"{wanted}.")
    if low >= 0 and 8 < high <= 255:
        return (f"{found} Grey levels from 0 to 255 have to be divided by 255; as_float does so "
                "to uint8.")
    return (f"{found} np.clip(..., {limits[0]}, {limits[1]}) cuts off what overshoots a little; "
            "other numbers have to be scaled first.")


def _spell(value, limits):
    """Write a number with few digits, or with all where few would hide that it is too large."""
    few = f"{value:.4g}"
    is_hidden = limits[0] <= float(few) <= limits[1] and not limits[0] <= value <= limits[1]
    return str(value) if is_hidden else few


def check_pair(image, mask):
    """Return a float image (H, W, C) and its mask (H, W), having checked that they fit.

    Known pixels must be numbers in [0, 1]; what lies under the hole may be anything.

    Examples
    --------
    >>> image, mask = check_pair(np.zeros((3, 3, 1)), np.eye(3, dtype=bool))
    >>> image.shape, mask.shape
    ((3, 3, 1), (3, 3))
    """
    image = check_images(image, "image")
    if image.ndim != 3:
        raise ValueError(f"A fill takes one image of shape (height, width, channels), "
                         f"got {image.shape}. Loop over the batch.")
    mask = check_mask(mask, image)
    check_values(image, "image", mask, taker="fills take")
    return image, mask


def read_images(images, name="images"):
    """Return images, uint8 or float in [0, 1], as float; other kinds and values raise."""
    images = check_images(images, name)
    if images.dtype == np.uint8:
        return as_float(images)
    check_values(images, name)
    return images


OVERSHOOT = (-1, 2)
"""What a fill that is scored may hold: a network's raw output overshoots [0, 1] a little, and
nothing that is further out than the whole range is wide was meant to be a colour."""


def check_scored(fill, truth, name="fill"):
    """Return a fill and the truth as arrays, having checked that they can be compared.

    Both are float, of one shape, with at least one pixel. The truth is in [0, 1], the fill within
    `OVERSHOOT`.

    Examples
    --------
    >>> fill, truth = check_scored([[[1.04]]], [[[1.0]]])
    >>> fill.shape, truth.shape
    ((1, 1, 1), (1, 1, 1))
    """
    fill, truth = check_images(fill, name), check_images(truth, "truth")
    if fill.shape != truth.shape:
        raise ValueError(f"{name} has shape {fill.shape} but truth has {truth.shape}.")
    if not truth.size:
        raise ValueError(f"The truth has shape {truth.shape}: there is no pixel to compare.")
    check_values(fill, name, limits=OVERSHOOT, taker="scores take")
    check_values(truth, "truth", taker="scores take")
    return fill, truth
