"""Small networks for random holes: what they see, that they learn, and that seeds hold."""

import numpy as np
import pytest

from inpaint_lib.random_holes import draw_masks
from inpaint_lib.metrics.errors import mse_hole_each
from inpaint_lib.training.small import (HOLES, KINDS, build_small_network, join_mask, paint_small,
                                        shrink_images, train_small_network)


@pytest.fixture(scope="module")
def images():
    """Plain squares of random colours."""
    colours = np.random.default_rng(0).uniform(0.2, 0.8, (160, 1, 1, 3))
    return np.broadcast_to(colours, (160, 32, 32, 3)).astype(np.float32)


@pytest.fixture(scope="module")
def masks():
    return draw_masks(7, 60, 32, 32, HOLES)


def test_shrinking_takes_means():
    image = np.zeros((1, 128, 128, 3), np.uint8)
    image[0, :2, :4] = 200
    assert shrink_images(image)[0, 0, 0].tolist() == pytest.approx([100 / 255] * 3)


def test_the_mask_comes_last_and_the_hole_is_black(images, masks):
    given = join_mask(images[:60], masks)
    np.testing.assert_array_equal(given[..., 3] == 1, masks)
    assert not given[masks][:, :3].any() and given[~masks][:, :3].all()


@pytest.mark.parametrize("kind", KINDS)
def test_what_lies_under_the_hole_has_no_influence(kind, images, masks):
    network = build_small_network(kind)
    spoilt = np.where(masks[..., np.newaxis], np.float32(9), images[:60])
    np.testing.assert_array_equal(paint_small(network, spoilt, masks)[masks],
                                  paint_small(network, images[:60], masks)[masks])


def test_both_kinds_have_the_same_layers():
    counts = [build_small_network(kind).count_params() for kind in KINDS]
    assert abs(counts[0] - counts[1]) < 0.01 * counts[0]


@pytest.mark.parametrize("kind", KINDS)
def test_training_lowers_the_error_and_follows_the_seed(kind, images, masks):
    trained = [train_small_network(kind, images, seed, epochs=6, width=4) for seed in (1, 1, 2)]
    losses = [pair[1] for pair in trained]
    assert losses[0][-1] < losses[0][0] and len(losses[0]) == 6
    assert losses[0] == pytest.approx(losses[1], rel=1e-3) and losses[0] != losses[2]
    fresh = build_small_network(kind, width=4)
    before, after = (mse_hole_each(paint_small(network, images[:60], masks), images[:60], masks)
                     for network in (fresh, trained[0][0]))
    assert after.mean() < before.mean()


def test_painting_leaves_known_pixels_alone(images, masks):
    filled = paint_small(build_small_network("plain"), images[:60], masks)
    np.testing.assert_array_equal(filled[~masks], images[:60][~masks])
    assert filled.min() >= 0 and filled.max() <= 1


def test_scores_count_missing_pixels_only():
    truth, mask = np.zeros((1, 4, 4, 3)), np.zeros((1, 4, 4), bool)
    mask[0, 0, :2] = True
    fill = np.full((1, 4, 4, 3), 2.0)
    fill[0, 0, :2] = [[1, 0, 0], [0, 0, 2]]
    assert mse_hole_each(fill, truth, mask).tolist() == pytest.approx([5 / 6])


def test_unknown_kind():
    with pytest.raises(ValueError, match="plain, partial"):
        build_small_network("gated")
