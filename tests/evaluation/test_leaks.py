"""Planted copies are near-duplicates, and a method that remembers gains by them."""

import numpy as np
import pytest
from skimage import data

from inpaint_lib.datasets.near_duplicates import find_near_duplicates
from inpaint_lib.evaluation.leaks import (make_near_copies, measure_leaks, plant_copies,
                                          save_as_jpeg)
from inpaint_lib.holes import PAPER_32


def cut_photos(count):
    """Different windows of two photographs, 128x128."""
    rng, photos = np.random.default_rng(0), (data.astronaut(), data.coffee())
    windows = []
    for number in range(count):
        photo = photos[number % 2]
        top, left = (rng.integers(0, side - 127) for side in photo.shape[:2])
        windows.append(photo[top:top + 128, left:left + 128])
    return np.stack(windows)


PHOTOS = cut_photos(30)


def test_a_near_copy_is_found_by_the_search_for_near_duplicates():
    copies = make_near_copies(PHOTOS[:4])
    found = find_near_duplicates(PHOTOS, copies, threshold=0.6)
    assert sorted((row, other) for row, other, _ in found) == [(n, n) for n in range(4)]
    assert (copies != PHOTOS[:4]).any(axis=(1, 2, 3)).all()


def test_a_jpeg_knows_red_from_blue():
    kept = {}
    for name, channel in (("red", 0), ("green", 1), ("blue", 2)):
        stripes = np.full((32, 32, 3), 128, np.uint8)
        stripes[:, ::2, channel] += 60
        saved = save_as_jpeg(stripes, 90).astype(float)
        kept[name] = saved[:, ::2].mean() - saved[:, 1::2].mean()
    # Of stripes so fine a JPEG keeps the brightness alone, and blue has the smallest part in it.
    assert kept["green"] > 1.3 * kept["red"] > 2 * kept["blue"] > 0


def test_as_many_copies_are_planted_as_asked_for():
    leaky, has_copy = plant_copies(PHOTOS[:20], PHOTOS[20:], 0.4)
    assert leaky.shape == PHOTOS[:20].shape and has_copy.sum() == 4
    assert (leaky != PHOTOS[:20]).any(axis=(1, 2, 3)).sum() == 4
    _, more = plant_copies(PHOTOS[:20], PHOTOS[20:], 0.8)
    assert more[has_copy].all() and more.sum() == 8
    same, nobody = plant_copies(PHOTOS[:20], PHOTOS[20:], 0)
    assert (same == PHOTOS[:20]).all() and not nobody.any()


def test_only_leaked_images_gain():
    errors = measure_leaks(PHOTOS[:20], PHOTOS[20:], PAPER_32, [0, 0.5, 1])
    _, has_copy = plant_copies(PHOTOS[:20], PHOTOS[20:], 0.5)
    assert errors[0.5][has_copy].mean() < 0.5 * errors[0][has_copy].mean()
    assert errors[1].mean() < errors[0.5].mean() < errors[0].mean()


@pytest.mark.parametrize("share, words", [(-0.1, "between 0 and 1"), (1, "do not fit among 3")])
def test_impossible_shares_are_refused(share, words):
    with pytest.raises(ValueError, match=words):
        plant_copies(PHOTOS[:3], PHOTOS[3:10], share)


def test_only_colour_bytes_are_copied():
    with pytest.raises(TypeError, match="uint8"):
        make_near_copies(PHOTOS / 255)
