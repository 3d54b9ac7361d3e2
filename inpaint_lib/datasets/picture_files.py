"""Picture files from anywhere: find them in a folder, and read one safely, whole or as a square."""

import os
import warnings
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import simplejpeg
from PIL import Image, ImageOps, UnidentifiedImageError

from inpaint_lib.files import lacks_memory

PICTURE_SUFFIXES = frozenset(
    ".jpg .jpeg .jpe .jfif .png .gif .bmp .webp .tif .tiff .ppm .pgm .pnm .jp2 .avif "
    ".heic .heif".split())
MIN_SIDE = 32
MAX_PIXELS = 50_000_000
ORIENTATION = 0x0112
FORM = frozenset((*range(254, 260), 262, 266, 273, *range(277, 282), 284, 292, 293, 317, 320,
                  *range(322, 326), 330, 332, 338, 339, 347, *range(512, 522), *range(529, 533),
                  34675))
"""Tags that say how pixels and profile lie in a TIFF file; another file does not share them."""
HEIC_KINDS = tuple(b"ftyp" + kind for kind in (b"heic", b"heix", b"heim", b"hevc", b"mif1"))


class UnreadablePicture(Exception):
    """A picture file that has to be left out; the message is the reason, in plain words."""


class TooLargePicture(UnreadablePicture):
    """A picture with more pixels than were wanted; its size is in `width` and `height`."""

    def __init__(self, width, height):
        super().__init__(_enormous(f"{width} x {height} = {width * height:,}"))
        self.width, self.height = width, height


def list_pictures(folder):
    """Return the paths of all picture files under a folder, in the same order on every system.

    They are relative to it, with forward slashes, sorted. Hidden files and folders are passed over;
    links to files are followed, links to folders are not, because they can run in circles.
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

    Returns uint8, (size, size, 3). A picture turned by its EXIF tag is set upright; of an animation
    the first frame is taken; transparency is laid on white; CMYK, palette and grey pixels become
    red, green and blue, and 16-bit ones are divided by 257. A picture smaller than `size` is
    enlarged with bicubic interpolation.

    Raises
    ------
    UnreadablePicture
        If the file is no picture, empty, damaged or cut short, smaller than 32 pixels on a
        side, or larger than 50 million pixels. Damage inside a JPEG's coded pixels cannot always
        be told from a picture.
    """
    return _resize_square(_read_safely(path, _decode_centre), size)


@dataclass(frozen=True)
class Picture:
    """A picture file as it was read.

    Attributes
    ----------
    pixels : numpy.ndarray of uint8, (H, W, 3), red green blue
        Turned, converted and reduced to a first frame like those of `read_square`; what lies under
        transparency is kept.
    alpha : numpy.ndarray of uint8, (H, W), or None
        255 where it is opaque, 0 where nothing of it shows. None if it is opaque all over.
    bits : int
        16 or 8, for a pixel and colour in the file; `pixels` has 8.
    deep : numpy.ndarray of uint16, (H, W), or None
        The values of a grey picture of 16 bits, before they are divided by 257.
    is_grey : bool
        True if the file stores grey values and no colours.
    notes : list of str
        What was done to it that its owner would want to know, in whole sentences; often none.
    kept : dict
        What else the file says: some of "icc_profile", "exif", "dpi", as Pillow writes them.
    """

    pixels: np.ndarray
    alpha: np.ndarray | None
    bits: int
    deep: np.ndarray | None
    is_grey: bool
    notes: list
    kept: dict


def read_picture(path, max_pixels=MAX_PIXELS, least_side=1):
    """Read a picture file at its own size, as a `Picture`.

    One of more than `max_pixels` raises TooLargePicture and is not decoded; a side shorter than
    `least_side` counts as that long. One that is no picture, empty, damaged or cut short raises
    UnreadablePicture.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "print.jpg")
    ...     Image.new("CMYK", (40, 20), (0, 0, 0, 0)).save(path)
    ...     picture = read_picture(path)
    >>> picture.pixels.shape, picture.alpha, picture.notes
    ((20, 40, 3), None, ['Its colours are meant for print (CMYK) and may look a little different.'])
    """
    return _read_safely(path, lambda path: _decode_whole(path, max_pixels, least_side))


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
        raise UnreadablePicture(_enormous("more than 178,000,000")) from None
    except UnidentifiedImageError:
        raise UnreadablePicture(_explain_unidentified(path)) from None
    except Exception as error:  # noqa: BLE001 - a bad file makes a decoder raise anything at all
        if lacks_memory(error):
            raise UnreadablePicture("there is not enough memory to read it") from error
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


