"""Fill the holes of your own picture: ``python -m inpaint_lib.fill photo.jpg mask.png out.png``.

The mask is a picture of the same size, white where something is missing and black elsewhere. Taught
in chapter 6, `Holes anywhere`; the page `Your own photographs` tells how to make a mask.
"""

import argparse
import functools
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image
from tqdm import tqdm

from inpaint_lib.atomic_files import check_folder, replace_file
from inpaint_lib.images import as_float, as_uint8
from inpaint_lib.picture_files import UnreadablePicture, read_picture
from inpaint_lib.train import set_up_tensorflow
from inpaint_lib.windows import MAX_PIXELS, fill_picture, load_fill_batch

WHITE = 128
"""From this grey value on, of 0 to 255, a pixel of the mask means missing."""

COLOURFUL, COLOURED_SHARE = 64, 0.01
"""A mask is refused where its channels differ by more than this in more than this share of it."""

LOSSLESS = (".png", ".tif", ".tiff", ".bmp")
LOSSY = (".jpg", ".jpeg")


class FillError(Exception):
    """The command cannot go on; the message says why and what to do."""


def read_photo(path):
    """Read the picture that is to be filled.

    Parameters
    ----------
    path : str or pathlib.Path

    Returns
    -------
    numpy.ndarray of uint8, (H, W, C)
        Upright; C is 1 where the picture is grey all over, else 3: red, green, blue.
    list of str
        What was done to it, in whole sentences; often none.

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
    ...     read_photo(path)[0].shape
    (20, 30, 1)
    """
    pixels, notes = _read(path, "white")
    height, width = pixels.shape[:2]
    if height * width > MAX_PIXELS:
        shrunk = (MAX_PIXELS / (height * width)) ** 0.5
        raise FillError(f"{path} has {width} x {height} = {height * width / 1e6:.1f} million "
                        f"pixels, and at most {MAX_PIXELS / 1e6:.1f} million are filled. Shrink it "
                        f"and its mask to {int(width * shrunk)} x {int(height * shrunk)}, or cut "
                        "out the part around the hole.")
    is_grey = (pixels == pixels[:, :, :1]).all()
    return (pixels[:, :, :1] if is_grey else pixels), notes


def read_mask(path):
    """Read a mask from a picture file: white is missing, black is known.

    Parameters
    ----------
    path : str or pathlib.Path
        What is transparent counts as black, so white strokes on an empty layer will do.

    Returns
    -------
    numpy.ndarray of bool, (H, W)
        True = missing: grey values of at least 128 of 255.
    list of str
        What its owner would want to know, in whole sentences; often none.

    Raises
    ------
    FillError
        If it cannot be read, is in colour, or has no white or no black.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "mask.png")
    ...     Image.fromarray(np.uint8([[0, 127, 128, 255]])).save(path)
    ...     read_mask(path)[0].tolist()
    [[False, False, True, True]]
    """
    pixels, notes = _read(path, "black")
    spread = np.ptp(pixels, axis=2)
    if (spread > COLOURFUL).mean() > COLOURED_SHARE:
        raise FillError(f"{path} is in colour, so it does not say what is missing. Wanted a mask: "
                        "white where something is missing, black elsewhere.")
    grey = pixels.mean(axis=2)
    mask = grey >= WHITE
    if not mask.any():
        raise FillError(f"{path} says that nothing is missing: its brightest pixel is "
                        f"{grey.max():.0f} of 255. White means missing, and transparent means "
                        "black.")
    if mask.all():
        raise FillError(f"{path} says that everything is missing: its darkest pixel is "
                        f"{grey.min():.0f} of 255. Black means known.")
    n_between = int(((grey > 32) & (grey < 223)).sum())
    if n_between:
        notes.append(f"{n_between:,} of its pixels are neither black nor white; those brighter "
                     "than half count as missing.")
    if mask.mean() > 0.5:
        notes.append(f"It says that {mask.mean():.0%} of the picture is missing. If it is meant "
                     "the other way round, invert it: white is missing.")
    return mask, notes


