"""Read a picture that a reader uploads, or say in plain words why it cannot be used."""

import io
import tempfile
import warnings
from pathlib import Path

from PIL import Image

from inpaint_lib.picture_files import UnreadablePicture, read_square

LARGEST_UPLOAD = 25_000_000
"""Pixels of the largest picture that a lab takes: decoding it must fit beside everything else."""


def read_upload(name, content, size=128):
    """Read an uploaded file as a square picture.

    Parameters
    ----------
    name : str
        The file's name, as the reader's computer gave it. Only its ending is used.
    content : bytes or memoryview
    size : int
        Height and width of the result, in pixels.

    Returns
    -------
    numpy.ndarray of uint8, (size, size, 3)
        The middle of the picture.
    str
        What was done to it that the reader would want to know, in one sentence; often empty.

    Raises
    ------
    inpaint_lib.picture_files.UnreadablePicture
        If it is no picture, empty, damaged, too small or too large; the message is the reason.

    Examples
    --------
    >>> read_upload("empty.png", b"")
    Traceback (most recent call last):
    ...
    inpaint_lib.picture_files.UnreadablePicture: empty (0 bytes)
    """
    content = bytes(content)
    notes = _look_at(content)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "upload").with_suffix(_take_suffix(name))
        path.write_bytes(content)
        return read_square(path, size), notes


def _take_suffix(name):
    suffix = Path(str(name).replace("\0", "")).suffix
    return suffix if suffix[1:].isalnum() and len(suffix) < 9 else ""


def _look_at(content):
    """Return what is unusual about a picture; one too large is refused before it is decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content)) as picture:
                (width, height), mode = picture.size, picture.mode
                frames = getattr(picture, "n_frames", 1)
    except Image.DecompressionBombError:
        raise UnreadablePicture(_say_too_large("more than 178")) from None
    except Exception:  # noqa: BLE001 - read_square finds the same fault and words it
        return ""
    if width * height > LARGEST_UPLOAD:
        megapixels = f"{width} x {height} = {width * height / 1e6:.0f}"
        raise UnreadablePicture(_say_too_large(megapixels))
    notes = []
    if frames > 1:
        notes.append(f"It is animated or has several pages; the first of {frames} is shown.")
    if mode == "CMYK":
        notes.append("Its colours are meant for print (CMYK) and may look a little different.")
    return " ".join(notes)


def _say_too_large(megapixels):
    return (f"too large: {megapixels} million pixels, a lab takes at most "
            f"{LARGEST_UPLOAD // 1_000_000}; save a smaller copy")
