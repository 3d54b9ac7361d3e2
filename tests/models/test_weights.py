"""Weights files: saved whole, loaded safely, and refused in plain words where they are not ours."""

import json
import os
import pickle
import subprocess
import sys
import zipfile

import numpy as np
import pytest

from inpaint_lib.files import replace_file
from inpaint_lib.holes import Hole
from inpaint_lib.models.autoencoder import build_autoencoder
from inpaint_lib.models.compact import build_compact_network
from inpaint_lib.models.weights import PARTS, WeightsFileError, load_network, save_network
from tests.paths import ROOT

SHIPPED = sorted((ROOT / "data").glob("*.keras"))


def build_small():
    return build_autoencoder(16, (2,), (64,), ((3, 2),), image_size=16)


@pytest.fixture(scope="module")
def whole_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("weights") / "whole.keras"
    save_network(build_small(), path)
    return path


def copy_with(source, target, **changed):
    """Copy a weights file, with some of its parts replaced; None leaves a part out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = changed.get(name.split(".")[0], old.read(name))
            if content is not None:
                new.writestr(name, content)
    return target


def read_config(path):
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("config.json"))


@pytest.mark.parametrize("build", [
    build_small, lambda: build_compact_network(Hole(24, 24, 16, 16), 64, 48, (4, 4, 4))])
@pytest.mark.parametrize("compressed", [False, True])
def test_a_network_comes_back_as_it_was(tmp_path, build, compressed):
    network = build()
    save_network(network, tmp_path / "network.keras", compressed)
    loaded = load_network(tmp_path / "network.keras")
    image = np.random.default_rng(0).random((2, *network.input_shape[1:]), np.float32)
    np.testing.assert_array_equal(network(image), loaded(image))
    assert [file.name for file in tmp_path.iterdir()] == ["network.keras"]


def list_nulls(node, name=""):
    """List the names of all entries of a network's description that are null."""
    if node is None:
        return [name]
    pairs = node.items() if isinstance(node, dict) else []
    # A null in a list has a meaning: a side of any length.
    lists = [child for child in node if child is not None] if isinstance(node, list) else []
    return [found for key, child in [*pairs, *(("", child) for child in lists)]
            for found in list_nulls(child, f"{name}.{key}")]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_network_names_nothing_that_an_older_keras_refuses(path):
    assert list_nulls(read_config(path)) == []


def test_a_saved_network_names_nothing_that_an_older_keras_refuses(whole_file):
    assert list_nulls(read_config(whole_file)) == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_is_left_out_of_the_description_changes_no_fill(path, tmp_path):
    """Against the same network saved by Keras itself, which writes the nulls."""
    network = load_network(path)
    network.save(tmp_path / "keras.keras")
    save_network(network, tmp_path / "ours.keras")
    assert list_nulls(read_config(tmp_path / "keras.keras"))
    random = np.random.default_rng(0)
    shapes = network.input_shape if isinstance(network.input_shape, list) else [network.input_shape]
    images = [random.random((2, *(side or 128 for side in shape[1:])), np.float32)
              for shape in shapes]
    before, after = (np.array(load_network(tmp_path / name)(images if images[1:] else images[0]))
                     for name in ("keras.keras", "ours.keras"))
    assert np.ptp(before) > 0.01
    np.testing.assert_allclose(after, before, rtol=0, atol=1e-6)


@pytest.mark.parametrize("version, fits", [
    ("2.15.0", False), ("3.9.2", False), ("3.10.0", True), ("3.15.1", True), ("4.0.0.dev1", True)])
def test_an_older_keras_is_refused_in_words(whole_file, monkeypatch, version, fits):
    import keras

    monkeypatch.setattr(keras, "__version__", version)
    if fits:
        assert load_network(whole_file).output_shape == (None, 16, 16, 3)
        return
    with pytest.raises(WeightsFileError, match=f"Keras {version} is too old.*'keras>=3.10'"):
        load_network(whole_file)


def test_a_failed_save_leaves_the_old_file(whole_file, tmp_path, monkeypatch):
    target = tmp_path / "network.keras"
    target.write_bytes(whole_file.read_bytes())
    network = build_small()

    def fill_disk(folder, zipped):
        (folder / "config.json").write_bytes(b"half")
        raise OSError(28, "No space left on device")
    monkeypatch.setattr(network, "save", fill_disk)
    with pytest.raises(OSError, match="disk is full.*The file that was there is whole"):
        save_network(network, target)
    assert target.read_bytes() == whole_file.read_bytes()
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(os.name != "posix", reason="elsewhere what is left over stays")
def test_what_a_kill_left_over_goes_with_the_next_save_and_nothing_else(tmp_path, monkeypatch):
    killed = subprocess.Popen([sys.executable, "-c", ""])
    killed.wait()
    monkeypatch.setattr(os, "getpid", lambda: killed.pid)
    unfinished = replace_file(tmp_path / "network.keras")
    folder = unfinished.__enter__().with_suffix(".parts")
    monkeypatch.undo()
    for place in (folder, tmp_path / "network.parts"):
        place.mkdir()
        (place / "model.weights.h5").write_bytes(b"half")
    save_network(build_small(), tmp_path / "network.keras")
    assert load_network(tmp_path / "network.keras").output_shape == (None, 16, 16, 3)
    assert {file.name for file in tmp_path.iterdir()} == {"network.keras", "network.parts"}


