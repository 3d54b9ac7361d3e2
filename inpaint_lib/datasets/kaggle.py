"""Data sets fetched from Kaggle: what they are called there, and what to do when it fails."""

import errno
import os
from dataclasses import dataclass
from pathlib import Path

from inpaint_lib.datasets.picture_files import list_pictures


@dataclass(frozen=True)
class KaggleSet:
    """A data set on Kaggle and the part of it that the course uses.

    Attributes
    ----------
    name : str
        What `load_dataset` takes.
    handle : str
        Owner, name and version on Kaggle.
    folder, subfolders : str, tuple of str
        The folder inside the download that holds the pictures, and those of its subfolders used.
    n_pictures : int
        How many pictures they hold when complete.
    megabytes : int or None
        Size of the download, where known.
    licence : str
        As Kaggle's page states it.
    """

    name: str
    handle: str
    folder: str
    subfolders: tuple
    n_pictures: int
    megabytes: int | None
    licence: str

    @property
    def page(self):
        """Address of the data set's page on Kaggle."""
        return "https://www.kaggle.com/datasets/" + self.handle.split("/versions")[0]


# A pinned version is found again without asking Kaggle, so a second load needs no network.
KAGGLE_SETS = {kaggle_set.name: kaggle_set for kaggle_set in [
    KaggleSet("afhq-wild", "andrewmvd/animal-faces/versions/1", "afhq",
              ("train/wild", "val/wild"), 4738 + 500, 730, "CC BY-NC 4.0"),
    KaggleSet("big-cats", "gpiosenka/cats-in-the-wild-image-classification/versions/1", "train",
              (".",), 2339, None, "CC0"),
]}


def fetch_pictures(kaggle_set, folder=None, partial=False):
    """Download a Kaggle data set, or take it from a folder, and list the pictures it holds.

    Returns the folder and the paths in it, sorted. Without `folder`, kagglehub downloads the set,
    or finds what it downloaded before. Raises ImportError without kagglehub, ConnectionError where
    the download fails, and ValueError where pictures are missing and `partial` is False.
    """
    root = Path(folder) if folder is not None else _download(kaggle_set)
    base = _find_base(kaggle_set, root)
    names = [name for name in list_pictures(base)
             if any(_is_inside(name, subfolder) for subfolder in kaggle_set.subfolders)]
    if len(names) < kaggle_set.n_pictures and not partial:
        raise ValueError(
            f"The copy of {kaggle_set.name} in {root} is not complete: it holds {len(names)} of "
            f"{kaggle_set.n_pictures} pictures, as after a download that broke off. Delete that "
            "folder and load again. To work with the part that is there, give its folder: "
            f"load_dataset({str(base)!r}).")
    return base, names


def _is_inside(name, subfolder):
    return subfolder == "." or name.startswith(subfolder + "/")


def _find_base(kaggle_set, root):
    candidates = [root, *sorted(root.glob("*")), *sorted(root.glob("*/*"))]
    for base in (candidate / kaggle_set.folder for candidate in candidates):
        if all((base / subfolder).is_dir() for subfolder in kaggle_set.subfolders):
            return base
    wanted = " and ".join(f"{kaggle_set.folder}/{subfolder}".removesuffix("/.")
                          for subfolder in kaggle_set.subfolders)
    found = ", ".join(sorted(path.name for path in root.glob("*"))[:10]) or "nothing"
    raise FileNotFoundError(
        f"{root} does not look like {kaggle_set.name}: wanted the folders {wanted}, found "
        f"{found}. If the download broke off, delete that folder and load again.")


def _download(kaggle_set):
    by_hand = (f"Or download {kaggle_set.page} in a browser, unpack it, and write "
               f"load_dataset({kaggle_set.name!r}, folder=\"where/it/lies\").")
    try:
        import kagglehub
    except ImportError as error:
        raise ImportError(
            f"{kaggle_set.name} comes from Kaggle through the package kagglehub, which is not "
            f"installed. Install it: pip install \"kagglehub>=0.3.6\". {by_hand}") from error
    try:
        return Path(kagglehub.dataset_download(kaggle_set.handle))
    except Exception as error:  # noqa: BLE001 - kagglehub passes on errors of four libraries
        size = f" ({kaggle_set.megabytes} MB)" if kaggle_set.megabytes else ""
        if getattr(error, "errno", None) == errno.ENOSPC:
            raise OSError(errno.ENOSPC, f"The disk is full: {kaggle_set.name}{size} and its "
                          "unpacked pictures need about twice that space") from error
        raise ConnectionError(
            f"Could not download {kaggle_set.name}{size} from Kaggle: "
            f"{type(error).__name__}: {error}\n"
            "Check the network and load again; what has arrived is kept where Kaggle allows it. "
            f"If the same error comes back, delete {_cache_folder(kaggle_set)} first.\n"
            f"{by_hand}") from error


def _cache_folder(kaggle_set):
    cache = os.environ.get("KAGGLEHUB_CACHE", Path.home() / ".cache" / "kagglehub")
    return Path(cache, "datasets", kaggle_set.handle.split("/versions")[0])
