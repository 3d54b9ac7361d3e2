"""Fill the holes of your own picture: ``inpaint photo.jpg mask.png filled.png``.

The mask is a picture of the same size, white where something is missing; or the picture itself with
the hole erased, or painted over in one colour. The page `Your own photographs` tells how to make
a mask.
"""

import argparse
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image
from tqdm import tqdm

from inpaint_lib.commands.fill_masks import (FillError, check_mask, find_own_hole, find_transparent,
                                             grow_mask, read_mask, read_photo)
from inpaint_lib.files import check_folder, explain_error, lacks_memory, replace_file
from inpaint_lib.fills.any_size import fill_picture
from inpaint_lib.fills.engines import load_fill_batch
from inpaint_lib.images import as_float, as_uint8, spell_share
from inpaint_lib.options import MOST_CORES, read_number

DARK = 65536 // 8
"""A picture of 16 bits that is nowhere brighter comes out nearly black."""

LOSSLESS = (".png", ".tif", ".tiff", ".bmp")
LOSSY = (".jpg", ".jpeg")
WITH_ALPHA = (".png", ".tif", ".tiff")


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
        missing = find_own_hole(photo, picture)
    else:
        missing, mask_notes = read_mask(mask, picture)
        notes += [f"{mask}: {note}" for note in mask_notes]
        if picture.alpha is not None:
            n_told, missing = missing.sum(), find_transparent(picture.alpha, missing)
            if missing.sum() > n_told:
                notes.append(f"{photo}: {missing.sum() - n_told:,} transparent pixels touch the "
                             "hole and are filled too.")
    missing = check_mask(mask, grow_mask(missing, grow) if grow else missing)
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
        if not _save_with(picture.kept, result, part, options):
            result.save(part, **options)
            notes.append("EXIF tags, colour profile and resolution of the picture could not be "
                         "written to it and are left out.")
    return notes


def _save_with(kept, result, part, options):
    """Save with what else the file says; tell whether the result can be read and is right."""
    try:
        result.save(part, **options, **kept)
        with Image.open(part) as written:
            return bool(options) or np.array_equal(written, result)
    except Exception as error:  # noqa: BLE001 - odd tags make an encoder raise anything at all
        if lacks_memory(error) or isinstance(error, OSError) and error.errno:
            raise
        return False


def main(arguments=None):
    """Run the command; return its exit code, 0 when the picture is written."""
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
    except Exception as error:  # noqa: BLE001 - OpenCV has an error of its own for it
        if not lacks_memory(error):
            raise
        print("Error: There is not enough memory. Close other programs, or fill a smaller copy.",
              file=sys.stderr)
        return 1
    for note in notes:
        print(f"Note: {note}", file=sys.stderr)
    _print(f"{options.out}: {missing.sum():,} missing pixels ({spell_share(missing.mean(), 1)}) "
           f"filled in {progress.n_windows} windows and {progress.seconds:.1f} seconds, with the "
           "loading of the network.")
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
    parser.add_argument("--grow", type=read_number(0, 1000), default=0, metavar="N",
                        help="make the hole larger by N pixels on all sides (default: 0)")
    parser.add_argument("--threads", type=read_number(0, MOST_CORES), default=0, metavar="N",
                        help="processor cores to use (default: all)")
    # Not parse_args, which takes an option between the names for the end of the names.
    return parser.parse_intermixed_args(arguments)


def _load_later(n_threads):
    """Return the network's function; the network is loaded when the files have proved right."""
    return lambda images, masks: load_fill_batch(n_threads=n_threads)(images, masks)


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
