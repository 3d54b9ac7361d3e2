"""Files: written whole or not at all, and the small results in the folder data/, found and read.

Each file in data/ has a card beside it that tells how it was made. A file that is nowhere raises
FileNotFoundError, one that cannot be written OSError.
"""

import csv
import errno
import hashlib
import json
import math
import os
import platform
import re
import secrets
import shutil
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np

ADVICE = "Make room and give the same command again."
COMPUTER = hashlib.sha256(platform.node().encode()).hexdigest()[:6]
"""Tells the unfinished files of this computer from those of others in the same folder."""

LOCK = ".lock"
"""The file in a folder that a process holds; it says who."""

FAR = 2 ** 30
"""Windows lets nobody read the bytes that are locked: these lie behind all that is written."""

WORDS = {
    errno.EACCES: "you may not read or write it", errno.EPERM: "you may not read or write it",
    errno.EDQUOT: "your share of the disk is full", errno.EFBIG: "the file is too large for it",
    errno.EIO: "the disk reports an error", errno.EISDIR: "it is a folder",
    errno.ELOOP: "its links lead in a circle", errno.EMFILE: "too many files are open",
    errno.ENAMETOOLONG: "its name is too long; most disks take 255 bytes, fewer letters where some "
                        "have accents",
    errno.ENOENT: "there is no such file or folder", errno.ENOSPC: "the disk is full",
    errno.ENOTDIR: "a part of its path is a file, and wanted is a folder",
    errno.EROFS: "nothing can be written to this disk",
}


@contextmanager
def replace_file(path):
    """Give the name of a new file; at the end of the block it takes the place of `path`.

    It lies beside `path` and ends like it; no other process writes there. Write there. OSError if
    the folder cannot be written or the disk is full; `path` is then as it was, and the message says
    so.
    """
    pattern = f".part-{hashlib.sha256(os.fsencode(path.name)).hexdigest()[:8]}-{COMPUTER}-"
    part = path.with_name(f"{pattern}{os.getpid()}-{secrets.token_hex(4)}{path.suffix}")
    _remove_left_over(path.parent, pattern)
    try:
        yield part
        with open(part, "rb+") as file:
            os.fsync(file.fileno())
        os.replace(part, path)
        _sync_folder(path.parent)
    except OSError as error:
        raise OSError(error.errno or errno.EIO, _explain(error, path)) from error
    finally:
        part.unlink(missing_ok=True)


def explain_error(error):
    """Say an error to a reader: one of the system in words, without its number.

    With the file's name where the system gives one. An error of this library has words of its own,
    which stay.
    """
    if not isinstance(error, OSError) or not error.strerror:
        return str(error)
    return f"{error.filename}: {name_reason(error)}." if error.filename else error.strerror


def lacks_memory(error):
    """Tell whether an error, of whatever library, says that there is not enough memory."""
    return isinstance(error, MemoryError) or bool(re.search(
        r"bad.?alloc|allocate (memory|\d+ bytes)|insufficient memory", str(error), re.IGNORECASE))


