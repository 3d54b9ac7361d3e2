"""Random holes: reproducible, within their bounds, everywhere."""

import numpy as np
import pytest

from inpaint_lib.holes import make_mask
from inpaint_lib.random_holes import (
    SPECIALIST_HOLES,
    TABLE_SIDES,
    RandomHoles,
    draw_fixed_masks,
    draw_masks,
    draw_shapes,
    draw_square,
    draw_table_mask,
)


def find_bounds(mask):
    """Return first and last missing row and column."""
    rows, columns = np.nonzero(mask)
    return rows.min(), rows.max(), columns.min(), columns.max()


def is_square(mask, side):
    top, bottom, left, right = find_bounds(mask)
    return mask.sum() == side ** 2 and bottom - top == right - left == side - 1


def test_a_seed_gives_its_masks_and_another_others():
    first, again, *others = (draw_masks(seed, 8, 64, 64, RandomHoles(sides=(8, 16))) for seed in
                             ([1, 2, 3], [1, 2, 3], [2, 2, 3], [1, 3, 3], [1, 2, 4]))
    assert first.dtype == bool
    np.testing.assert_array_equal(first, again)
    for other in others:
        assert (first != other).any()


def test_half_of_the_masks_are_one_square_of_the_table():
    masks = draw_masks(0, 400, 128, 128)
    sides = np.sqrt(masks.sum(axis=(1, 2)))
    found = {side: sum(is_square(mask, side) for mask in masks[sides == side])
             for side in TABLE_SIDES}
    assert 160 <= sum(found.values()) <= 240
    assert min(found.values()) >= 20


def test_a_share_of_the_masks_are_the_specialists():
    places = [make_mask(hole, 128, 128) for hole in SPECIALIST_HOLES]
    masks = draw_masks(0, 400, 128, 128, RandomHoles(specialist_share=0.25))
    counts = [sum((mask == place).all() for mask in masks) for place in places]
    assert 70 <= sum(counts) <= 130 and min(counts) >= 12
    assert not any((mask == place).all() for mask in draw_masks(0, 400, 128, 128)
                   for place in places)


def test_several_squares_together_are_no_larger_than_the_longest_side_allows():
    holes = RandomHoles(sides=(8, 16, 32), square_share=1.0, most_squares=4)
    masks = draw_masks(0, 300, 128, 128, holes)
    areas = masks.sum(axis=(1, 2))
    assert areas.max() == 32 ** 2
    assert {side ** 2 for side in holes.sides} < set(areas.tolist())
    # Squares of 8 come up to four times, where sixteen would have room; those of 32 come alone.
    assert {64, 128, 192} <= set(areas.tolist()) and 320 not in areas
    assert 70 <= sum(is_square(mask, 32) for mask in masks) <= 130


@pytest.mark.parametrize("size", [16, 33, 128])
def test_shapes_keep_within_their_bounds(size):
    rng = np.random.default_rng(size)
    shares = [draw_shapes(rng, size, size).mean() for _ in range(200)]
    assert min(shares) >= .02 and max(shares) <= .4


def test_small_shapes_are_as_common_as_large_ones():
    rng = np.random.default_rng(4)
    shares = [draw_shapes(rng, 128, 128).mean() for _ in range(300)]
    # The middle of 2% and 40% on a logarithmic scale is 8.9%.
    assert .4 < np.mean(np.array(shares) < .089) < .6


def test_shapes_are_no_single_rectangles_only():
    rng = np.random.default_rng(1)
    is_filled = []
    for _ in range(100):
        mask = draw_shapes(rng, 128, 128)
        top, bottom, left, right = find_bounds(mask)
        is_filled.append(mask[top:bottom + 1, left:right + 1].all())
    assert 0 < sum(is_filled) < 50


def test_holes_come_everywhere():
    masks = draw_masks(3, 1500, 128, 128)
    share = masks.mean(axis=0)
    assert share.min() > 0
    assert share[40:88, 40:88].max() < 3 * share[40:88, 40:88].min()


def test_every_place_of_a_square_is_equally_likely():
    rng = np.random.default_rng(2)
    places = [find_bounds(draw_square(rng, 10, 12, 8))[::2] for _ in range(1500)]
    found, counts = np.unique(places, axis=0, return_counts=True)
    assert found.tolist() == [[top, left] for top in range(3) for left in range(5)]
    assert counts.min() > 60 and counts.max() < 140


def test_fixed_masks_are_fixed_and_go_on():
    masks = draw_fixed_masks(12, 128, 128)
    np.testing.assert_array_equal(masks[:7], draw_fixed_masks(7, 128, 128))
    for index, side in enumerate((*TABLE_SIDES, None) * 2):
        assert is_square(masks[index], side) if side else not is_square(masks[index], 32)
    assert find_bounds(masks[0]) != find_bounds(masks[6])


@pytest.mark.parametrize("options, complaint", [
    (dict(sides=()), "at least one side"), (dict(sides=(8, 0)), "1 pixel or more"),
    (dict(square_share=1.5), "from 0 to 1"), (dict(specialist_share=-1.0), "from 0 to 1"),
    (dict(smallest=0.0), "smallest must be above 0"),
    (dict(smallest=.3), "twice as large"), (dict(largest=.9), "at most 0.6"),
])
def test_holes_that_cannot_be_drawn(options, complaint):
    with pytest.raises(ValueError, match=complaint):
        RandomHoles(**options)


@pytest.mark.parametrize("draw", [lambda: draw_masks(0, 1, 128, 40),
                                  lambda: draw_fixed_masks(1, 40, 128),
                                  lambda: draw_square(np.random.default_rng(0), 40, 47, 48)])
def test_squares_that_do_not_fit(draw):
    with pytest.raises(ValueError, match="48x48 does not fit into an image of"):
        draw()


def test_the_table_s_holes_are_fixed_and_each_image_has_its_own():
    masks = [draw_table_mask(index, 16) for index in range(20)]
    assert all(mask.sum() == 256 for mask in masks)
    assert len({mask.tobytes() for mask in masks}) == 20
    # The tables in data/ were measured with these.
    assert [find_bounds(mask)[::2] for mask in masks[:2]] == [(12, 72), (6, 48)]
    assert 0.02 <= draw_table_mask(3, "strokes").mean() <= 0.4
