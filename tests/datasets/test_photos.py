"""The wheel's photographs: they load, and what is said of them is what scikit-image says."""

import re

import numpy as np
import pytest
import skimage.data

from inpaint_lib.datasets import photos
from inpaint_lib.datasets.photos import NOT_STATED, describe_photo, list_photos, load_photo

EVERY_NAME = list_photos(include_grey=True)
FUNCTION_NAMES = {"motorcycle": "stereo_motorcycle"}


@pytest.mark.parametrize("name", EVERY_NAME)
def test_photo_is_what_its_description_says(name):
    image, photo = load_photo(name), describe_photo(name)
    assert image.shape == (photo.height, photo.width, 3)
    assert image.dtype == np.float32
    assert image.min() >= 0 and image.max() <= 1 and image.std() > 0.01
    grey = (image == image[:, :, :1]).all()
    assert grey == (not photo.is_colour) == (name not in list_photos())


@pytest.mark.parametrize("name", EVERY_NAME)
def test_credit_is_found_in_the_words_of_scikit_image(name):
    photo = describe_photo(name)
    told = getattr(skimage.data, FUNCTION_NAMES.get(name, name)).__doc__
    told = re.sub(r"\s+", " ", told)
    for author in [] if photo.author == NOT_STATED else re.split(r", | \(", photo.author):
        assert author.strip("()") in told
    for address in re.findall(r"https?://\S+", photo.source):
        assert address in told
    if photo.licence == NOT_STATED:
        assert not re.search("CC0|licen|copyright|domain", told, re.IGNORECASE)
    else:
        assert all(words.lower() in told.lower() for words in photo.licence.split(", "))
    assert photo.title in photo.credit and photo.licence in photo.credit


def test_colour_photos_are_the_default_and_grey_ones_are_extra():
    assert {"chelsea", "coffee", "astronaut", "rocket"} < set(list_photos())
    assert {"camera", "brick", "grass"} < set(EVERY_NAME) - set(list_photos())


@pytest.mark.parametrize("name, hint", [("chelsey", "'chelsea'"), ("Coffee", "'coffee'"),
                                        (7, "astronaut, brick")])
def test_unknown_name_is_answered_with_the_names(name, hint):
    with pytest.raises(ValueError, match="no photograph named") as caught:
        load_photo(name)
    assert hint in str(caught.value)


def test_missing_file_is_an_error_and_not_a_download(monkeypatch, tmp_path):
    monkeypatch.setattr(photos, "files", lambda package: tmp_path)
    with pytest.raises(FileNotFoundError, match="does not carry chelsea.png"):
        load_photo("chelsea")
