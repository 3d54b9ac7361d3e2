"""One loader for all sets: the split, what is left out, and what is said about it."""

import json
import os
import random
import shutil
import warnings
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_lib.datasets import folders
from inpaint_lib.datasets.face_cache import load_faces
from inpaint_lib.datasets.folders import drop_near_duplicates, load_dataset

ROOT = Path(__file__).resolve().parents[2]
BIG_CATS = ROOT.parent / "shared" / "data" / "big-cats"


def save_noise(path, seed, side=40):
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 256, (side, side, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(path)


@pytest.fixture
def folder(tmp_path):
    """Twenty-four different pictures in two class folders."""
    for index in range(24):
        save_noise(tmp_path / "photos" / ("lynx" if index < 12 else "owl") / f"{index}.png", index)
    return tmp_path / "photos"


def test_page_states_the_counts_of_the_card():
    page = (ROOT / "book" / "your_own_photos.md").read_text()
    stored = json.loads((ROOT / "data" / "big_cats_load.json").read_text())
    assert f"{stored['n_found']:,} photographs" in page
    assert f"finds {len(stored['near_duplicates'])} pairs" in page


def load(folder, **options):
    return load_dataset(folder, progress=False, **options)


def test_folder_is_split_70_to_30_and_choosing_is_the_end_of_training(folder):
    dataset = load(folder)
    assert dataset.name == "photos"
    assert dataset.train_uint8.shape == (17, 128, 128, 3) and dataset.train_uint8.dtype == np.uint8
    assert dataset.validation_uint8.shape == (7, 128, 128, 3)
    assert dataset.n_choosing == 2
    both = np.concatenate([dataset.fitting_uint8, dataset.choosing_uint8])
    assert (both == dataset.train_uint8).all() and len(dataset.choosing_uint8) == 2
    assert "17 for training" in dataset.report.split_rule and "17 training" in repr(dataset)
    assert "24 pictures in" in str(dataset.report)


def test_names_and_labels_belong_to_their_images(folder):
    dataset = load(folder)
    for images, names, labels in [
            (dataset.train_uint8, dataset.train_names, dataset.train_labels),
            (dataset.validation_uint8, dataset.validation_names, dataset.validation_labels)]:
        assert [name.split("/")[0] for name in names] == list(labels)
        for image, name in zip(images, names, strict=True):
            assert (image == folders.read_square(folder / name)).all()
    names = {*dataset.train_names, *dataset.validation_names}
    assert len(names) == 24 and set(dataset.train_labels) == {"lynx", "owl"}


def test_split_does_not_hang_on_the_order_of_the_disk(folder, monkeypatch):
    expected = load(folder)
    true_walk = os.walk

    def shuffled_walk(top):
        for place, subfolders, names in true_walk(top):
            random.Random(1).shuffle(subfolders)
            yield place, subfolders, random.Random(2).sample(names, len(names))
    monkeypatch.setattr(os, "walk", shuffled_walk)
    assert (load(folder).train_names == expected.train_names).all()


def test_split_is_pinned(folder):
    """The order is a promise: a number in someone's report hangs on it."""
    assert list(load(folder).validation_names[:3]) == ["lynx/3.png", "owl/13.png", "lynx/6.png"]
    assert list(load(folder, seed=1).validation_names) != list(load(folder).validation_names)


def test_one_more_file_leaves_the_order_of_the_others(folder):
    before = load(folder)
    save_noise(folder / "owl" / "new.png", 99)
    after = load(folder)
    order = [name for name in [*after.train_names, *after.validation_names]
             if name != "owl/new.png"]
    assert order == [*before.train_names, *before.validation_names]


def test_large_set_gets_the_counts_of_the_paper(folder, monkeypatch):
    monkeypatch.setattr(folders, "N_USED", 20)
    monkeypatch.setattr(folders, "N_TRAIN", 13)
    monkeypatch.setattr(folders, "N_CHOOSING", 3)
    dataset = load(folder)
    assert (len(dataset.train_uint8), len(dataset.validation_uint8)) == (13, 7)
    assert dataset.n_choosing == 3
    assert dataset.report.n_not_needed == 4 and "the paper's counts" in dataset.report.split_rule


@pytest.mark.parametrize("n_used, expected", [(4741, (3341, 400)), (4740, (3318, 397)),
                                              (2339, (1637, 196)), (10, (7, 1))])
def test_counts(n_used, expected):
    assert folders._choose_split(n_used)[:2] == expected


def test_same_file_is_never_on_both_sides(folder):
    for name in [path for path in folder.rglob("*.png")]:
        shutil.copy(name, name.with_name("copy of " + name.name))
        with Image.open(name) as picture:
            picture.save(name.with_suffix(".bmp"))
    dataset = load(folder)
    pixels = [image.tobytes() for image in (*dataset.train_uint8, *dataset.validation_uint8)]
    assert len(pixels) == len(set(pixels)) == 24
    assert len(dataset.report.copies) == 48
    used = {*dataset.train_names, *dataset.validation_names}
    for copy, first in dataset.report.copies:
        assert copy not in used and first in used


def test_near_duplicates_across_the_split_are_reported_and_can_be_dropped(folder):
    for index in range(24, 60):
        side = 40
        pixels = np.random.default_rng(0).integers(0, 200, (side, side, 3), dtype=np.uint8)
        Image.fromarray(pixels + index // 2).save(folder / f"{index}.png")
    dataset = load(folder)
    series = [name for name in dataset.validation_names if "/" not in name]
    pairs = dataset.report.near_duplicates
    assert sorted(validation for _, validation, _ in pairs) == sorted(series) != []
    assert all("/" not in train and train in dataset.train_names for train, _, _ in pairs)
    cleaned = drop_near_duplicates(dataset)
    assert len(cleaned.validation_uint8) == len(dataset.validation_uint8) - len(series)
    assert not set(cleaned.validation_names) & set(series)
    assert cleaned.train_uint8 is dataset.train_uint8 and not cleaned.report.near_duplicates


def test_bad_files_are_named_in_one_warning(folder):
    (folder / "empty.jpg").touch()
    (folder / "lynx" / "text.jpg").write_text("Dear diary")
    (folder / "notes.txt").write_text("ignored quietly")
    Image.new("RGB", (1, 1)).save(folder / "dot.png")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        dataset = load(folder)
    assert len(caught) == 1
    message = str(caught[0].message)
    assert message.count("\n") == 3 and "3 file(s) skipped" in message and str(folder) in message
    for line in ["  dot.png: too small: 1 x 1 pixels", "  empty.jpg: empty (0 bytes)",
                 "  lynx/text.jpg: not a picture"]:
        assert line in message
    assert caught[0].filename == __file__
    assert len(dataset.report.skipped) == 3 and dataset.report.n_found == 27


def test_a_long_list_of_bad_files_is_cut_in_the_warning_and_whole_in_the_report(folder):
    for index in range(50):
        (folder / f"empty{index}.jpg").touch()
    with pytest.warns(UserWarning, match="and 30 more; dataset.report.skipped") as caught:
        dataset = load(folder)
    assert str(caught[0].message).count("\n") == 21 and len(dataset.report.skipped) == 50


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_name_that_is_not_unicode_is_no_obstacle(folder):
    (folder / os.fsdecode(b"caf\xe9.jpg")).touch()
    shutil.copy(folder / "owl" / "20.png", folder / os.fsdecode(b"\xff.png"))
    with pytest.warns(UserWarning, match="empty") as caught:
        load(folder)
    str(caught[0].message).encode("utf-8")


def test_clean_folder_gives_no_warning(folder):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load(folder)


def test_pictures_of_every_mode_load_together(folder):
    picture = Image.effect_noise((50, 60), 80)
    for index, mode in enumerate(["1", "L", "LA", "P", "RGB", "RGBA", "I;16"]):
        picture.convert("I" if mode == "I;16" else mode).convert(mode).save(
            folder / f"mode {index}.png")
    picture.convert("CMYK").save(folder / "mode 9.jpg")
    names = load(folder)
    assert len(names.train_names) + len(names.validation_names) + len(names.report.copies) == 32


def test_no_folder_is_an_error_that_names_the_sets(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match="Did you mean 'afhq-wild'") as caught:
        load("afhq_wild")
    assert "faces, afhq-wild, big-cats" in str(caught.value)
    with pytest.raises(FileNotFoundError, match="There is no folder"):
        load_dataset("big-cats", folder=tmp_path / "nowhere")


@pytest.mark.parametrize("options", [{"source": ""}, {"source": "afhq-wild", "folder": " "}])
def test_an_empty_name_is_no_folder(folder, monkeypatch, options):
    monkeypatch.chdir(folder)
    with pytest.raises(ValueError, match="name of the folder of pictures is empty"):
        load_dataset(**options)


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "photos.zip").touch()
    with pytest.raises(NotADirectoryError, match="unpack it first"):
        load(tmp_path / "photos.zip")


@pytest.mark.parametrize("name", [None, "notes.txt", ".hidden.jpg"])
def test_folder_without_pictures(tmp_path, name):
    if name:
        (tmp_path / name).touch()
    with pytest.raises(FileNotFoundError, match="no picture in .* wanted files that end in"):
        load(tmp_path)


def test_too_few_pictures_say_how_many_there_were_and_why(tmp_path):
    for index in range(9):
        save_noise(tmp_path / f"{index}.png", index)
    (tmp_path / "empty.jpg").touch()
    shutil.copy(tmp_path / "1.png", tmp_path / "again.png")
    with pytest.raises(ValueError, match="9 different pictures .* at least 10") as caught:
        load(tmp_path)
    assert "empty.jpg: empty (0 bytes)" in str(caught.value)


def test_options_that_do_not_fit_the_source(folder):
    with pytest.raises(ValueError, match="faces are drawn"):
        load_dataset("faces", seed=3)
    with pytest.raises(ValueError, match="folder goes with afhq-wild and big-cats only"):
        load_dataset(folder, folder=folder)


def test_faces_are_the_default():
    dataset, faces = load_dataset(), load_faces()
    assert dataset.name == "faces" and dataset.n_choosing == 400
    assert (dataset.train_uint8[::500] == faces.train_uint8[::500]).all()
    assert (dataset.choosing_uint8[-1] == faces.train_uint8[-1]).all()
    assert (dataset.validation_uint8[::300] == faces.validation_uint8[::300]).all()
    assert list(dataset.validation_labels[:9]) == list(faces.validation_truth.species[:9])
    assert dataset.validation_names[0] == "face 3341"


@pytest.mark.skipif(not BIG_CATS.is_dir(), reason="the big-cat photographs are not here")
def test_big_cats_for_real():
    dataset = load(BIG_CATS)
    assert (len(dataset.train_uint8), len(dataset.validation_uint8)) == (1637, 702)
    assert dataset.report.skipped == () and dataset.report.copies == ()
    assert len(set(dataset.train_labels)) == 10
    stored = json.loads((ROOT / "data" / "big_cats_load.json").read_text())
    assert dataset.report.split_rule == stored["split_rule"]
    pairs = dataset.report.near_duplicates
    assert [list(pair[:2]) for pair in pairs] == [pair[:2] for pair in stored["near_duplicates"]]
    assert len(drop_near_duplicates(dataset).validation_uint8) == 702 - len(pairs)