def test_other_ending():
    with pytest.raises(ValueError, match="must end in .keras, got 'network.h5'"):
        save_network(None, "network.h5")


def test_no_file(tmp_path):
    with pytest.raises(FileNotFoundError, match="There is no file"):
        load_network(tmp_path / "absent.keras")
    with pytest.raises(IsADirectoryError, match="is a folder"):
        load_network(tmp_path)


@pytest.mark.parametrize("content, complaint", [
    (b"", "is empty"),
    (b"hello, this is a text file", "is not a network"),
    (pickle.dumps({"weights": [1.0]}), "is not a network"),
    (b"\x89HDF\r\n\x1a\n" + bytes(100), "HDF5 file, an older format"),
    (b"PK\x03\x04" + bytes(100), "truncated or damaged"),
])
def test_files_that_are_something_else(tmp_path, content, complaint):
    path = tmp_path / "odd.keras"
    path.write_bytes(content)
    with pytest.raises(WeightsFileError, match=complaint):
        load_network(path)


@pytest.mark.parametrize("share", [0.01, 0.3, 0.7, 0.99])
def test_truncated(whole_file, tmp_path, share):
    content = whole_file.read_bytes()
    path = tmp_path / "cut.keras"
    path.write_bytes(content[:int(share * len(content))])
    with pytest.raises(WeightsFileError, match="truncated or damaged"):
        load_network(path)


def test_one_bit_changed(whole_file, tmp_path):
    content = bytearray(whole_file.read_bytes())
    content[len(content) // 2] ^= 1
    path = tmp_path / "bit.keras"
    path.write_bytes(content)
    with pytest.raises(WeightsFileError, match="checksum|damaged"):
        load_network(path)


@pytest.mark.parametrize("part", PARTS)
def test_part_missing(whole_file, tmp_path, part):
    path = copy_with(whole_file, tmp_path / "part.keras", **{part.split(".")[0]: None})
    with pytest.raises(WeightsFileError, match=f"not a network: {part} missing"):
        load_network(path)


def test_description_is_no_json(whole_file, tmp_path):
    path = copy_with(whole_file, tmp_path / "text.keras", config=b"{]")
    with pytest.raises(WeightsFileError, match="cannot be read"):
        load_network(path)


def test_weights_of_another_network(whole_file, tmp_path):
    other = tmp_path / "other.keras"
    save_network(build_autoencoder(16, (3,), (64,), ((3, 2),), image_size=16), other)
    with zipfile.ZipFile(other) as archive:
        path = copy_with(whole_file, tmp_path / "mixed.keras",
                         model=archive.read("model.weights.h5"))
    with pytest.raises(WeightsFileError, match="do not fit"):
        load_network(path)


def test_another_version(whole_file, tmp_path):
    config = read_config(whole_file)
    config["config"]["layers"][1]["config"]["option_of_the_future"] = 1
    path = copy_with(whole_file, tmp_path / "future.keras", config=json.dumps(config),
                     metadata=json.dumps({"keras_version": "9.1.0"}))
    with pytest.raises(WeightsFileError, match=r"written by Keras 9\.1\.0.*Install that version"):
        load_network(path)


def test_lambda_that_would_run_code(tmp_path):
    import keras

    image = keras.Input((4, 4, 3))
    network = keras.Model(image, keras.layers.Lambda(lambda x: x + 1)(image))
    network.save(tmp_path / "lambda.keras")
    with pytest.raises(WeightsFileError, match="carries code"):
        load_network(tmp_path / "lambda.keras")


@pytest.mark.parametrize("module, name", [
    ("os", "system"), ("builtins", "function"), ("keras.utils", "get_file"),
    ("keras.src.utils.file_utils", "get_file"), (None, "get_file"), ("kerasx", "Dense")])
def test_description_that_calls_code(whole_file, tmp_path, module, name):
    config = read_config(whole_file)
    config["config"]["layers"][1]["config"]["kernel_initializer"] = {
        "module": module, "class_name": name, "config": {}, "registered_name": None}
    path = copy_with(whole_file, tmp_path / "call.keras", config=json.dumps(config))
    with pytest.raises(WeightsFileError, match="carries code or calls it"):
        load_network(path)


def test_layer_that_the_course_does_not_use(whole_file, tmp_path):
    config = read_config(whole_file)
    config["config"]["layers"][1]["class_name"] = "LSTM"
    path = copy_with(whole_file, tmp_path / "layer.keras", config=json.dumps(config))
    with pytest.raises(WeightsFileError, match="kind LSTM"):
        load_network(path)


def test_weights_that_are_no_numbers(tmp_path):
    network = build_small()
    network.set_weights([np.full_like(weight, np.nan) for weight in network.get_weights()])
    save_network(network, tmp_path / "nan.keras")
    with pytest.raises(WeightsFileError, match="weights that are no numbers"):
        load_network(tmp_path / "nan.keras")