def fill_file(photo, mask, out, fill_batch=None, report=None):
    """Fill the holes of a picture file.

    Parameters
    ----------
    photo, mask, out : str or pathlib.Path
        The picture, the mask (white is missing), and the file to write: PNG, TIFF or BMP, which
        keep every known pixel bit for bit, or JPEG, which does not.
    fill_batch, report : function, optional
        As in `inpaint_lib.windows.fill_picture`.

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
    photo, mask, out = Path(photo), Path(mask), Path(out)
    _check_paths(photo, mask, out)
    picture, notes = read_photo(photo)
    missing, mask_notes = read_mask(mask)
    _check_sizes(photo, picture, mask, missing)
    check_folder(out.parent, 2 * picture.size)
    filled = as_uint8(fill_picture(as_float(picture), missing, fill_batch, report))
    _write(out, filled, _read_profile(photo))
    notes = [f"{photo}: {note}" for note in notes] + [f"{mask}: {note}" for note in mask_notes]
    if out.suffix.lower() in LOSSY:
        notes.append(f"{out}: JPEG changes all pixels a little, the known ones too. "
                     f"{out.with_suffix('.png')} would keep them as they are.")
    return missing, notes


def _read(path, ground):
    if not Path(path).exists():
        raise FillError(f"There is no file {path}.")
    try:
        return read_picture(path, ground)
    except UnreadablePicture as error:
        raise FillError(f"{path} cannot be used: {error}.") from error


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


def _check_sizes(photo, picture, mask, missing):
    if picture.shape[:2] == missing.shape:
        return
    sizes = [f"{path} has {shape[1]} x {shape[0]}" for path, shape in
             ((photo, picture.shape), (mask, missing.shape))]
    hint = (" Is one of them turned?" if picture.shape[:2] == missing.shape[::-1] else "")
    raise FillError(f"Picture and mask differ in size (width x height): {' and '.join(sizes)} "
                    f"pixels.{hint} Make the mask from the picture itself.")


def _read_profile(photo):
    """Return the description of a picture's colours, which goes into the copy too."""
    with Image.open(photo) as picture:
        # That of another mode would not fit the red, green and blue that are written.
        return picture.info.get("icc_profile") if picture.mode in ("L", "RGB", "RGBA") else None


def _write(out, pixels, profile):
    grey = pixels.shape[2] == 1
    picture = Image.fromarray(pixels[:, :, 0] if grey else pixels)
    options = {"quality": 95, "subsampling": 0} if out.suffix.lower() in LOSSY else {}
    if profile:
        options["icc_profile"] = profile
    with replace_file(out) as part:
        picture.save(part, **options)


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
                                       _load_later(options.threads), progress.report)
    except KeyboardInterrupt:
        print(f"Stopped; {options.out} was not written.", file=sys.stderr)
        return 130
    except (FillError, OSError, ValueError, ImportError) as error:
        print(f"Error: {_word_error(error)}", file=sys.stderr)
        return 1
    except MemoryError:
        print("Error: There is not enough memory. Close other programs, or fill a smaller copy.",
              file=sys.stderr)
        return 1
    for note in notes:
        print(f"Note: {note}", file=sys.stderr)
    print(f"{options.out}: {missing.sum():,} missing pixels ({missing.mean():.1%}) filled in "
          f"{progress.n_windows} windows and {progress.seconds:.1f} seconds, with the loading of "
          "the network.")
    return 0


def _read_options(arguments):
    parser = argparse.ArgumentParser(
        prog="python -m inpaint_lib.fill",
        description="Fill the holes of a picture with the course's network.")
    parser.add_argument("photo", help="the picture, of at most 4 megapixels")
    parser.add_argument("mask", help="a picture of the same size: white where something is "
                        "missing, black elsewhere")
    parser.add_argument("out", help="the file to write; .png keeps every known pixel")
    parser.add_argument("--threads", type=int, default=0, metavar="N",
                        help="processor cores to use (default: all)")
    return parser.parse_args(arguments)


def _word_error(error):
    """Return the message; the library's own say all without the system's number."""
    numbered = isinstance(error, OSError) and error.strerror and not error.filename
    return error.strerror if numbered else error


def _load_later(n_threads):
    """Return the network's function; TensorFlow is started when the files have proved right."""
    @functools.cache
    def load():
        set_up_tensorflow(n_threads)
        return load_fill_batch()
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


if __name__ == "__main__":
    sys.exit(main())
