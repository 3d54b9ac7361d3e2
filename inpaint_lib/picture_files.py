"""Picture files from anywhere: find them in a folder, and read one safely, whole or as a square."""

import os
import warnings
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

PICTURE_SUFFIXES = frozenset(
    ".jpg .jpeg .jpe .jfif .png .gif .bmp .webp .tif .tiff .ppm .pgm .pnm .jp2 .avif "
    ".heic .heif".split())
MIN_SIDE = 32
MAX_PIXELS = 50_000_000


class UnreadablePicture(Exception):
    """A picture file that has to be left out; the message is the reason, in plain words."""


def list_pictures(folder):
    """Return the names of all picture files under a folder, in the same order on every system.

    Parameters
    ----------
    folder : str or pathlib.Path
        Searched with its subfolders. Hidden files and folders, files whose ending is no
        picture's, and links to folders are passed over.

    Returns
    -------
    list of str
        Paths relative to `folder`, with forward slashes, sorted.

    Notes
    -----
    Links to folders are not followed, because they can run in circles. Links to files are.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name in ["b.jpg", "a.PNG", ".hidden.jpg", "notes.txt"]:
    ...         pathlib.Path(folder, name).touch()
    ...     list_pictures(folder)
    ['a.PNG', 'b.jpg']
    """
    folder = Path(folder)
    names = []
    for place, subfolders, file_names in os.walk(folder):
        subfolders[:] = [name for name in subfolders if not _is_hidden(name)]
        names += [Path(place, name).relative_to(folder).as_posix() for name in file_names
                  if not _is_hidden(name) and Path(name).suffix.lower() in PICTURE_SUFFIXES]
    return sorted(names)


def read_square(path, size=128):
    """Read a picture file as a square: its centre, area-averaged to `size` x `size` pixels.

    Parameters
    ----------
    path : str or pathlib.Path
    size : int
        Height and width of the result, in pixels.

    Returns
    -------
    numpy.ndarray of uint8, (size, size, 3), red green blue
        A picture turned by its EXIF tag is set upright; of an animation the first frame is
        taken; transparency is laid on white; CMYK, palette and grey pixels become red, green
        and blue, and 16-bit ones are divided by 257. A picture smaller than `size` is enlarged
        with bicubic interpolation.

    Raises
    ------
    UnreadablePicture
        If the file is no picture, empty, damaged or cut short, smaller than 32 pixels on a
        side, or larger than 50 million pixels.

    Notes
    -----
    Area averaging gives every pixel of the square the mean of the rectangle of the picture
    that it covers, parts of pixels included. Damage inside a JPEG's coded pixels cannot
    always be told from a picture.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "wide.png")
    ...     Image.new("RGB", (400, 200), "teal").save(path)
    ...     square = read_square(path)
    >>> square.shape, square[64, 64].tolist()
    ((128, 128, 3), [0, 128, 128])
    """
    return _resize_square(_read_safely(path, _decode_centre), size)


def read_picture(path, ground="white"):
    """Read a picture file at its own size.

    Parameters
    ----------
    path : str or pathlib.Path
    ground : str
        Colour that shows where the picture is transparent.

    Returns
    -------
    numpy.ndarray of uint8, (H, W, 3), red green blue
        Turned, converted and, if animated, reduced to its first frame as in `read_square`.
    list of str
        What was done to it that its owner would want to know, in whole sentences; often none.

    Raises
    ------
    UnreadablePicture
        If the file is no picture, empty, damaged or cut short, or larger than 50 million pixels.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "print.jpg")
    ...     Image.new("CMYK", (40, 20), (0, 0, 0, 0)).save(path)
    ...     pixels, notes = read_picture(path)
    >>> pixels.shape, notes
    ((20, 40, 3), ['Its colours are meant for print (CMYK) and may look a little different.'])
    """
    return _read_safely(path, lambda path: _decode_whole(path, ground))


def _read_safely(path, decode):
    path = Path(path)
    if not path.is_file():
        raise UnreadablePicture("not a file (a broken link?)")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of odd metadata; the pixels decide.
            return decode(path)
    except UnreadablePicture:
        raise
    except PermissionError:
        raise UnreadablePicture("you may not read this file") from None
    except Image.DecompressionBombError:
        raise UnreadablePicture(_enormous("more than 178")) from None
    except UnidentifiedImageError:
        raise UnreadablePicture(_explain_unidentified(path)) from None
    except Exception as error:  # noqa: BLE001 - a bad file makes a decoder raise anything at all
        raise UnreadablePicture(f"damaged or cut short ({error})") from error


def _is_hidden(name):
    return name.startswith(".") or name == "__MACOSX"


def _decode_centre(path):
    with Image.open(path) as picture:
        width, height = picture.size
        if min(width, height) < MIN_SIDE:
            raise UnreadablePicture(
                f"too small: {width} x {height} pixels, wanted at least {MIN_SIDE} a side")
        upright = _set_upright(picture)
    width, height = upright.size
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    return _convert_to_rgb(upright.crop((left, top, left + side, top + side)))


def _decode_whole(path, ground):
    with Image.open(path) as picture:
        frames, notes = getattr(picture, "n_frames", 1), []
        if frames > 1:
            notes.append(f"It is animated or has several pages; the first of {frames} is taken.")
        if picture.mode == "CMYK":
            notes.append("Its colours are meant for print (CMYK) and may look a little different.")
        if picture.mode.startswith("I"):
            notes.append("Of its 16 bits a pixel, 8 are kept.")
        upright = _set_upright(picture)
    if upright.has_transparency_data and upright.convert("RGBA").getextrema()[3][0] < 255:
        notes.append(f"It is transparent in places; these are laid on {ground}.")
    return _convert_to_rgb(upright, ground), notes


def _set_upright(picture):
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise UnreadablePicture(_enormous(f"{width} x {height} = {width * height / 1e6:.0f}"))
    return ImageOps.exif_transpose(picture)


def _convert_to_rgb(picture, ground="white"):
    if picture.mode == "F":
        raise UnreadablePicture("decimal pixel values, whose white is not stated")
    if picture.mode.startswith("I"):
        deep = np.asarray(picture)
        if deep.min() < 0 or deep.max() > 65535:
            raise UnreadablePicture("32-bit pixel values, whose white is not stated")
        grey = np.rint(deep / 257).astype(np.uint8)
        return np.repeat(grey[:, :, np.newaxis], 3, axis=2)
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, ground), picture)
    return np.asarray(picture.convert("RGB"))


def _resize_square(square, size):
    enlarging = square.shape[0] < size
    interpolation = cv2.INTER_CUBIC if enlarging else cv2.INTER_AREA
    return cv2.resize(square, (size, size), interpolation=interpolation)


def _enormous(megapixels):
    return f"enormous: {megapixels} million pixels, wanted at most {MAX_PIXELS // 1_000_000}"


def _explain_unidentified(path):
    if path.stat().st_size == 0:
        return "empty (0 bytes)"
    if path.suffix.lower() in (".heic", ".heif"):
        return "HEIC, which is not read here; save it as JPEG"
    return "not a picture, or damaged from its first bytes on"
