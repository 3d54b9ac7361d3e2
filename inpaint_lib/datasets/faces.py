"""The embedded data set: wild-animal faces drawn by this library, with their ground truth.

4,741 faces at 128x128, as many as in the paper: 3,341 for training, of which the last 400 are for
choosing models, and 1,400 for validation. Each face follows from its index alone. They are drawn
once and kept on disk. Draw the cache now with ``python -m inpaint_lib.faces``.

Taught in chapter 0, `Images with holes`; the page `The faces` tells how they are drawn.
"""

import argparse
import errno
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from platformdirs import user_cache_dir
from tqdm import tqdm

from inpaint_lib.drawing import mane, pose
from inpaint_lib.drawing.individual import draw_individual
from inpaint_lib.drawing.portrait import finish_picture, paint_portrait
from inpaint_lib.drawing.species import FORMS, SPECIES

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

FACES_VERSION = "2"
N_TRAIN = 3341
N_VALIDATION = 1400
N_CHOOSING = 400
N_FACES = N_TRAIN + N_VALIDATION
FACE_SIZE = 128

LANDMARKS = ("eye_left", "eye_right", "nose", "mouth", "chin", "ear_left", "ear_right")
"""Names of the landmarks, in the order of `FaceSet`'s arrays. Left and right are the viewer's."""
CACHE_VARIABLE = "INPAINT_LIB_CACHE"
DIGEST_BYTES = 32
AGES, SEXES = ("young", "adult", "old"), ("male", "female")
MOODS = ("calm", "alert", "sleepy", "stern")

RECORD = np.dtype([
    ("index", "<i4"), ("image", "u1", (FACE_SIZE, FACE_SIZE, 3)),
    ("landmarks", "<f4", (len(LANDMARKS), 2)), ("eye_radius", "<f4"), ("yaw", "<f4"),
    ("species", "u1"), ("age", "u1"), ("sex", "u1"), ("mood", "u1"), ("mane", "?"),
])


@dataclass(frozen=True, eq=False)
class Face:
    """One drawn face and the truth about it.

    Attributes
    ----------
    index : int
    image : numpy.ndarray of uint8, (size, size, 3)
    species, marking, age, sex, mood : str
        Marking is "mask", "plain", "stripes", "rosettes" or "spots".
    mane : bool
        True for a male lion; a young one's is short.
    yaw : float
        Turn of the head in degrees; positive towards the viewer's right.
    landmarks : dict of str to (float, float)
        Name to (x, y) in pixels of this image; (0, 0) is the centre of the top left pixel. Left
        and right are the viewer's.
    eye_radius : float
        Half the width of an eye, in pixels.
    """

    index: int
    image: np.ndarray
    species: str
    marking: str
    age: str
    sex: str
    mood: str
    mane: bool
    yaw: float
    landmarks: dict
    eye_radius: float


@dataclass(frozen=True, eq=False)
class FaceTruth:
    """The truth about a batch of faces, an array each; see `Face` for what they mean."""

    index: np.ndarray
    species: np.ndarray
    marking: np.ndarray
    age: np.ndarray
    sex: np.ndarray
    mood: np.ndarray
    mane: np.ndarray
    yaw: np.ndarray
    landmarks: np.ndarray
    eye_radius: np.ndarray


@dataclass(frozen=True, eq=False)
class FaceSet:
    """The whole data set.

    Attributes
    ----------
    train_uint8 : numpy.ndarray of uint8, (3341, 128, 128, 3)
        Read-only. The last 400, `choosing_uint8`, are for choosing between models.
    validation_uint8 : numpy.ndarray of uint8, (1400, 128, 128, 3)
        Read-only. Only ever scored.
    train_truth, validation_truth : FaceTruth
    """

    train_uint8: np.ndarray
    validation_uint8: np.ndarray
    train_truth: FaceTruth
    validation_truth: FaceTruth

    @property
    def fitting_uint8(self):
        """numpy.ndarray of uint8, (2941, 128, 128, 3) : the training faces to fit."""
        return self.train_uint8[:-N_CHOOSING]

    @property
    def choosing_uint8(self):
        """numpy.ndarray of uint8, (400, 128, 128, 3) : the last training faces."""
        return self.train_uint8[-N_CHOOSING:]


