"""One loader for every set of images: the drawn faces, two sets from Kaggle, any folder."""

import difflib
import hashlib
import unicodedata
import warnings
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import numpy as np
from tqdm import tqdm

from inpaint_lib.datasets.face_cache import load_faces
from inpaint_lib.datasets.faces import N_CHOOSING, N_TRAIN, N_VALIDATION, draw_test_faces
from inpaint_lib.datasets.kaggle import KAGGLE_SETS, fetch_pictures
from inpaint_lib.datasets.near_duplicates import find_near_duplicates
from inpaint_lib.datasets.picture_files import UnreadablePicture, list_pictures, read_square

IMAGE_SIZE = 128
N_USED = N_TRAIN + N_VALIDATION
VALIDATION_SHARE = 0.3
MIN_PICTURES = 10
SPLIT_SEED = 123
SKIPPED_SHOWN = 20


@dataclass(frozen=True)
class LoadReport:
    """What happened while a set of images was loaded; `print` it.

    Attributes
    ----------
    place, split_rule : str
        Where the images came from, and how they were split into training and validation.
    n_found, n_not_needed : int
        Picture files in the folder, and those not read because the set was full without them.
    skipped : tuple of (str, str)
        Path and reason for each file that was left out.
    copies : tuple of (str, str)
        Path of a file left out because it shows the same pixels as another, and that other.
    near_duplicates : tuple of (str, str, float)
        Name of the training image, name of the validation image, match of their details from
        0 to 1 (see `near_duplicates`).
    """

    place: str
    split_rule: str
    n_found: int
    skipped: tuple = ()
    copies: tuple = ()
    n_not_needed: int = 0
    near_duplicates: tuple = ()

    def __str__(self):
        lines = [f"{self.n_found} pictures in {self.place}",
                 f"split: {self.split_rule}",
                 f"skipped: {len(self.skipped)}",
                 f"same pixels as another: {len(self.copies)}",
                 f"not needed: {self.n_not_needed}",
                 "validation images with a near-duplicate in training: "
                 f"{len(self.near_duplicates)}"]
        return "\n".join(lines)


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """Images in two parts, uint8 (N, 128, 128, 3): for training, and for validation.

    Attributes
    ----------
    train_names, validation_names : numpy.ndarray of str, (N,)
        The path of each image in its folder; for the faces, "face 0" to "face 4740".
    train_labels, validation_labels : numpy.ndarray of str, (N,)
        The folder that holds each image; for the faces, the species.
    n_choosing : int
        How many of the last training images are kept for choosing between models.
    """

    name: str
    train_uint8: np.ndarray
    validation_uint8: np.ndarray
    train_names: np.ndarray
    validation_names: np.ndarray
    train_labels: np.ndarray
    validation_labels: np.ndarray
    n_choosing: int
    report: LoadReport

    @property
    def fitting_uint8(self):
        """The training images without the last `n_choosing`: for fitting weights."""
        return self.train_uint8[:-self.n_choosing]

    @property
    def choosing_uint8(self):
        """The last `n_choosing` training images: for choosing between models."""
        return self.train_uint8[-self.n_choosing:]

    def __repr__(self):
        return (f"Dataset {self.name!r}: {len(self.train_uint8)} training images, the last "
                f"{self.n_choosing} of them for choosing, and {len(self.validation_uint8)} "
                "validation images")


