"""Fill the holes of your own picture: ``inpaint photo.jpg mask.png filled.png``.

The mask is a picture of the same size, white where something is missing; or the picture itself with
the hole erased, or painted over in one colour. Taught in chapter 6, `Holes anywhere`; the page
`Your own photographs` tells how to make a mask.
"""

import argparse
import functools
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from tqdm import tqdm

from inpaint_lib.datasets.picture_files import TooLargePicture, UnreadablePicture, read_picture
from inpaint_lib.files import check_folder, explain_error, replace_file
from inpaint_lib.fills.any_size import MAX_PIXELS, fill_picture, load_fill_batch
from inpaint_lib.images import as_float, as_uint8

HALF = 128
"""From this value on, of 0 to 255, a pixel of the mask means missing, and alpha means shown."""

COLOURFUL, COLOURED_SHARE = 64, 0.01
"""A mask is in colour where its channels differ by more than this in more than this share of it."""

DIFFERENT, ALIKE = 24, 48
"""A pixel was painted over where it differs by more than the first; it has the brush's colour where
it differs from that by at most the second. Between lies what JPEG and soft brushes change."""

MOST_GREY = 0.5
"""A mask with more than this share of pixels between black and white is taken for a picture."""

DARK = 65536 // 8
"""A picture of 16 bits that is nowhere brighter comes out nearly black."""

RIM = 8
"""How wide a soft rim of what was erased may be, in pixels, beside a transparent background."""

LOSSLESS = (".png", ".tif", ".tiff", ".bmp")
LOSSY = (".jpg", ".jpeg")
WITH_ALPHA = (".png", ".tif", ".tiff")
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
        return read_picture(path, MAX_PIXELS)
    except TooLargePicture as error:
        width, height = error.width, error.height
        shrunk = (MAX_PIXELS / (height * width)) ** 0.5
        raise FillError(f"{path} has {width} x {height} = {height * width / 1e6:.1f} million "
                        f"pixels, and at most {MAX_PIXELS / 1e6:.1f} million are filled. Shrink it "
                        f"and its mask to {int(width * shrunk)} x {int(height * shrunk)}, or cut "
                        "out the part around the hole.") from error
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
                return _check_mask(path, mask), [note]
    return _read_brightness(path, given)