def draw_face(index, size=FACE_SIZE):
    """Draw one face.

    Parameters
    ----------
    index : int
        Which face, 0 or more; the data set holds 0 to 4740, in the order training, validation.
    size : int
        Height and width of the image in pixels, 16 to 1024. The face is the same at each size.

    Returns
    -------
    Face

    Raises
    ------
    TypeError, ValueError
        If index or size is not a whole number, or outside its range.

    Examples
    --------
    >>> face = draw_face(0)
    >>> face.image.shape, face.species
    ((128, 128, 3), 'tiger')
    """
    _check_whole("index", index, 0, 2**31 - 1)
    _check_whole("size", size, 16, 1024)
    animal = draw_individual(int(index))
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        picture, landmarks = paint_portrait(animal, max(2 * FACE_SIZE, size))
        image = finish_picture(picture, animal, size)
    finally:
        cv2.setNumThreads(threads)
    zoom = size / pose.FRAME
    # Pixel centres are whole numbers, so enlarging moves them by half a pixel more or less.
    landmarks = {name: tuple(((landmarks[name] + 0.5) * zoom - 0.5).tolist()) for name in LANDMARKS}
    return Face(int(index), image, animal.species, animal.form.marking, animal.age, animal.sex,
                animal.mood, mane.has_mane(animal), float(np.rad2deg(animal.pose.yaw)), landmarks,
                animal.form.eye_width * animal.pose.scale * zoom)


def eye_under_hole(face, hole):
    """Say whether the centre of an eye lies under the hole.

    Parameters
    ----------
    face : Face
    hole : Hole

    Returns
    -------
    bool

    Examples
    --------
    >>> from inpaint_lib.holes import Hole
    >>> eye_under_hole(draw_face(0), Hole(0, 0, 128, 128))
    True
    """
    places = np.array([[face.landmarks[name] for name in LANDMARKS]])
    return bool(find_eyes_under_hole(places, hole).any())


def find_eyes_under_hole(landmarks, hole):
    """Say for each face which eyes have their centre under the hole.

    Parameters
    ----------
    landmarks : numpy.ndarray, (N, 7, 2)
        As in `FaceTruth`: (x, y) in pixels, in the order of `LANDMARKS`.
    hole : Hole

    Returns
    -------
    numpy.ndarray of bool, (N, 2)
        Left eye, right eye, as the viewer sees them.

    Raises
    ------
    ValueError
        If the array has another shape.
    """
    landmarks = np.asarray(landmarks)
    if landmarks.ndim != 3 or landmarks.shape[1:] != (len(LANDMARKS), 2):
        raise ValueError(f"landmarks has shape {landmarks.shape}; "
                         f"wanted (N, {len(LANDMARKS)}, 2) as in FaceTruth.landmarks.")
    x, y = landmarks[:, :2, 0] + .5, landmarks[:, :2, 1] + .5
    return (hole.left <= x) & (x < hole.right) & (hole.top <= y) & (y < hole.bottom)


def load_faces(processes=None):
    """Load the data set, drawing it first where it is not on disk.

    The cache lies in the user's cache folder, or in the folder that the environment variable
    INPAINT_LIB_CACHE names. A damaged cache is noticed by its checksum and drawn again.

    Parameters
    ----------
    processes : int, optional
        How many processes draw; by default one for each core that this process may use.

    Returns
    -------
    FaceSet
        Its images stay on disk and are read as they are used.

    Raises
    ------
    OSError
        If the cache folder cannot be written, or the disk is full.
    """
    path = find_cache()
    _make_folder(path.parent)
    with _lock(path):
        if path.exists() and not _is_whole(path):
            print(f"The cache of drawn faces is damaged and will be drawn again: {path}")
            path.unlink()
        if not path.exists():
            _draw_cache(path, processes or _count_cores())
    return _read_cache(path)


def find_cache():
    """Return the path of the cache file, whether it exists or not."""
    folder = os.environ.get(CACHE_VARIABLE) or user_cache_dir("inpaint_lib")
    return Path(folder).expanduser() / f"faces-v{FACES_VERSION}.npy"


def _check_whole(name, value, low, high):
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} must be a whole number, got {value!r}.")
    if not low <= value <= high:
        raise ValueError(f"{name} must lie between {low} and {high}, got {value}.")


def _count_cores():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _make_folder(folder):
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise OSError(
            f"Cannot write the drawn faces to {folder} ({error.strerror or error}). Set the "
            f"environment variable {CACHE_VARIABLE} to a folder that you may write to."
        ) from error


@contextmanager
def _lock(path):
    """Let one process at a time draw; where the system has no flock, the last to finish wins."""
    with open(path.with_suffix(".lock"), "w") as handle:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _digest(handle, length):
    digest = hashlib.sha256()
    while length > 0:
        block = handle.read(min(length, 1 << 20))
        if not block:
            break
        digest.update(block)
        length -= len(block)
    return digest.digest()


def _is_whole(path):
    """Say whether the file ends in the checksum of all that comes before."""
    length = path.stat().st_size - DIGEST_BYTES
    if length < RECORD.itemsize * N_FACES:
        return False
    with open(path, "rb") as handle:
        return _digest(handle, length) == handle.read(DIGEST_BYTES)