def load_dataset(source="faces", *, folder=None, seed=None, progress=True, partial=False):
    """Load a set of images by name, or any folder of pictures, already split in two.

    Parameters
    ----------
    source : str or pathlib.Path
        "faces" (drawn by `inpaint_lib.datasets.faces`), "test-faces" (the same for training, and
        for validation 1,000 others on which nothing was ever chosen), "afhq-wild" (the paper's
        photographs) or "big-cats", these two from Kaggle; else the path of a folder of pictures. A
        folder that bears one of these names is written with its path, as in "./faces".
    folder : str or pathlib.Path, optional
        For "afhq-wild" and "big-cats": where an unpacked copy of the download lies, so that
        nothing is downloaded.
    seed : int, optional
        Of the split; 123, the paper's, if left out. The split of the faces is fixed.
    progress : bool
        Whether to show a progress bar while a folder is read.
    partial : bool
        For "afhq-wild" and "big-cats": take a copy from which pictures are missing as well.

    Returns
    -------
    Dataset
        Images of 128 x 128 pixels, uint8. `print(dataset.report)` says what was left out.

    Raises
    ------
    ValueError
        If fewer than 10 pictures can be read, or an option does not go with the source.
    ImportError, ConnectionError, OSError
        If a download fails; the message says what to do.

    Warns
    -----
    UserWarning
        Once, naming the files that were skipped and why.

    Notes
    -----
    Pictures are ordered by the SHA-256 of the seed and their path (spaces written as hyphens,
    capitals as small letters). When 4,741 different ones can be read, the first 3,341 are
    for training, the next 1,400 for validation, as many as in the paper (section 4), and the
    last 400 training images for choosing models. A smaller set gives 30% to validation and
    400/3341 of its training part to choosing. A picture with the same pixels as an earlier
    one is left out, so that none is on both sides; near-duplicates are kept and reported, and
    `drop_near_duplicates` takes them out.

    Examples
    --------
    >>> import tempfile
    >>> from PIL import Image
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for shade in range(20):
    ...         Image.new("RGB", (200, 150), (shade, 99, 0)).save(f"{folder}/{shade}.png")
    ...     dataset = load_dataset(folder, progress=False)
    >>> dataset.train_uint8.shape, dataset.validation_uint8.shape, dataset.n_choosing
    ((14, 128, 128, 3), (6, 128, 128, 3), 2)
    """
    if source in ("faces", "test-faces"):
        if folder is not None or seed is not None:
            raise ValueError("The faces are drawn and their split is fixed: folder and seed "
                             "are for pictures on disk.")
        return _load_faces() if source == "faces" else _load_test_faces()
    seed = SPLIT_SEED if seed is None else seed
    if folder is not None:
        folder = _check_folder(folder)
    if source in KAGGLE_SETS:
        base, names = fetch_pictures(KAGGLE_SETS[source], folder, partial)
        return _load_pictures(source, base, names, seed, progress)
    if folder is not None:
        raise ValueError(f"folder goes with {' and '.join(KAGGLE_SETS)} only; for your own "
                         f"pictures write load_dataset({str(folder)!r}).")
    base = _check_folder(source)
    return _load_pictures(base.resolve().name, base, list_pictures(base), seed, progress)


def drop_near_duplicates(dataset):
    """Return the data set without the validation images that have a near-duplicate in training.

    Parameters
    ----------
    dataset : Dataset

    Returns
    -------
    Dataset
        The training part is the same array; its report lists no near-duplicates any more.

    Examples
    --------
    >>> import tempfile
    >>> import numpy as np
    >>> from PIL import Image
    >>> noise = np.random.default_rng(0).integers(0, 256, (128, 128, 3), dtype=np.uint8)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for step in range(20):
    ...         Image.fromarray(noise // (step + 1)).save(f"{folder}/{step}.png")
    ...     dataset = load_dataset(folder, progress=False)
    >>> len(dataset.validation_uint8), len(drop_near_duplicates(dataset).validation_uint8)
    (6, 0)
    """
    twins = [name for _, name, _ in dataset.report.near_duplicates]
    kept = ~np.isin(dataset.validation_names, twins)
    return replace(dataset, validation_uint8=dataset.validation_uint8[kept],
                   validation_names=dataset.validation_names[kept],
                   validation_labels=dataset.validation_labels[kept],
                   report=replace(dataset.report, near_duplicates=()))


def _load_faces():
    faces = load_faces()
    names = np.array([f"face {index}" for index in range(N_USED)])
    return _report_dataset(
        "faces", (faces.train_uint8, faces.validation_uint8), names,
        np.concatenate([faces.train_truth.species, faces.validation_truth.species]), N_CHOOSING,
        LoadReport(place="inpaint_lib.datasets.faces", split_rule=_choose_split(N_USED)[2],
                   n_found=N_USED))


def _load_test_faces():
    faces, (images, truth) = _load_faces(), draw_test_faces()
    names = np.array([f"face {index}" for index in truth.index])
    return replace(faces, name="test-faces", validation_uint8=images, validation_names=names,
                   validation_labels=truth.species, report=replace(
                       faces.report, n_found=N_TRAIN + len(names), near_duplicates=()))


def _report_dataset(name, parts, names, labels, n_choosing, report):
    """Put both parts together, and look for near-duplicates between them."""
    train, validation = parts
    n_train = len(train)
    pairs = find_near_duplicates(train, validation)
    report = replace(report, near_duplicates=tuple(
        (str(names[row]), str(names[n_train + other]), match) for row, other, match in pairs))
    return Dataset(name, train, validation, names[:n_train], names[n_train:], labels[:n_train],
                   labels[n_train:], n_choosing, report)