def find_transparent(alpha, missing=None):
    """Find the holes that were erased in a picture, soft rims included.

    Parameters
    ----------
    alpha : numpy.ndarray of uint8, (H, W)
        255 where the picture is opaque, 0 where nothing of it shows.
    missing : numpy.ndarray of bool, (H, W), optional
        What is known to be missing; by default, all that is more than half transparent.

    Returns
    -------
    numpy.ndarray of bool, (H, W)
        `missing`, and all pixels not quite opaque that are connected with it; corners touch. Of
        what is transparent up to the picture's border, only what is opaque in part and at most 8
        pixels from a given hole.

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
    """Make holes larger on all sides, to cover the rim of what is to go.

    Parameters
    ----------
    mask : array_like of bool, (H, W)
        True = missing.
    pixels : int
        How far, 0 or more.

    Returns
    -------
    numpy.ndarray of bool, (H, W)

    Examples
    --------
    >>> grow_mask(np.array([[False, False, True, False, False]]), 1).tolist()
    [[False, True, True, True, False]]
    """
    distance = cv2.distanceTransform(1 - np.asarray(mask, np.uint8), cv2.DIST_L2,
                                     cv2.DIST_MASK_PRECISE)
    return distance <= pixels


def fill_file(photo, mask, out, fill_batch=None, report=None, grow=0):
    """Fill the holes of a picture file.

    Parameters
    ----------
    photo, out : str or pathlib.Path
        The picture, and the file to write: PNG, TIFF or BMP, which keep every known pixel bit for
        bit, or JPEG, which does not.
    mask : str, pathlib.Path or None
        What is missing, as `read_mask` takes it; None where it was erased in the picture itself.
    fill_batch, report : function, optional
        As in `inpaint_lib.fills.any_size.fill_picture`.
    grow : int
        By how many pixels the mask is grown.

    Returns
    -------
    numpy.ndarray of bool, (H, W)
        The mask that was used; True = missing.
    list of str
        What was done to photo and mask on the way, in whole sentences.

    Raises
    ------
    FillError, OSError
        If something is wrong with one of the files; the message says what to do. Nothing has been
        written then.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     photo, mask, out = (Path(folder, f"{name}.png") for name in ("photo", "mask", "out"))
    ...     Image.new("RGB", (30, 20), "teal").save(photo)
    ...     Image.fromarray(np.eye(20, 30, dtype=bool)).save(mask)
    ...     used, notes = fill_file(photo, mask, out, lambda images, masks: images)
    ...     int(used.sum()), notes, Image.open(out).size
    (20, [], (30, 20))
    """
    photo, mask, out = Path(photo), Path(mask if mask else photo), Path(out)
    _check_paths(photo, mask, out)
    picture = read_photo(photo)
    notes = [f"{photo}: {note}" for note in picture.notes + _describe_depth(picture)]
    if picture.alpha is not None and not picture.alpha.any():
        raise FillError(f"{photo} shows nothing: it is transparent all over.")
    if photo.exists() and mask.exists() and photo.samefile(mask):
        missing = _find_own_hole(photo, picture)
    else:
        missing, mask_notes = read_mask(mask, picture)
        notes += [f"{mask}: {note}" for note in mask_notes]
        if picture.alpha is not None:
            n_told, missing = missing.sum(), find_transparent(picture.alpha, missing)
            if missing.sum() > n_told:
                notes.append(f"{photo}: {missing.sum() - n_told:,} transparent pixels touch the "
                             "hole and are filled too.")
    missing = _check_mask(mask, grow_mask(missing, grow) if grow else missing)
    if picture.alpha is not None and (missing | (picture.alpha == 0)).all():
        raise FillError(f"{mask} leaves nothing to look at: all the rest of {photo} is "
                        "transparent.")
    check_folder(out.parent, 2 * picture.pixels.size)
    filled = _fill_pixels(picture, missing, fill_batch, report)
    notes += [f"{out}: {note}" for note in _write(out, filled, picture, missing)]
    return missing, notes


def _describe_depth(picture):
    """Return what is lost of a picture of 16 bits, in whole sentences."""
    if picture.bits != 16:
        return []
    notes = ["Of its 16 bits a pixel and colour, 8 are kept."]
    if picture.deep is not None and picture.deep.max() < DARK:
        notes.append(f"Its brightest pixel is {picture.deep.max()} of 65535, so it is nearly "
                     "black. From a camera of 10 or 12 bits? Make it brighter first.")
    return notes


def _find_own_hole(photo, picture):
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
    mask = _check_mask(path, grey >= HALF, grey)
    between = (grey > 32) & (grey < 223)
    if between.mean() > MOST_GREY:
        raise FillError(f"{path} looks like a picture and not like a mask: {between.mean():.0%} of "
                        f"its pixels are neither black nor white. {HOW_TO}")
    if between.any():
        notes.append(f"{between.sum():,} of its pixels are neither black nor white; those brighter "
                     "than half count as missing. If a rim of what is to go stays, --grow 2 covers "
                     "two pixels more.")
    if mask.mean() > 0.5:
        notes.append(f"It says that {mask.mean():.0%} of the picture is missing. If it is meant "
                     "the other way round, invert it: white is missing.")
    return mask, notes


def _check_mask(path, mask, grey=None):
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


def _check_paths(photo, mask, out):
    if out.suffix.lower() not in LOSSLESS + LOSSY:
        raise FillError(f"{out} should end in .png, so that every known pixel is kept; "
                        f"{', '.join(LOSSLESS[1:] + LOSSY)} are written too.")
    if out.is_dir():
        raise FillError(f"{out} is a folder; wanted the name of a picture file to write.")
    if not out.parent.is_dir():
        raise FillError(f"There is no folder {out.parent} to write {out.name} to. Make it first.")
    for path, name in ((photo, "picture"), (mask, "mask")):
        if out.exists() and path.exists() and out.samefile(path):
            raise FillError(f"{out} is the {name} itself and would be overwritten. Give the "
                            "result another name.")


def _check_sizes(picture, path, given):
    height, width = picture.pixels.shape[:2]
    other_height, other_width = given.pixels.shape[:2]
    if (height, width) == (other_height, other_width):
        return
    hint = " Is one of them turned?" if (height, width) == (other_width, other_height) else ""
    raise FillError("Picture and mask differ in size (width x height): the picture has "
                    f"{width} x {height} and {path} has {other_width} x {other_height} pixels."
                    f"{hint} Make the mask from the picture itself.")


def _fill_pixels(picture, missing, fill_batch, report):
    pixels = picture.pixels
    is_grey = (pixels == pixels[:, :, :1]).all()
    # What does not show is no part of the picture, so that no colour under it bleeds into the fill.
    unseen = missing if picture.alpha is None else missing | (picture.alpha == 0)
    filled = as_uint8(fill_picture(as_float(pixels[:, :, :1] if is_grey else pixels), unseen,
                                   fill_batch, report))
    return np.where(missing[:, :, np.newaxis], filled, pixels)


def _write(out, pixels, picture, missing):
    """Write the result in the form of the picture; return what is lost, in whole sentences."""
    suffix, notes = out.suffix.lower(), []
    result = Image.fromarray(pixels)
    if picture.alpha is not None and (picture.alpha[~missing] < 255).any():
        result.putalpha(Image.fromarray(np.where(missing, np.uint8(255), picture.alpha)))
        if suffix not in WITH_ALPHA:
            ground = Image.new("RGBA", result.size, "white")
            result = Image.alpha_composite(ground, result).convert("RGB")
            notes.append(f"This kind of file knows no transparency, so what is transparent is laid "
                         f"on white. {out.with_suffix('.png')} would keep it.")
    if picture.is_grey:
        result = result.convert("LA" if result.mode == "RGBA" else "L")
    if suffix in LOSSY:
        notes.append("JPEG changes all pixels a little, the known ones too. "
                     f"{out.with_suffix('.png')} would keep them as they are.")
    options = {"quality": 95, "subsampling": 0} if suffix in LOSSY else {}
    with replace_file(out) as part:
        result.save(part, **options, **picture.kept)
    return notes


def main(arguments=None):
    """Run the command; return its exit code.

    Parameters
    ----------
    arguments : list of str, optional
        Those of the command line if left out.

    Returns
    -------
    int
        0 when the picture is written, 1 after an error, 130 when it was stopped.
    """
    options = _read_options(arguments)
    try:
        with _draw_progress() as progress:
            missing, notes = fill_file(options.photo, options.mask, options.out,
                                       _load_later(options.threads), progress.report, options.grow)
    except KeyboardInterrupt:
        print(f"Stopped; {options.out} was not written.", file=sys.stderr)
        return 130
    except (FillError, OSError, ValueError, ImportError) as error:
        print(f"Error: {explain_error(error)}", file=sys.stderr)
        return 1
    except MemoryError:
        print("Error: There is not enough memory. Close other programs, or fill a smaller copy.",
              file=sys.stderr)
        return 1
    for note in notes:
        print(f"Note: {note}", file=sys.stderr)
    _print(f"{options.out}: {missing.sum():,} missing pixels ({missing.mean():.1%}) filled in "
           f"{progress.n_windows} windows and {progress.seconds:.1f} seconds, with the loading of "
           "the network.")
    return 0


def _print(words):
    """Print words; letters of a file's name that the terminal does not have are spelled out."""
    coding = sys.stdout.encoding or "utf-8"
    print(words.encode(coding, "backslashreplace").decode(coding))


