"""What is missing in a reader's picture: read from a mask, or from the picture itself."""

from pathlib import Path

import cv2
import numpy as np

from inpaint_lib.datasets.picture_files import TooLargePicture, UnreadablePicture, read_picture
from inpaint_lib.fills.any_size import MAX_PIXELS, SIDE, explain_too_large
from inpaint_lib.images import spell_share

HALF = 128
"""From this value on, of 0 to 255, a pixel of the mask means missing, and alpha means shown."""

COLOURFUL, COLOURED_SHARE = 64, 0.01
"""A mask is in colour where its channels differ by more than this in more than this share of it."""

DIFFERENT, ALIKE = 24, 48
"""A pixel was painted over where it differs by more than the first; it has the brush's colour where
it differs from that by at most the second. Between lies what JPEG and soft brushes change."""

MOST_GREY = 0.5
"""A mask with more than this share of pixels between black and white is taken for a picture."""

RIM = 8
"""How wide a soft rim of what was erased may be, in pixels, beside a transparent background."""

HOW_TO = ("Wanted a mask: white where something is missing, black elsewhere; or the picture itself "
          "with the hole erased, or painted over in one colour that it does not have.")


class FillError(Exception):
    """The command cannot go on; the message says why and what to do."""


def read_photo(path):
    """Read the picture that is to be filled.

    Parameters
    ----------
    path : str or pathlib.Path

    Returns
    -------
    inpaint_lib.datasets.picture_files.Picture

    Raises
    ------
    FillError
        If it cannot be read, or has more than 4 megapixels; the message says what to do.

    Examples
    --------
    >>> import tempfile
    >>> from PIL import Image
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "grey.png")
    ...     Image.new("L", (30, 20), 77).save(path)
    ...     picture = read_photo(path)
    >>> picture.pixels.shape, picture.is_grey
    ((20, 30, 3), True)
    """
    if not Path(path).exists():
        raise FillError(f"There is no file {path}.")
    try:
        return read_picture(path, MAX_PIXELS, SIDE)
    except TooLargePicture as error:
        raise FillError(f"{path} {explain_too_large(error.height, error.width)}") from error
    except UnreadablePicture as error:
        raise FillError(f"{path} cannot be used: {error}.") from error


def read_mask(path, picture=None):
    """Read from a picture file what is missing.

    Parameters
    ----------
    path : str or pathlib.Path
        White strokes on black, or on an empty layer; any two grey values; the picture itself with
        the hole erased to transparency, or painted over in one colour.
    picture : Picture, optional
        What is to be filled. Without it a copy of it is not recognised.

    Returns
    -------
    numpy.ndarray of bool, (H, W)
        True = missing: the brighter of two grey values, else those of at least 128 of 255.
    list of str
        What its owner would want to know, in whole sentences; often none.

    Raises
    ------
    FillError
        If it cannot be read, is another size than the picture, or does not say what is missing.

    Examples
    --------
    >>> import tempfile
    >>> from PIL import Image
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "mask.png")
    ...     Image.fromarray(np.uint8([[0, 127, 128, 255]])).save(path)
    ...     read_mask(path)[0].tolist()
    [[False, False, True, True]]
    """
    given = read_photo(path)
    if picture is not None:
        _check_sizes(picture, path, given)
        for find in (_find_erased, _find_painted):
            mask, note = find(given, picture)
            if note:
                return check_mask(path, mask), [note]
    return _read_brightness(path, given)


def find_transparent(alpha, missing=None):
    """Find the holes that were erased in a picture, soft rims included: bool, True = missing.

    Returns `missing`, by default all that is more than half transparent, and all pixels not quite
    opaque (`alpha`, uint8, below 255) that are connected with it; corners touch. Of what is
    transparent up to the picture's border, only what is opaque in part and at most 8 pixels from a
    given hole.

    Examples
    --------
    >>> find_transparent(np.uint8([[255, 200, 0, 90, 255, 200]])).tolist()
    [[False, True, True, True, False, False]]
    """
    clear = alpha < 255
    if missing is None:
        missing = alpha < HALF
        return missing | _find_connected(clear, missing)
    border = np.ones_like(clear)
    border[1:-1, 1:-1] = False
    background = _find_connected(clear, border & clear & ~missing)
    rim = clear & (alpha > 0) & grow_mask(missing, RIM) & (alpha.max() == 255)
    return missing | _find_connected(clear & ~background | rim, missing)


def _find_connected(pixels, seed):
    """Mark the pixels that are connected with a seed by others like them."""
    parts = cv2.connectedComponents((pixels | seed).astype(np.uint8), connectivity=8)[1]
    return np.isin(parts, np.unique(parts[seed])) & pixels


def grow_mask(mask, pixels):
    """Make holes, True = missing, `pixels` larger on all sides, to cover the rim of what is to go.

    Examples
    --------
    >>> grow_mask(np.array([[False, False, True, False, False]]), 1).tolist()
    [[False, True, True, True, False]]
    """
    distance = cv2.distanceTransform(1 - np.asarray(mask, np.uint8), cv2.DIST_L2,
                                     cv2.DIST_MASK_PRECISE)
    return distance <= pixels


