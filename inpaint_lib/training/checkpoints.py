"""Checkpoints: everything a run needs to go on, in one file that is whole or not there."""

import io
import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from inpaint_lib.files import replace_file

FACTS = "facts.json"

OTHER_FOLDER = "Choose another folder with --runs, or delete that one."


class CheckpointError(ValueError):
    """A checkpoint cannot be used; the message says why and what to do."""


@dataclass
class Place:
    """Where a run is; all that its checkpoint holds beside the weights.

    Attributes
    ----------
    epoch, step : int
        Complete epochs, and steps made in the one under way.
    loss_sum, critic_sum : float
        Sums of the losses of those steps, and of a critic's.
    seconds : float
        Time spent so far, over all starts.
    best_loss, best_epoch : float and int, or None
        The epoch is counted from 1.
    rows : list of dict
        The history, one entry an epoch.
    """

    epoch: int = 0
    step: int = 0
    loss_sum: float = 0.0
    seconds: float = 0.0
    best_loss: float | None = None
    best_epoch: int | None = None
    rows: list = field(default_factory=list)
    critic_sum: float = 0.0


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

    A damaged file, or a folder in its place, raises CheckpointError.
    """
    path = Path(path)
    if path.is_dir():
        raise CheckpointError(f"{path} is a folder; wanted a checkpoint's file. {OTHER_FOLDER}")
    arrays, size = {}, path.stat().st_size
    with open(path, "rb") as file:
        try:
            with zipfile.ZipFile(file) as archive:
                if sum(part.file_size for part in archive.infolist()) > size:
                    raise zipfile.BadZipFile("its parts are larger than the whole")
                facts = json.loads(archive.read(FACTS))
                for name in archive.namelist():
                    if name != FACTS:
                        # Whole, so that its checksum is right before anything in it is believed.
                        arrays[name.removesuffix(".npy")] = np.lib.format.read_array(
                            io.BytesIO(archive.read(name)), allow_pickle=False)
            return arrays, dict(facts)
        except MemoryError:
            raise
        # What a damaged file raises is any of a dozen errors.
        except Exception as error:
            raise CheckpointError(f"The checkpoint {path} is damaged ({error}). Delete it to begin "
                                  "the run anew.") from error


def read_place(facts):
    """Return the place of a run from the facts in its checkpoint, or None if they are no place."""
    whole, number = int | None, int | float
    kinds = {"epoch": int, "step": int, "loss_sum": number, "seconds": number,
             "best_loss": number | None, "best_epoch": whole, "rows": list,
             "critic_sum": number}
    # Checkpoints from before there were critics do not have theirs.
    facts = {"critic_sum": 0.0} | facts if isinstance(facts, dict) else facts
    if not (isinstance(facts, dict) and facts.keys() == kinds.keys()
            and all(isinstance(facts[name], kind) for name, kind in kinds.items())):
        return None
    return Place(**facts)