def _read_options(arguments):
    parser = argparse.ArgumentParser(
        prog="inpaint", description="Fill the holes of a picture with the course's network.")
    parser.add_argument("photo", help="the picture, of at most 4 megapixels")
    parser.add_argument("mask", nargs="?", help="a picture of the same size, white where something "
                        "is missing, black elsewhere; left out where the hole was erased in the "
                        "picture itself")
    parser.add_argument("out", help="the file to write; .png keeps every known pixel")
    parser.add_argument("--grow", type=_read_count(1000), default=0, metavar="N",
                        help="make the hole larger by N pixels on all sides (default: 0)")
    parser.add_argument("--threads", type=_read_count(256), default=0, metavar="N",
                        help="processor cores to use (default: all)")
    # Not parse_args, which takes an option between the names for the end of the names.
    return parser.parse_intermixed_args(arguments)


def _read_count(most):
    def read(text):
        if not text.isdecimal() or int(text) > most:
            raise argparse.ArgumentTypeError(f"wanted a whole number from 0 to {most}, got {text}")
        return int(text)
    return read


def _load_later(n_threads):
    """Return the network's function; the network is loaded when the files have proved right."""
    @functools.cache
    def load():
        return load_fill_batch(n_threads=n_threads)
    return lambda images, masks: load()(images, masks)


class _Progress:
    """A line that says how many windows are done; and afterwards, how many and how long."""

    n_windows, seconds, bar = 0, 0.0, None

    def report(self, done, total):
        if self.bar is None:
            self.started = time.perf_counter()
            # Not drawn into files and pipes.
            self.bar = tqdm(total=total, unit=" windows", disable=None)
        self.bar.update(done - self.n_windows)
        self.n_windows, self.seconds = done, time.perf_counter() - self.started


@contextmanager
def _draw_progress():
    progress = _Progress()
    try:
        yield progress
    finally:
        if progress.bar is not None:
            progress.bar.close()