def find_own_hole(photo, picture):
    """Return what was erased in the picture itself, bool (H, W), True = missing."""
    if picture.alpha is None:
        raise FillError(f"{photo} is transparent nowhere, so it does not say what is missing. "
                        f"{HOW_TO}")
    missing = find_transparent(picture.alpha)
    if not missing.any():
        raise FillError(f"{photo} says that nothing is missing: nowhere is it more than half "
                        "transparent. Erase the hole.")
    return missing


def _find_erased(given, picture):
    """Say what is missing where a mask is the picture itself with a hole erased."""
    if given.alpha is None:
        return None, ""
    shown = given.alpha == 255
    alike = _differ(given.pixels, picture.pixels)[shown] <= ALIKE
    # White strokes on an empty layer look like the picture nowhere, or all over a white one.
    if not alike.size or alike.mean() < 0.95 or (given.pixels[shown] == 255).all():
        return None, ""
    return find_transparent(given.alpha), ("It is the picture with something erased; what is "
                                           "transparent counts as missing.")


def _find_painted(given, picture):
    """Say what is missing where a mask is the picture itself, painted over in one colour."""
    apart = _differ(given.pixels, picture.pixels)
    painted = apart > DIFFERENT
    if not painted.any() or painted.mean() > 0.5 or (apart <= DIFFERENT // 2).mean() < 0.4:
        return None, ""
    brush = np.median(given.pixels[painted], axis=0)
    if (np.abs(given.pixels[painted] - brush).max(axis=1) <= ALIKE).mean() < 0.8:
        return None, ""
    note = ("It is the picture with something painted over in one colour; what differs from the "
            "picture counts as missing.")
    same = (_differ(given.pixels, brush.astype(np.uint8)) <= DIFFERENT) & ~painted
    n_same = _find_connected(same, painted).sum()
    if n_same:
        note += (f" {n_same:,} pixels in it or beside it had that colour before and stay as they "
                 "are; paint in another colour if some of them should go.")
    return painted, note


def _differ(one, other):
    """Return by how much two pictures differ: the largest of three channels, (H, W)."""
    return np.abs(one.astype(np.int16) - other).max(axis=2)


def _read_brightness(path, given):
    pixels, notes = given.pixels, list(given.notes)
    if given.alpha is not None:
        pixels = pixels * (given.alpha[:, :, np.newaxis] / 255)
        notes.append("It is transparent in places; these are laid on black.")
    is_coloured = (np.ptp(pixels, axis=2) > COLOURFUL).mean() > COLOURED_SHARE
    grey = given.deep if given.deep is not None else pixels.mean(axis=2)
    low, high = grey.min(), grey.max()
    has_two = low < high and ((grey == low) | (grey == high)).all()
    if is_coloured and not (has_two and low <= 32):
        raise FillError(f"{path} is in colour, so it does not say what is missing. {HOW_TO}")
    full = 255 if given.deep is None else 65535
    if has_two and (is_coloured or low > full / 8 or high < full * 7 / 8):
        notes.append(f"It has two values, {low:.0f} and {high:.0f}; the brighter counts as "
                     "missing.")
    if has_two:
        grey = np.where(grey == high, 255, 0)
    elif given.deep is not None:
        grey = grey / 257
    mask = check_mask(path, grey >= HALF, grey)
    between = (grey > 32) & (grey < 223)
    if between.mean() > MOST_GREY:
        raise FillError(f"{path} looks like a picture and not like a mask: "
                        f"{spell_share(between.mean())} of its pixels are neither black nor white. "
                        f"{HOW_TO}")
    if between.any():
        notes.append(f"{between.sum():,} of its pixels are neither black nor white; those brighter "
                     "than half count as missing. If a rim of what is to go stays, --grow 2 covers "
                     "two pixels more.")
    if mask.mean() > 0.5:
        notes.append(f"It says that {spell_share(mask.mean())} of the picture is missing. If it "
                     "is meant the other way round, invert it: white is missing.")
    return mask, notes


def check_mask(path, mask, grey=None):
    """Refuse a mask that leaves nothing to do or nothing to look at."""
    if not mask.any():
        told = "" if grey is None else (f": its brightest pixel is {grey.max():.0f} of 255. White "
                                        "means missing, and transparent means black")
        raise FillError(f"{path} says that nothing is missing{told}.")
    if mask.all():
        told = "" if grey is None else (f": its darkest pixel is {grey.min():.0f} of 255. Black "
                                        "means known")
        raise FillError(f"{path} says that everything is missing{told}.")
    return mask


def _check_sizes(picture, path, given):
    height, width = picture.pixels.shape[:2]
    other_height, other_width = given.pixels.shape[:2]
    if (height, width) == (other_height, other_width):
        return
    hint = " Is one of them turned?" if (height, width) == (other_width, other_height) else ""
    raise FillError("Picture and mask differ in size (width x height): the picture has "
                    f"{width} x {height} and {path} has {other_width} x {other_height} pixels."
                    f"{hint} Make the mask from the picture itself.")
