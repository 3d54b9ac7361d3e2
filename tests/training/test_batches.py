"""Batches: which images come when, and how they are changed."""

import numpy as np
import pytest

from inpaint_lib.random_holes import RandomHoles
from inpaint_lib.training.batches import count_steps, draw_batch, order_images, order_sets
from inpaint_lib.training.recipes import Augmentation
from tests.training.tiny_runs import make_images


def test_every_image_comes_once_an_epoch_in_another_order():
    first, second = order_images(20, 1, 0), order_images(20, 1, 1)
    assert sorted(first) == sorted(second) == list(range(20))
    assert first.tolist() != second.tolist()


def test_a_batch_follows_from_seed_epoch_and_step():
    images, order = make_images(8), np.arange(8)
    changes = Augmentation(shift=8, mirror=True, turn=5, zoom=.1, brightness=.2, colour=.1)
    batches = [draw_batch(images, order, 4, seed, epoch, step, changes)
               for seed, epoch, step in ((1, 0, 0), (1, 0, 0), (2, 0, 0), (1, 1, 0), (1, 0, 1))]
    for one in batches:
        assert one.images_uint8.dtype == np.uint8
    np.testing.assert_array_equal(batches[0].images_uint8, batches[1].images_uint8)
    np.testing.assert_array_equal(batches[0].gains, batches[1].gains)
    for other in batches[2:]:
        assert (batches[0].images_uint8 != other.images_uint8).any()
        assert (batches[0].gains != other.gains).any()


def test_no_changes_leave_the_images_alone():
    images, order = make_images(8), np.arange(8)[::-1]
    batch = draw_batch(images, order, 4, 1, 0, 1, Augmentation())
    np.testing.assert_array_equal(batch.images_uint8, images[3::-1])
    assert (batch.gains == 1).all()


def test_maps_move_with_their_images():
    images = make_images(16)
    maps = images[..., :1].copy()
    batch = draw_batch(images, np.arange(16), 16, 1, 0, 0,
                       Augmentation(shift=9, mirror=True, turn=10, zoom=.2), maps)
    np.testing.assert_array_equal(batch.images_uint8[..., :1], batch.weights_uint8)
    assert (batch.images_uint8 != images).any(axis=(1, 2, 3)).all()


def test_shifts_reach_their_limit_and_mirror_the_rim():
    ramp = np.zeros((1, 32, 32, 3), np.uint8)
    ramp[0] = np.arange(32, dtype=np.uint8)[:, np.newaxis, np.newaxis]
    tops = {int(draw_batch(ramp, np.zeros(1, int), 1, 1, epoch, 0, Augmentation(shift=2))
                .images_uint8[0, 16, 0, 0]) for epoch in range(60)}
    assert tops == {14, 15, 16, 17, 18}
    first = {tuple(draw_batch(ramp, np.zeros(1, int), 1, 1, epoch, 0, Augmentation(shift=2))
                   .images_uint8[0, :3, 0, 0].tolist()) for epoch in range(60)}
    assert first == {(2, 1, 0), (1, 0, 1), (0, 1, 2), (1, 2, 3), (2, 3, 4)}


def test_a_share_is_a_part_of_the_batch():
    images, order = make_images(8), np.arange(8)
    changes = Augmentation(shift=8, mirror=True, turn=5, zoom=.1, brightness=.2, colour=.1)
    whole, part = (draw_batch(images, order, 8, 1, 0, 0, changes, share=share)
                   for share in (slice(None), slice(1, None, 3)))
    np.testing.assert_array_equal(part.images_uint8, whole.images_uint8[[1, 4, 7]])
    np.testing.assert_array_equal(part.gains, whole.gains[[1, 4, 7]])


def test_sets_take_turns_and_the_smaller_one_begins_anew():
    order = order_sets((7, 3, 1), 1, 0)
    turns = order.reshape(7, 3)
    assert sorted(turns[:, 0]) == list(range(7))
    for third in (turns[:3, 1], turns[3:6, 1]):
        assert sorted(third) == [7, 8, 9]
    assert (turns[:, 2] == 10).all()
    assert order.tolist() == order_sets((7, 3, 1), 1, 0).tolist()
    assert order.tolist() != order_sets((7, 3, 1), 1, 1).tolist()


def test_holes_follow_from_seed_epoch_and_step_and_move_no_image():
    images, order = make_images(8), np.arange(8)
    changes, holes = Augmentation(shift=8, brightness=.2), RandomHoles(sides=(8,))
    drawn = [draw_batch(images, order, 4, seed, epoch, step, changes, random_holes=holes)
             for seed, epoch, step in ((1, 0, 0), (1, 0, 0), (2, 0, 0), (1, 1, 0), (1, 0, 1))]
    assert drawn[0].masks.dtype == bool and drawn[0].masks.shape == (4, 48, 48, 1)
    np.testing.assert_array_equal(drawn[0].masks, drawn[1].masks)
    for other in drawn[2:]:
        assert (drawn[0].masks != other.masks).any()
    without = draw_batch(images, order, 4, 1, 0, 0, changes)
    assert without.masks is None
    np.testing.assert_array_equal(without.images_uint8, drawn[0].images_uint8)
    part = draw_batch(images, order, 4, 1, 0, 0, changes, share=slice(1, None, 2),
                      random_holes=holes)
    np.testing.assert_array_equal(part.masks, drawn[0].masks[1::2])


def test_fewer_images_than_a_batch():
    with pytest.raises(ValueError, match="3 images to train on, fewer than one batch of 4"):
        count_steps(3, 4)


def test_calm_epochs_at_the_end_see_the_images_as_they_are():
    changes = Augmentation(shift=4, mirror=True, calm_epochs=2)
    assert [changes.choose(epoch, 5) == changes for epoch in range(5)] == [True] * 3 + [False] * 2
    assert changes.choose(4, 5) == Augmentation()
    assert Augmentation(shift=4).choose(4, 5) == Augmentation(shift=4)