def check_folder(folder, n_bytes):
    """Make a folder, and check before any work is done that `n_bytes` can be written there.

    OSError if the folder cannot be made or written, or the disk has less room.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{secrets.token_hex(4)}"
        probe.write_bytes(b"probe")
        probe.unlink()
        n_free = shutil.disk_usage(folder).free
    except OSError as error:
        raise OSError(error.errno, f"Cannot write to {folder} ({name_reason(error)}). "
                      "Choose a folder that you may write to") from error
    if n_free < n_bytes:
        # Rounded away from each other: what is needed shows as more than what is there.
        raise OSError(errno.ENOSPC, f"{folder} has room for {_name_size(n_free, math.floor)} and "
                      f"{_name_size(n_bytes, math.ceil)} are needed. {ADVICE}")


@contextmanager
def hold_folder(folder):
    """Make a folder, and hold it for this process until the end of the block.

    OSError if another one holds it, or the folder cannot be written. Where a process is killed the
    system lets go of what it held. A disk that knows no locks holds nothing.
    """
    check_folder(folder, 0)
    path = folder / LOCK
    with _open_locked(path) as file:
        file.truncate(0)
        file.write(f"process {os.getpid()}, since {time.strftime('%Y-%m-%d %H:%M')}")
        file.flush()
        try:
            yield
        finally:
            if os.name == "posix":  # elsewhere an open file cannot be removed, and stays
                path.unlink(missing_ok=True)


def _open_locked(path):
    """Open a file that no other process has locked, and lock it until it is closed."""
    while True:
        file = open(path, "a+", encoding="utf-8")
        if not lock_file(file):
            with file:
                file.seek(0)
                holder = file.read()
            raise OSError(errno.EBUSY, f"Another run{holder and f' ({holder})'} is using the "
                          f"folder {path.parent}. Stop it or wait for its end, or choose another "
                          "folder.")
        # One that was removed between opening and locking holds nothing.
        if path.exists() and os.path.samestat(os.fstat(file.fileno()), path.stat()):
            return file
        file.close()


def lock_file(file, wait=False):
    """Lock an open file until it is closed; False if another process has it, or keeps it long."""
    try:
        if os.name == "nt":
            import msvcrt
            file.seek(FAR)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            import fcntl
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError as error:
        return error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
    return True


def _name_size(n_bytes, round_off):
    if n_bytes >= 1e7:
        return f"{round_off(n_bytes / 1e6):,} MB"
    return f"{round_off(n_bytes / 100) / 10:,.1f} kB"


def _remove_left_over(folder, pattern):
    """Remove what this program left in the folder when it was killed while it wrote this file."""
    if os.name != "posix":  # elsewhere one cannot ask whether a process lives
        return
    for old in folder.glob(f"{pattern}*"):
        if not _is_alive(int(old.name.removeprefix(pattern).split("-")[0])):
            shutil.rmtree(old) if old.is_dir() else old.unlink(missing_ok=True)


def _is_alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's
        pass
    return True


def name_reason(error):
    """Return why the system refused, in words."""
    return WORDS.get(error.errno) or error.strerror or error


def _sync_folder(folder):
    if os.name == "posix":  # elsewhere a folder cannot be opened
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _explain(error, path):
    kept = "The file that was there is whole. " if path.exists() else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"The disk is full: {path} could not be written. {kept}{ADVICE}"
    return f"{path} could not be written ({name_reason(error)}). {kept}"


def find_data(name):
    """Return the path of a file in the course's folder data/.

    Parameters
    ----------
    name : str
        The file's name, for example ``"paper_moments.json"``.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    FileNotFoundError
        If it is nowhere; the message lists the folders that were looked into.

    Notes
    -----
    The folder beside the package is tried first (`make` installs it that way), then the one in it
    (a wheel carries the network that fills pictures), then the working directory and the folders
    above it.

    Examples
    --------
    >>> find_data("paper_moments.json").name
    'paper_moments.json'
    """
    here, start = Path(__file__).resolve().parents[1], Path.cwd()
    folders = [folder / "data" for folder in (here, here / "inpaint_lib", start, *start.parents)]
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(
        f"There is no file {name!r} in the course's folder data/. Looked into "
        f"{', '.join(map(str, dict.fromkeys(folders)))}. The library alone does not bring it: "
        "clone the whole repository and run the notebook from inside it; `make` does the rest.")


def load_result(name):
    """Read a JSON file of the folder data/.

    Parameters
    ----------
    name : str
        The file's name, with its ending.

    Returns
    -------
    dict or list

    Examples
    --------
    >>> sorted(load_result("paper_moments.json"))[:2]
    ['about', 'order']
    """
    return json.loads(find_data(name).read_text(encoding="utf-8"))


def load_table(name):
    """Read a CSV file of the folder data/ with a line of names at its top.

    Parameters
    ----------
    name : str
        The file's name, with its ending.

    Returns
    -------
    dict of str to numpy.ndarray
        A column each, by its name: float64 if all its entries are numbers, else str.

    Examples
    --------
    >>> table = load_table("faces_hardness.csv")
    >>> table["hole"][0], bool(table["mse"].min() > 0)
    (np.str_('16x16'), True)
    """
    return read_table(find_data(name))


def read_table(path):
    """Read any CSV file with a line of names at its top, as `load_table` does."""
    with open(path, encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    return {column: _as_numbers(entries)
            for column, entries in zip(names, zip(*rows, strict=True), strict=True)}


def _as_numbers(entries):
    try:
        return np.array(entries, dtype=np.float64)
    except ValueError:
        return np.array(entries)


def write_table(path, columns):
    """Write columns of one length, by their names, as CSV, numbers to six digits."""
    with replace_file(path) as part, open(part, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in zip(*columns.values(), strict=True):
            writer.writerow([f"{value:.6g}" if isinstance(value, float) else value
                             for value in row])


def update_table(path, columns, key="image"):
    """Write columns as `write_table` does; of a table that is there, the other columns are kept.

    Both must be of the same images, row by row: else ValueError.
    """
    kept = read_table(path) if Path(path).exists() else {key: np.array(columns[key])}
    if [str(entry) for entry in kept[key]] != [str(entry) for entry in columns[key]]:
        raise ValueError(f"{path} is of other images, so nothing can be added to it. Delete it, or "
                         "write to another file.")
    write_table(path, {name: values.tolist() for name, values in kept.items()} | columns)


def read_rows(path):
    """Read the rows of a CSV file: a dict of str to str each."""
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write_rows(path, rows):
    """Write dicts of the same keys, at least one, as CSV; the file is whole or not there."""
    with replace_file(path) as part, open(part, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
