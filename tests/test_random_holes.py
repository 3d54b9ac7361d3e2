"""Random holes: reproducible, within their bounds, everywhere; strokes, and what is no stroke."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inpaint_lib.holes import make_mask
from inpaint_lib.random_holes import (BROADEST, FARTHEST, SPECIALIST_HOLES, TABLE_SIDES,
                                      RandomHoles, Stroke, draw_brush, draw_fixed_masks,
                                      draw_masks, draw_shapes, draw_square, draw_strokes,
                                      draw_table_mask)

ROWS, COLUMNS = np.mgrid[:40, :50]


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


@pytest.mark.parametrize("breadth", [1, 2, 3, 6, 13, 64])
def test_a_brush_is_round(breadth):
    brush = draw_brush(breadth)
    assert brush.shape == (breadth, breadth) and brush[0].any() and brush[:, 0].any()
    for same in (brush[::-1], brush[:, ::-1], brush.T):
        assert np.array_equal(brush, same)
    assert breadth < 4 or abs(brush.sum() / (np.pi * breadth ** 2 / 4) - 1) < 0.15


@pytest.mark.parametrize("breadth", [1, 5, 13])
def test_one_point_leaves_the_print_of_the_brush(breadth):
    mask = draw_strokes([Stroke(((20, 30),), breadth)], 40, 50)
    assert np.array_equal(mask, np.hypot(ROWS - 20, COLUMNS - 30) <= breadth / 2)


def test_a_line_is_all_that_the_brush_passes():
    mask = draw_strokes([Stroke(((10, 5), (10, 40), (30, 40)), 7)], 40, 50)
    near = np.full(mask.shape, np.inf)
    for row, column in [(10, column) for column in range(5, 41)] + [(row, 40)
                                                                    for row in range(10, 31)]:
        near = np.minimum(near, np.hypot(ROWS - row, COLUMNS - column))
    assert np.array_equal(mask, near <= 3.5)


@pytest.mark.parametrize("point, missing", [((0, 0), True), ((-3, 20), True), ((-4, 20), False),
                                            ((20, 53), False), ((-9_000, 9_000), False)])
def test_what_lies_outside_is_left_out(point, missing):
    mask = draw_strokes([Stroke((point,), 7)], 40, 50)
    assert mask.shape == (40, 50) and mask.any() == missing


def test_a_line_comes_in_from_far_outside():
    mask = draw_strokes([Stroke(((20, -FARTHEST), (20, FARTHEST)), 3)], 40, 50)
    assert np.array_equal(mask, abs(ROWS - 20) <= 1)


STROKES = st.lists(st.builds(
    Stroke, st.lists(st.tuples(st.integers(-9, 49), st.integers(-9, 59)), min_size=1,
                     max_size=5).map(tuple), st.integers(1, BROADEST)), max_size=4)


@given(STROKES, STROKES)
def test_several_strokes_are_the_union_of_each(some, others):
    both = draw_strokes(some + others, 40, 50)
    assert np.array_equal(both, draw_strokes(others, 40, 50) | draw_strokes(some, 40, 50))
    assert draw_strokes(some[:1], 40, 50).sum() <= both.sum() or not some


def test_a_mask_may_be_changed_without_changing_the_next():
    stroke = Stroke(((20, 20),), 9)
    draw_strokes([stroke], 40, 50)[:] = True
    assert draw_strokes([stroke], 40, 50).sum() == draw_brush(9).sum()


@pytest.mark.parametrize("points, breadth, message", [
    ((), 3, "at least one point"), (((1, 1),), 0, "1 to 64 pixels broad, got 0"),
    (((1, 1),), 65, "got 65"), (((1, 2, 3),), 3, "a row and a column"),
    (((0.5, 1),), 3, "whole numbers"), (((10_001, 1),), 3, "at most 10,000"),
    (((float("inf"), 1),), 3, "whole numbers"), (((float("nan"), 1),), 3, "whole numbers")])
def test_nonsense_is_no_stroke(points, breadth, message):
    with pytest.raises(ValueError, match=message):
        Stroke(points, breadth)
