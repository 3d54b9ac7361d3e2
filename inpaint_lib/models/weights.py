"""Save a network in Keras's own format, and load it without running anybody's code.

A weights file can carry code; these files may not, and a file that is anything else than a whole
network of this course is refused in plain words.
"""

import json
import shutil
import warnings
import zipfile
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from inpaint_lib.files import replace_file

PARTS = ("metadata.json", "config.json", "model.weights.h5")
"""What lies in a file of Keras's format, which is a zip archive."""

KNOWN_MODULES = frozenset({"keras", "keras.initializers", "keras.layers",
                           "keras.src.models.functional"})
"""The parts of Keras that a network's description may name."""

KNOWN_LAYERS = frozenset({
    "Activation", "Add", "Attention", "AveragePooling2D", "Concatenate", "Conv2D",
    "Conv2DTranspose", "Cropping2D", "Dense", "Dot", "Flatten", "Functional",
    "GlobalAveragePooling1D", "GlobalAveragePooling2D", "InputLayer", "LayerNormalization",
    "MaxPooling2D", "Multiply", "Permute", "ReLU", "Rescaling", "Reshape", "Softmax",
    "Subtract", "UnitNormalization", "UpSampling2D", "ZeroPadding2D",
})
"""The layers that the networks of this course are made of; none of them carries code."""

MAX_BYTES = 1_000_000_000
MIN_KERAS = (3, 10)
"""The oldest Keras that the course is tried with; pyproject.toml names it too."""


class WeightsFileError(ValueError):
    """A weights file cannot be used; the message says why and what to do."""


def save_network(network, path, compressed=False):
    """Save a network to a path that ends in .keras; the file is either whole or not there.

    A file of that name is replaced in one go at the end. `compressed` makes the file about a tenth
    smaller, and takes longer. OSError if the folder cannot be written or the disk is full.
    """
    path = Path(path)
    if path.suffix != ".keras":
        raise ValueError(f"A network's file must end in .keras, got {path.name!r}.")
    with replace_file(path) as part, _make_folder(part.with_suffix(".parts")) as folder:
        # By way of a folder, because Keras would put the archive together in memory.
        network.save(folder, zipped=False)
        # An older Keras refuses what it does not know, even where it is null.
        config = folder / "config.json"
        config.write_text(json.dumps(_drop_nulls(json.loads(config.read_text("utf-8")))), "utf-8")
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED,
                             compresslevel=9) as archive:
            for name in PARTS:
                archive.write(folder / name, name)


def load_network(path):
    """Load a network that `save_network` wrote.

    Parameters
    ----------
    path : str or pathlib.Path

    Returns
    -------
    keras.Model

    Raises
    ------
    FileNotFoundError, IsADirectoryError
        If there is no such file.
    WeightsFileError
        If the file is empty, truncated, damaged, not a network, made of layers that this course
        does not use (among them all that carry code), written by another version of Keras, or
        holds weights that are no numbers; or if the Keras that is installed is too old.

    Notes
    -----
    Keras's safe mode is on. Before Keras sees the file, every layer in it is looked up in
    `KNOWN_LAYERS`.
    """
    path = Path(path)
    _check_file(path)
    metadata, config = _read_parts(path)
    _check_layers(path, config)
    import keras

    _check_keras(keras.__version__)
    try:
        with warnings.catch_warnings():
            # Keras only warns where the file has no weights for a layer.
            warnings.simplefilter("error", UserWarning)
            network = keras.saving.load_model(path, compile=False, safe_mode=True)
    except Exception as error:  # noqa: BLE001 - Keras raises whatever its parts raise
        written_by = metadata.get("keras_version", "an unknown version")
        raise WeightsFileError(
            f"Keras {keras.__version__} cannot rebuild the network in {path}, which was written "
            f"by Keras {written_by}. {_advise(written_by, keras.__version__)} "
            f"(Keras says: {_shorten(error)})") from error
    _check_numbers(path, network)
    return network


