"""Checkpoints: everything a run needs to go on, in one file that is whole or not there."""

import json
import zipfile
from pathlib import Path

import numpy as np

from inpaint_lib.files import replace_file

FACTS = "facts.json"


class CheckpointError(ValueError):
    """A checkpoint cannot be used; the message says why and what to do."""


def write_checkpoint(path, arrays, facts):
    """Write arrays and facts into one file, in place of the one before when all is on disk.

    Parameters
    ----------
    path : str or pathlib.Path
    arrays : iterable of (str, numpy.ndarray)
        Written one after the other, so that only one need be in memory.
    facts : dict
        What JSON can hold.

    Raises
    ------
    OSError
        If the folder cannot be written or the disk is full; the file before is still whole.
    FloatingPointError
        If an array holds something that is no number; the file before is still whole.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_checkpoint(f"{folder}/last.npz", [("w", np.ones(2))], {"epoch": 3})
    ...     arrays, facts = read_checkpoint(f"{folder}/last.npz")
    >>> arrays["w"].tolist(), facts
    ([1.0, 1.0], {'epoch': 3})
    """
    with replace_file(Path(path)) as part, zipfile.ZipFile(part, "w") as archive:
        for name, array in arrays:
            if np.issubdtype(array.dtype, np.floating) and not np.isfinite(array).all():
                raise FloatingPointError(f"{name} holds values that are no numbers")
            with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
                np.lib.format.write_array(file, np.asarray(array), allow_pickle=False)
        archive.writestr(FACTS, json.dumps(facts))


def read_checkpoint(path):
    """Read what `write_checkpoint` wrote.

    Parameters
    ----------
    path : str or pathlib.Path

    Returns
    -------
    arrays : dict of str to numpy.ndarray
    facts : dict

    Raises
    ------
    CheckpointError
        If the file is damaged.
    """
    arrays = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name != FACTS:
                    with archive.open(name) as file:
                        arrays[name.removesuffix(".npy")] = np.lib.format.read_array(
                            file, allow_pickle=False)
            return arrays, json.loads(archive.read(FACTS))
    except (zipfile.BadZipFile, ValueError, KeyError, EOFError) as error:
        raise CheckpointError(f"The checkpoint {path} is damaged ({error}). Delete it to begin "
                              "the run anew.") from error