def _decode_whole(path, max_pixels, least_side):
    with Image.open(path) as picture:
        if max(picture.width, least_side) * max(picture.height, least_side) > max_pixels:
            raise TooLargePicture(picture.width, picture.height)
        notes, bits = _describe(picture), 16 if _has_16_bits(picture) else 8
        is_grey = picture.mode in ("1", "L", "LA", "La", "I", "I;16", "I;16B", "I;16L")
        upright = _set_upright(picture)
        kept = _keep_facts(picture, is_grey)
        # MPO is a JPEG with more pictures behind it, as some phones write it.
        if picture.format in ("JPEG", "MPO") and not _is_whole_jpeg(path):
            notes.append("The file is damaged: part of it could not be read, and what is shown "
                         "there is shifted, grey or wrong. Look at it before you use it.")
    deep = np.asarray(upright).astype(np.uint16) if upright.mode.startswith("I") else None
    alpha = None
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        alpha = np.asarray(upright.getchannel("A"))
        upright = Image.merge("RGB", upright.split()[:3])
        if alpha.min() == 255:
            alpha = None
    return Picture(_convert_to_rgb(upright), alpha, bits, deep, is_grey, notes, kept)


def _describe(picture):
    """Return what is done to a picture on reading that its owner would want to know."""
    notes, frames = [], getattr(picture, "n_frames", 1)
    if frames > 1:
        notes.append(f"It is animated or has several pages; the first of {frames} is taken.")
    if picture.mode == "CMYK":
        notes.append("Its colours are meant for print (CMYK) and may look a little different.")
    return notes


def _has_16_bits(picture):
    """Say whether the file, which is not decoded yet, stores 16 bits a pixel and colour."""
    return any(";16" in str(tile.args) for tile in picture.tile) or ";16" in picture.mode


def _keep_facts(picture, is_grey):
    """Return the profile, the EXIF tags without the orientation, and the resolution."""
    kept = {}
    if all(1 <= dpi <= 65535 for dpi in picture.info.get("dpi", (0,))):  # what a JPEG can say
        kept["dpi"] = picture.info["dpi"]
    profile = picture.info.get("icc_profile")
    if profile and picture.mode != "CMYK" and _name_colours(profile) == (
            "GRAY" if is_grey else "RGB"):
        kept["icc_profile"] = profile
    try:
        exif = picture.getexif()
        for tag in {ORIENTATION, *FORM} & set(exif):
            del exif[tag]
        if exif:
            kept["exif"] = exif.tobytes()
    except Exception:  # noqa: BLE001 - broken tags raise anything; the pixels are good
        pass
    return kept


def _name_colours(profile):
    """Return the kind of colours that a profile describes: RGB, GRAY, CMYK, ..."""
    return profile[16:20].decode("latin-1").strip()


def _is_whole_jpeg(path):
    try:
        simplejpeg.decode_jpeg(path.read_bytes(), strict=True)
    except ValueError:
        return False
    return True


def _set_upright(picture):
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise UnreadablePicture(_enormous(f"{width} x {height} = {width * height:,}"))
    if picture.mode == "I" and not _has_16_bits(picture):
        raise UnreadablePicture("32-bit pixel values, whose white is not stated")
    picture.load()
    try:
        return ImageOps.exif_transpose(picture)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - broken tags raise anything; the pixels are good
        return picture


def _convert_to_rgb(picture, ground="white"):
    if picture.mode == "F":
        raise UnreadablePicture("decimal pixel values, whose white is not stated")
    if picture.mode.startswith("I"):
        grey = np.rint(np.asarray(picture) / 257).astype(np.uint8)
        return np.repeat(grey[:, :, np.newaxis], 3, axis=2)
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, ground), picture)
    return np.asarray(picture.convert("RGB"))


def _resize_square(square, size):
    enlarging = square.shape[0] < size
    interpolation = cv2.INTER_CUBIC if enlarging else cv2.INTER_AREA
    return cv2.resize(square, (size, size), interpolation=interpolation)


def _enormous(pixels):
    return f"enormous: {pixels} pixels, wanted at most {MAX_PIXELS:,}"


def _explain_unidentified(path):
    if path.stat().st_size == 0:
        return "empty (0 bytes)"
    with open(path, "rb") as file:
        kind = file.read(12)[4:]
    if path.suffix.lower() in (".heic", ".heif") or kind in HEIC_KINDS:
        return "HEIC, which is not read here; save it as JPEG"
    return "not a picture, or damaged from its first bytes on"