def _draw_cache(path, processes):
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".part")
    os.close(handle)
    part = Path(name)
    try:
        _reserve(part)
        _draw_in_processes(part, processes)
        _append_digest(part)
        os.replace(part, path)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise OSError(errno.ENOSPC, f"The disk is full: the drawn faces need "
                          f"{RECORD.itemsize * N_FACES / 1e6:.0f} MB in {path.parent}. Make room, "
                          f"or set {CACHE_VARIABLE} to another folder.") from error
        raise
    finally:
        part.unlink(missing_ok=True)


def _reserve(part):
    """Write an empty data set, so that a full disk is noticed now and not in the middle."""
    empty = np.zeros(64, RECORD)
    empty["index"] = -1
    with open(part, "wb") as handle:
        header = {"descr": np.lib.format.dtype_to_descr(RECORD), "fortran_order": False,
                  "shape": (N_FACES,)}
        np.lib.format.write_array_header_1_0(handle, header)
        for start in range(0, N_FACES, len(empty)):
            handle.write(empty[:N_FACES - start].tobytes())
        handle.flush()
        os.fsync(handle.fileno())


def _append_digest(part):
    with open(part, "r+b") as handle:
        digest = _digest(handle, part.stat().st_size)
        handle.seek(0, os.SEEK_END)
        handle.write(digest)
        handle.flush()
        os.fsync(handle.fileno())


def _draw_in_processes(part, processes):
    """Start fresh interpreters that each draw every n-th face into the file, and wait."""
    environment = dict(os.environ, OMP_NUM_THREADS="1", PYTHONPATH=os.pathsep.join(
        [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep))
    workers = [subprocess.Popen([sys.executable, "-m", "inpaint_lib.faces", "--into", str(part),
                                 "--first", str(first), "--step", str(processes)], env=environment)
               for first in range(processes)]
    records = np.load(part, mmap_mode="r")
    try:
        with tqdm(total=N_FACES, desc="Drawing the faces (once)", unit="face") as bar:
            while any(worker.poll() is None for worker in workers):
                time.sleep(.5)
                bar.update(int((records["index"] >= 0).sum()) - bar.n)
                if any(worker.poll() for worker in workers):
                    break
            bar.update(int((records["index"] >= 0).sum()) - bar.n)
    finally:
        for worker in workers:
            if worker.poll() is None and sys.exc_info()[0] is not None:
                worker.kill()
            worker.wait()
    if any(worker.returncode for worker in workers) or (records["index"] < 0).any():
        raise RuntimeError("A process that draws the faces ended early; its message is above.")


def _draw_rows(part, first, step):
    records = np.load(part, mmap_mode="r+")
    for index in range(first, N_FACES, step):
        face = draw_face(index)
        record = records[index]
        record["image"] = face.image
        record["landmarks"] = [face.landmarks[name] for name in LANDMARKS]
        for name, names in (("species", SPECIES), ("age", AGES), ("sex", SEXES), ("mood", MOODS)):
            record[name] = names.index(getattr(face, name))
        for name in ("eye_radius", "yaw", "mane"):
            record[name] = getattr(face, name)
        # The index comes last: it says that the record is complete.
        record["index"] = index
    records.flush()


def _read_cache(path):
    parts = slice(None, N_TRAIN), slice(N_TRAIN, None)
    # Reading the truth brings every page into memory; its map goes before the images get theirs.
    truths = [_read_truth(np.load(path, mmap_mode="r")[part]) for part in parts]
    images = np.load(path, mmap_mode="r")["image"]
    return FaceSet(*(images[part] for part in parts), *truths)


def _read_truth(records):
    species = np.array(SPECIES)[records["species"]]
    marking = np.array([FORMS[name].marking for name in SPECIES])[records["species"]]
    plain = {name: np.array(records[name]) for name in
             ("index", "mane", "yaw", "landmarks", "eye_radius")}
    return FaceTruth(species=species, marking=marking, age=np.array(AGES)[records["age"]],
                     sex=np.array(SEXES)[records["sex"]], mood=np.array(MOODS)[records["mood"]],
                     **plain)


def _main():
    parser = argparse.ArgumentParser(description="Draw the faces into the cache.")
    parser.add_argument("--processes", type=int)
    for hidden, kind in (("--into", Path), ("--first", int), ("--step", int)):
        parser.add_argument(hidden, type=kind, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.into:
        _draw_rows(options.into, options.first, options.step)
    else:
        load_faces(options.processes)
        print(f"The faces are in {find_cache()}")


if __name__ == "__main__":
    _main()
