"""Write a file so that it is whole or not there, whatever happens while it is written."""

import errno
import hashlib
import os
import platform
import secrets
import shutil
from contextlib import contextmanager

ADVICE = "Make room and give the same command again."
COMPUTER = hashlib.sha256(platform.node().encode()).hexdigest()[:6]
"""Tells the unfinished files of this computer from those of others in the same folder."""

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

    Parameters
    ----------
    path : pathlib.Path

    Yields
    ------
    pathlib.Path
        Beside `path`, and ends like it; no other process writes there. Write there.

    Raises
    ------
    OSError
        If the folder cannot be written or the disk is full; `path` is then as it was, and the
        message says so.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "loss.csv")
    ...     with replace_file(path) as part:
    ...         _ = part.write_text("epoch,loss")
    ...     [file.name for file in Path(folder).iterdir()]
    ['loss.csv']
    """
    pattern = f".part-{hashlib.sha256(path.name.encode()).hexdigest()[:8]}-{COMPUTER}-"
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

    Parameters
    ----------
    error : Exception

    Returns
    -------
    str
        With the file's name where the system gives one. An error of this library has words of its
        own, which stay.

    Examples
    --------
    >>> explain_error(OSError(errno.ENOTDIR, "Not a directory", "photo.png/out.png"))
    'photo.png/out.png: a part of its path is a file, and wanted is a folder.'
    """
    if not isinstance(error, OSError) or not error.strerror:
        return str(error)
    return f"{error.filename}: {_name_reason(error)}." if error.filename else error.strerror


def check_folder(folder, n_bytes):
    """Make a folder, and check before any work is done that files can be written there.

    Parameters
    ----------
    folder : pathlib.Path
    n_bytes : int
        How much room will be needed.

    Raises
    ------
    OSError
        If the folder cannot be made or written, or the disk has less room.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     check_folder(Path(folder, "runs", "first"), n_bytes=1000)
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe{os.getpid()}"
        probe.write_bytes(b"probe")
        probe.unlink()
        n_free = shutil.disk_usage(folder).free
    except OSError as error:
        raise OSError(error.errno, f"Cannot write to {folder} ({_name_reason(error)}). "
                      "Choose a folder that you may write to") from error
    if n_free < n_bytes:
        raise OSError(errno.ENOSPC, f"{folder} has room for {n_free / 1e6:.0f} MB and "
                      f"{n_bytes / 1e6:.0f} MB are needed. {ADVICE}")


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


def _name_reason(error):
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
    return f"{path} could not be written ({_name_reason(error)}). {kept}"