def _drop_nulls(node):
    if isinstance(node, dict):
        return {name: _drop_nulls(child) for name, child in node.items() if child is not None}
    return [_drop_nulls(child) for child in node] if isinstance(node, list) else node


@contextmanager
def _make_folder(path):
    path.mkdir()
    try:
        yield path
    finally:
        shutil.rmtree(path)


def _check_file(path):
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder; wanted a file that ends in .keras.")
    if not path.exists():
        raise FileNotFoundError(f"There is no file {path}.")
    size = path.stat().st_size
    if size == 0:
        raise WeightsFileError(f"{path} is empty. Fetch it again, or train anew.")
    with open(path, "rb") as file:
        start = file.read(8)
    if start == b"\x89HDF\r\n\x1a\n":
        raise WeightsFileError(f"{path} is an HDF5 file, an older format of Keras; wanted a "
                               "file in the format .keras.")
    if start[:2] != b"PK":
        raise WeightsFileError(f"{path} is not a network: its first bytes are not those of the "
                               "format .keras. Is it another file under a wrong name?")


def _read_parts(path):
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            missing = [name for name in PARTS if name not in names]
            if missing:
                raise WeightsFileError(
                    f"{path} is a zip archive but not a network: {', '.join(missing)} missing.")
            if sum(info.file_size for info in archive.infolist()) > MAX_BYTES:
                raise WeightsFileError(f"{path} unpacks to more than {MAX_BYTES / 1e9:.0f} GB; "
                                       "no network of this course is that large.")
            damaged = archive.testzip()
            if damaged:
                raise WeightsFileError(f"{path} is damaged: the checksum of {damaged} in it is "
                                       "wrong. Fetch it again.")
            metadata, config = (json.loads(archive.read(name)) for name in PARTS[:2])
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise WeightsFileError(f"{path} is truncated or damaged: it ends before it should, or "
                               "its parts do not fit. Fetch it again.") from error
    except ValueError as error:
        if isinstance(error, WeightsFileError):
            raise
        raise WeightsFileError(f"{path} is damaged: the description of the network in it cannot "
                               "be read. Fetch it again.") from error
    if not isinstance(metadata, dict) or not isinstance(config, dict):
        raise WeightsFileError(f"{path} does not describe a network.")
    return metadata, config


def _check_layers(path, config):
    """Refuse every class that is not one of ours, wherever it hides in the description."""
    for entry in _list_entries(config):
        module, name = entry.get("module"), entry.get("class_name")
        if name == "__keras_tensor__" and module is None:
            continue
        if module not in KNOWN_MODULES or name in ("Lambda", "__lambda__"):
            raise WeightsFileError(
                f"{path} carries code or calls it ({name}, from {module}), which would run while "
                "it is loaded. It was not loaded. Files of this course carry no code.")
        if module == "keras.layers" and name not in KNOWN_LAYERS:
            raise WeightsFileError(f"{path} holds a layer of the kind {name}, which no network "
                                   "of this course uses. It was not loaded.")
    if config.get("class_name") != "Functional":
        raise WeightsFileError(f"{path} describes a {config.get('class_name')}; the networks of "
                               "this course are of Keras's class Functional.")


def _list_entries(node):
    if isinstance(node, dict):
        if "class_name" in node:
            yield node
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from _list_entries(child)


def _check_keras(version):
    if tuple(map(int, version.split(".")[:2])) < MIN_KERAS:
        wanted = ".".join(map(str, MIN_KERAS))
        raise WeightsFileError(f"Keras {version} is too old for the networks of this course: "
                               f"install {wanted} or a newer one, pip install 'keras>={wanted}'.")


def _check_numbers(path, network):
    for variable in network.variables:
        if not np.isfinite(variable.numpy()).all():
            raise WeightsFileError(f"{path} holds weights that are no numbers ({variable.path}): "
                                   "its training went wrong. Train anew.")


def _advise(written_by, installed):
    if written_by.split(".")[:2] != installed.split(".")[:2]:
        return "Install that version, or fetch the file that belongs to this one."
    return "The description and the weights in it do not fit: fetch it again."


def _shorten(error):
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:200]