def _check_folder(folder):
    if not str(folder).strip():
        # Path("") is the working directory, with all that lies below it.
        raise ValueError("The name of the folder of pictures is empty.")
    folder = Path(folder).expanduser()
    if folder.is_dir():
        return folder
    if folder.exists():
        raise NotADirectoryError(f"{folder} is a file; wanted a folder of pictures. "
                                 "If it is an archive, unpack it first.")
    names = ["faces", "test-faces", *KAGGLE_SETS]
    close = difflib.get_close_matches(str(folder), names, n=1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    raise FileNotFoundError(f"There is no folder {str(folder)!r} in {Path.cwd()}.{hint} Wanted "
                            f"one of {', '.join(names)}, or the path of a folder of pictures.")


def _order_names(names, seed):
    """Shuffle by hash: one more file in the folder leaves the order of the others as it was."""
    def key(name):
        # A copy of a set often differs in these, and on macOS in how accents are coded.
        plain = unicodedata.normalize("NFC", name).casefold().replace(" ", "-")
        return hashlib.sha256(f"{seed}:{plain}".encode("utf-8", "surrogateescape")).digest()
    return sorted(names, key=key)


def _load_pictures(dataset_name, folder, names, seed, progress):
    if not names:
        raise FileNotFoundError(
            f"There is no picture in {folder} or its subfolders: wanted files that end in "
            ".jpg, .png, .webp or the like. (Links to folders are not followed.)")
    bar = tqdm(_order_names(names, seed), desc=f"Reading {dataset_name}", unit=" pictures",
               disable=not progress)
    images, used, skipped, copies = _read_pictures(folder, bar, min(len(names), N_USED))
    if len(used) < MIN_PICTURES:
        raise ValueError(f"{folder} gives {len(used)} different pictures that can be read; "
                         f"wanted at least {MIN_PICTURES}. {_list_skipped(skipped)}")
    if skipped:
        warnings.warn(f"In {folder}: {_list_skipped(skipped)}", stacklevel=3)
    n_train, n_choosing, split_rule = _choose_split(len(used))
    report = LoadReport(
        place=str(folder), split_rule=split_rule, n_found=len(names), skipped=tuple(skipped),
        copies=tuple(copies), n_not_needed=len(names) - len(used) - len(skipped) - len(copies))
    labels = np.array([PurePosixPath(name).parent.name for name in used])
    return _report_dataset(dataset_name, (images[:n_train], images[n_train:]), np.array(used),
                           labels, n_choosing, report)


def _read_pictures(folder, names, n_wanted):
    """Read pictures until `n_wanted` different ones are there, straight into one array."""
    images = np.empty((n_wanted, IMAGE_SIZE, IMAGE_SIZE, 3), np.uint8)
    name_of_pixels, skipped, copies = {}, [], []
    for name in names:
        try:
            square = read_square(folder / name, IMAGE_SIZE)
        except UnreadablePicture as reason:
            skipped.append((name, str(reason)))
            continue
        first = name_of_pixels.setdefault(hashlib.sha256(square).digest(), name)
        if first != name:
            copies.append((name, first))
            continue
        images[len(name_of_pixels) - 1] = square
        if len(name_of_pixels) == n_wanted:
            break
    used = list(name_of_pixels.values())
    return images[:len(used)], used, skipped, copies


def _choose_split(n_used):
    if n_used == N_USED:
        n_train, n_choosing, rule = N_TRAIN, N_CHOOSING, "the paper's counts"
    else:
        n_train = n_used - round(VALIDATION_SHARE * n_used)
        n_choosing = max(1, round(n_train * N_CHOOSING / N_TRAIN))
        rule = f"{VALIDATION_SHARE:.0%} for validation, as there are fewer than {N_USED}"
    return n_train, n_choosing, (f"{n_train} for training (the last {n_choosing} for choosing), "
                                 f"{n_used - n_train} for validation: {rule}")


def _list_skipped(skipped):
    if not skipped:
        return "No file was skipped."
    lines = [f"  {name}: {reason}" for name, reason in sorted(skipped)[:SKIPPED_SHOWN]]
    if len(skipped) > SKIPPED_SHOWN:
        lines.append(f"  and {len(skipped) - SKIPPED_SHOWN} more; dataset.report.skipped "
                     "lists them all.")
    text = f"{len(skipped)} file(s) skipped:\n" + "\n".join(lines)
    # A file name that is not Unicode must not stop the warning from being printed.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
