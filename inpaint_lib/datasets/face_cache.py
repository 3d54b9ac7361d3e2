"""The drawn faces as a data set: all are drawn once, by several processes, and kept on disk.

Draw the cache now with ``python -m inpaint_lib faces``.
"""

import argparse
import errno
import hashlib
import os
import secrets
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
from platformdirs import user_cache_dir
from tqdm import tqdm

from inpaint_lib.datasets.faces import (AGES, FACES_VERSION, FACE_SIZE, LANDMARKS, MOODS, N_FACES,
                                        N_TRAIN, SEXES, FaceSet, FaceTruth, draw_face)
from inpaint_lib.drawing.species import FORMS, SPECIES
from inpaint_lib.files import explain_error, lock_file, name_reason
from inpaint_lib.options import MOST_CORES, read_number

CACHE_VARIABLE = "INPAINT_LIB_CACHE"
DIGEST_BYTES = 32

RECORD = np.dtype([
    ("index", "<i4"), ("image", "u1", (FACE_SIZE, FACE_SIZE, 3)),
    ("landmarks", "<f4", (len(LANDMARKS), 2)), ("eye_radius", "<f4"), ("yaw", "<f4"),
    ("species", "u1"), ("age", "u1"), ("sex", "u1"), ("mood", "u1"), ("mane", "?"),
])


def load_faces(processes=None):
    """Load the data set, drawing it first where it is not on disk.

    The cache lies in the user's cache folder, or in the folder that the environment variable
    INPAINT_LIB_CACHE names. A damaged cache is noticed by its checksum and drawn again. A whole one
    is only read, so several people can use one folder that only one of them may write.

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
        If the cache cannot be read, or has to be drawn and cannot be written.
    """
    path = find_cache()
    if not _is_whole(path):
        if path.exists():
            print(f"The cache of drawn faces is damaged and will be drawn again: {path}")
        with _explain_writing(path.parent), _lock(path):
            if not _is_whole(path):  # else another process drew it meanwhile
                path.unlink(missing_ok=True)
                _draw_cache(path, processes or _count_cores())
    return _read_cache(path)


def find_cache():
    """Return the path of the cache file, whether it exists or not."""
    folder = os.environ.get(CACHE_VARIABLE) or user_cache_dir("inpaint_lib")
    return Path(folder).expanduser() / f"faces-v{FACES_VERSION}.npy"


def _count_cores():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _explain_writing(folder):
    try:
        yield
    except OSError as error:
        raise OSError(
            error.errno or errno.EIO,
            f"Cannot write the drawn faces, {RECORD.itemsize * N_FACES / 1e6:.0f} MB, to {folder}: "
            f"{name_reason(error)}. Set the environment variable {CACHE_VARIABLE} to a folder "
            "that you may write to and that has room.") from error


@contextmanager
def _lock(path):
    """Let one process at a time draw; where the disk knows no locks, the last to finish wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _open_lock(path.with_suffix(".lock")) as handle:
        lock_file(handle, wait=True)
        yield


def _open_lock(path):
    try:
        return open(path, "ab")
    except PermissionError:
        if not path.exists():
            raise
        return open(path, "rb")  # another user's: to read it is enough to lock it


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
    """Say whether the file is there and ends in the checksum of all that comes before."""
    try:
        with open(path, "rb") as handle:
            length = os.fstat(handle.fileno()).st_size - DIGEST_BYTES
            return (length >= RECORD.itemsize * N_FACES
                    and _digest(handle, length) == handle.read(DIGEST_BYTES))
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise OSError(error.errno, f"Cannot read the drawn faces in {path}: {name_reason(error)}. "
                      "Ask whose file it is to let you read it, or set the environment variable "
                      f"{CACHE_VARIABLE} to a folder of your own, and they are drawn there."
                      ) from error


def _draw_cache(path, processes):
    _remove_left_over(path)
    part = path.with_name(f"{path.stem}{secrets.token_hex(4)}.part")
    try:
        _reserve(part)
        _draw_in_processes(part, processes)
        _append_digest(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _remove_left_over(path):
    """Remove what drawings left that were killed; nobody else draws under the lock."""
    for part in path.parent.glob(f"{path.stem}{'[0-9a-z_]' * 8}.part"):
        with suppress(OSError):  # another user's, or on Windows still drawn
            part.unlink()


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
        [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep))
    workers = [subprocess.Popen([sys.executable, "-m", "inpaint_lib", "faces", "--into", str(part),
                                 "--first", str(first), "--step", str(processes)],
                                stdin=subprocess.PIPE, env=environment)
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
            worker.stdin.close()  # a worker that still draws ends now
            worker.wait()
    if any(worker.returncode for worker in workers) or (records["index"] < 0).any():
        raise RuntimeError("A process that draws the faces ended early; its message is above.")


def _end_with_parent():
    """End this process when the one that started it is gone: the pipe from it closes then."""
    while os.read(0, 1):
        pass
    os._exit(1)


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


def main(arguments=None):
    """Run the command; return its exit code: 0, or 1 after an error."""
    parser = argparse.ArgumentParser(prog="python -m inpaint_lib faces",
                                     description="Draw the faces into the cache.")
    parser.add_argument("--processes", type=read_number(1, MOST_CORES), metavar="N",
                        help="that draw side by side (default: one a processor core)")
    for hidden, kind in (("--into", Path), ("--first", int), ("--step", int)):
        parser.add_argument(hidden, type=kind, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.into:
        threading.Thread(target=_end_with_parent, daemon=True).start()
        _draw_rows(options.into, options.first, options.step)
        return 0
    try:
        load_faces(options.processes)
    except OSError as error:
        print(f"Error: {explain_error(error)}", file=sys.stderr)
        return 1
    print(f"The faces are in {find_cache()}")
    return 0
