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


def check_pair(image, mask):
    """Return a float image (H, W, C) in [0, 1] and its mask (H, W), having checked that they fit.

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
    if not np.issubdtype(image.dtype, np.floating):
        raise TypeError(f"A fill takes float values in [0, 1], got {image.dtype}. "
                        "inpaint_lib.images.as_float converts uint8.")
    return image, check_mask(mask, image)
