"""Kaggle's data sets, with a stand-in for kagglehub: whole, cut off, wrong, and no network."""

import errno
import io
import sys
import types
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from inpaint_lib.datasets import kaggle
from inpaint_lib.datasets.folders import load_dataset

N_STAND_IN = 24


def make_archive(names, contents=None):
    """Zip a noise picture, or `contents`, under each name."""
    rng = np.random.default_rng(0)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            picture = io.BytesIO()
            Image.fromarray(rng.integers(0, 256, (40, 40, 3), dtype=np.uint8)).save(picture, "PNG")
            archive.writestr(name, contents or picture.getvalue())
    return stream.getvalue()


AFHQ_NAMES = ([f"afhq/train/wild/pixabay_wild_{index:06}.jpg" for index in range(N_STAND_IN - 4)]
              + [f"afhq/val/wild/flickr_wild_{index:06}.jpg" for index in range(4)]
              + ["afhq/train/cat/cat_1.jpg", "afhq/val/dog/dog_1.jpg"])
CAT_NAMES = ([f"train/{species}/{index:03}.jpg" for species in ("SNOW LEOPARD", "PUMA")
              for index in range(N_STAND_IN // 2)]
             + ["test/PUMA/1.jpg", "valid/PUMA/1.jpg", "WILDCATS.CSV", "model.h5"])


@pytest.fixture(autouse=True)
def few_pictures(monkeypatch):
    for name, kaggle_set in list(kaggle.KAGGLE_SETS.items()):
        monkeypatch.setitem(kaggle.KAGGLE_SETS, name, replace(kaggle_set, n_pictures=N_STAND_IN))


@pytest.fixture
def kagglehub(monkeypatch, tmp_path):
    """A kagglehub whose download unpacks `archive`, or raises `error`."""
    stand_in = types.ModuleType("kagglehub")
    stand_in.archive, stand_in.error, stand_in.handles = b"", None, []

    def dataset_download(handle):
        stand_in.handles.append(handle)
        if stand_in.error:
            raise stand_in.error
        with zipfile.ZipFile(io.BytesIO(stand_in.archive)) as archive:
            archive.extractall(tmp_path / "1")
        return str(tmp_path / "1")
    stand_in.dataset_download = dataset_download
    monkeypatch.setitem(sys.modules, "kagglehub", stand_in)
    return stand_in


def assert_says_what_to_do(message, name):
    assert "in a browser" in message and f"load_dataset({name!r}, folder=" in message
    assert kaggle.KAGGLE_SETS[name].page in message


def test_afhq_takes_wild_from_both_parts_and_nothing_else(kagglehub):
    kagglehub.archive = make_archive(AFHQ_NAMES)
    dataset = load_dataset("afhq-wild", progress=False)
    names = [*dataset.train_names, *dataset.validation_names]
    assert sorted(f"afhq/{name}" for name in names) == sorted(AFHQ_NAMES[:N_STAND_IN])
    assert set(dataset.train_labels) == {"wild"} and dataset.name == "afhq-wild"
    assert kagglehub.handles == ["andrewmvd/animal-faces/versions/1"]


def test_big_cats_takes_the_train_folder_with_its_species(kagglehub):
    kagglehub.archive = make_archive(CAT_NAMES)
    dataset = load_dataset("big-cats", progress=False)
    assert len(dataset.train_names) + len(dataset.validation_names) == N_STAND_IN
    assert set(dataset.train_labels) == {"SNOW LEOPARD", "PUMA"}


def test_split_is_the_same_for_a_copy_with_plain_folder_names(kagglehub, tmp_path):
    kagglehub.archive = make_archive(CAT_NAMES)
    original = load_dataset("big-cats", progress=False)
    (tmp_path / "1" / "train").rename(tmp_path / "copy")
    for folder, plain in (("SNOW LEOPARD", "snow-leopard"), ("PUMA", "puma")):
        (tmp_path / "copy" / folder).rename(tmp_path / "copy" / plain)
    copy = load_dataset(tmp_path / "copy", progress=False)
    assert (copy.train_uint8 == original.train_uint8).all()
    assert (copy.validation_uint8 == original.validation_uint8).all()


@pytest.mark.parametrize("depth", ["", "animal-faces", "archive/animal-faces"])
def test_a_copy_unpacked_by_hand_needs_no_kagglehub(monkeypatch, tmp_path, depth):
    monkeypatch.setitem(sys.modules, "kagglehub", None)
    with zipfile.ZipFile(io.BytesIO(make_archive(AFHQ_NAMES))) as archive:
        archive.extractall(tmp_path / depth)
    dataset = load_dataset("afhq-wild", folder=tmp_path, progress=False)
    assert len(dataset.train_names) + len(dataset.validation_names) == N_STAND_IN


def test_without_kagglehub_the_error_tells_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "kagglehub", None)
    with pytest.raises(ImportError, match="pip install") as caught:
        load_dataset("afhq-wild", progress=False)
    assert_says_what_to_do(str(caught.value), "afhq-wild")


@pytest.mark.parametrize("error", [
    ConnectionRefusedError("[Errno 111] Connection refused"),
    OSError("Failed to resolve 'api.kaggle.com'"),
    RuntimeError("IncompleteRead(365000000 bytes read, 365000000 more expected)"),
    ValueError("Unsupported archive type."),
    PermissionError("403 Client Error. You don't have permission to access resource")])
def test_no_network_or_a_broken_download_is_one_kind_of_error(kagglehub, error, monkeypatch,
                                                              tmp_path):
    monkeypatch.setenv("KAGGLEHUB_CACHE", str(tmp_path))
    kagglehub.error = error
    with pytest.raises(ConnectionError, match="Could not download afhq-wild") as caught:
        load_dataset("afhq-wild", progress=False)
    message = str(caught.value)
    assert "730 MB" in message and str(error) in message and "load again" in message
    assert str(tmp_path / "datasets" / "andrewmvd" / "animal-faces") in message
    assert_says_what_to_do(message, "afhq-wild")


def test_a_full_disk_is_named(kagglehub):
    kagglehub.error = OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(OSError, match="disk is full") as caught:
        load_dataset("big-cats", progress=False)
    assert caught.value.errno == errno.ENOSPC and not isinstance(caught.value, ConnectionError)


def test_archive_cut_off_in_the_middle(kagglehub):
    whole = make_archive(AFHQ_NAMES)
    kagglehub.archive = whole[:len(whole) // 2]
    with pytest.raises(ConnectionError, match="BadZipFile"):
        load_dataset("afhq-wild", progress=False)


def test_unpacking_cut_off_in_the_middle(kagglehub):
    kagglehub.archive = make_archive(AFHQ_NAMES[2:])
    with pytest.raises(ValueError, match="not complete") as caught:
        load_dataset("afhq-wild", progress=False)
    assert f"{N_STAND_IN - 2} of {N_STAND_IN} pictures" in str(caught.value)
    assert "Delete that folder" in str(caught.value)


@pytest.mark.parametrize("names, found", [(CAT_NAMES, "WILDCATS.CSV, model.h5, test, train, valid"),
                                          ([], "nothing"), (AFHQ_NAMES[:20], "afhq")])
def test_wrong_content_names_what_was_wanted_and_found(kagglehub, tmp_path, names, found):
    (tmp_path / "1").mkdir()
    kagglehub.archive = make_archive(names)
    with pytest.raises(FileNotFoundError, match="does not look like afhq-wild") as caught:
        load_dataset("afhq-wild", progress=False)
    assert "afhq/train/wild and afhq/val/wild" in str(caught.value)
    assert f"found {found}." in str(caught.value)


def test_right_layout_full_of_web_pages(kagglehub):
    kagglehub.archive = make_archive(AFHQ_NAMES, contents=b"<html>please log in</html>")
    with pytest.raises(ValueError, match="0 different pictures") as caught:
        load_dataset("afhq-wild", progress=False)
    assert "train/wild/pixabay_wild_000000.jpg: not a picture" in str(caught.value)


def test_a_part_will_do_where_that_is_said(kagglehub):
    kagglehub.archive = make_archive(AFHQ_NAMES[2:])
    dataset = load_dataset("afhq-wild", progress=False, partial=True)
    assert dataset.report.n_found == N_STAND_IN - 2 and set(dataset.train_labels) == {"wild"}
