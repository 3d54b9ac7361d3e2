"""What is far changes and what is near stays, to the last bit."""

import numpy as np
import pytest

from inpaint_lib.evaluation.context import (change_context, cover_far, mark_far, pair_with_others,
                                            shuffle_far, swap_far)
from inpaint_lib.holes import PAPER_32, Hole

HOLE = Hole(24, 32, 16, 16)


@pytest.fixture
def images():
    return np.random.default_rng(1).integers(0, 256, (3, 64, 80, 3), dtype=np.uint8)


@pytest.mark.parametrize("distance", [0, 5, 12])
def test_near_and_far_part_where_the_distance_says(distance):
    far = mark_far(HOLE, 64, 80, distance)
    assert far[24 - distance - 1, 32] and not far[24 - distance, 32]
    assert far[30, 48 + distance] and not far[30, 48 + distance - 1]
    assert (~far).sum() == (16 + 2 * distance) ** 2


def test_far_is_cut_off_at_the_rim_of_the_image():
    assert not mark_far(PAPER_32, 128, 128, 128).any()


@pytest.mark.parametrize("change", [
    lambda images: cover_far(images, HOLE, 8), lambda images: shuffle_far(images, HOLE, 8, seed=0),
    lambda images: swap_far(images, images[::-1], HOLE, 8)])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_what_is_near_stays_and_what_is_far_changes(images, change, dtype):
    images = images.astype(dtype) / dtype(1 if dtype == np.uint8 else 255)
    images = images.astype(dtype)
    before, changed = images.copy(), change(images)
    far = mark_far(HOLE, 64, 80, 8)
    assert changed.dtype == dtype and changed.shape == images.shape
    np.testing.assert_array_equal(changed[:, ~far], images[:, ~far])
    assert (changed[:, far] != images[:, far]).mean() > 0.3
    np.testing.assert_array_equal(images, before)


def test_cover_takes_the_mean_of_what_is_near_and_known(images):
    images[:, 24:40, 32:48] = 255
    covered = cover_far(images, HOLE, 4)
    near = ~mark_far(HOLE, 64, 80, 4)
    near[24:40, 32:48] = False
    np.testing.assert_array_equal(covered[1, 0, 0], np.rint(images[1][near].mean(axis=0)))


def test_cover_needs_something_near(images):
    with pytest.raises(ValueError, match="nothing known is near"):
        cover_far(images, HOLE, 0)


def test_shuffle_keeps_every_far_pixel_and_each_block_whole(images):
    changed = shuffle_far(images, HOLE, 8, seed=3)
    assert sorted(map(tuple, changed[0].reshape(-1, 3))) == sorted(
        map(tuple, images[0].reshape(-1, 3)))
    blocks = {images[0][row:row + 8, column:column + 8].tobytes()
              for row in range(0, 64, 8) for column in range(0, 80, 8)}
    assert changed[0][:8, :8].tobytes() in blocks


def test_shuffle_follows_its_seed(images):
    first, again, other = (shuffle_far(images, HOLE, 8, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_swap_takes_the_far_part_of_the_others(images):
    changed, far = swap_far(images, images[::-1], HOLE, 8), mark_far(HOLE, 64, 80, 8)
    np.testing.assert_array_equal(changed[0][far], images[2][far])


@pytest.mark.parametrize("call, words", [
    (lambda images: mark_far(HOLE, 64, 80, -1), "at least 0"),
    (lambda images: mark_far(HOLE, 30, 80, 1), "but the image is 30x80"),
    (lambda images: shuffle_far(images, HOLE, 8, 0, block=7), "blocks of 7x7"),
    (lambda images: swap_far(images, images[:2], HOLE, 8), "must be alike"),
    (lambda images: swap_far(images, images / 255, HOLE, 8), "must be alike")])
def test_errors_say_what_is_wrong(images, call, words):
    with pytest.raises(ValueError, match=words):
        call(images)


def test_pairs_are_of_another_kind():
    labels = np.random.default_rng(0).integers(0, 4, 50)
    pairs = pair_with_others(labels)
    assert (labels[pairs] != labels).all()
    assert pair_with_others([1, 1, 1]).tolist() == [1, 2, 0]
    with pytest.raises(ValueError, match="at least 2"):
        pair_with_others(["fox"])


def test_each_change_comes_for_each_distance(images):
    changes = dict(change_context(images, images[::-1], HOLE, distances=(4, 8)))
    assert len(changes) == 8
    np.testing.assert_array_equal(changes["covered 4"], cover_far(images, HOLE, 4))
    near = ~mark_far(HOLE, 64, 80, 8)
    np.testing.assert_array_equal(changes["near swapped 8"][:, near], images[::-1][:, near])
    np.testing.assert_array_equal(changes["near swapped 8"][:, ~near], images[:, ~near])
