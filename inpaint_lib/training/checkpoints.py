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
    """Write arrays, pairs of name and array, and facts that JSON can hold, into one file.

    It takes the place of the one before when all is on disk: after OSError, or FloatingPointError
    for a value that is no number, the file before is still whole.
    """
    with replace_file(Path(path)) as part, zipfile.ZipFile(part, "w") as archive:
        for name, array in arrays:
            if np.issubdtype(array.dtype, np.floating) and not np.isfinite(array).all():
                raise FloatingPointError(f"{name} holds values that are no numbers")
            with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
                np.lib.format.write_array(file, np.asarray(array), allow_pickle=False)
        archive.writestr(FACTS, json.dumps(facts))


def read_checkpoint(path):
    """Return the arrays, by name, and the facts that `write_checkpoint` wrote.

    A damaged file raises CheckpointError.
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
