"""Write a file so that it is whole or not there, whatever happens while it is written."""

import errno
import os
import shutil
from contextlib import contextmanager

ADVICE = "Make room and give the same command again."


@contextmanager
def replace_file(path):
    """Give the name of a new file; at the end of the block it takes the place of `path`.

    Parameters
    ----------
    path : pathlib.Path

    Yields
    ------
    pathlib.Path
        Beside `path`, and ends like it. Write there.

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
    part = path.with_name(f"{path.stem}.part{path.suffix}")
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
        raise OSError(error.errno, f"Cannot write to {folder} ({error.strerror or error}). "
                      "Choose a folder that you may write to") from error
    if n_free < n_bytes:
        raise OSError(errno.ENOSPC, f"{folder} has room for {n_free / 1e6:.0f} MB and "
                      f"{n_bytes / 1e6:.0f} MB are needed. {ADVICE}")


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
    return f"{path} could not be written ({error.strerror or error}). {kept}"
