"""Windows: where they lie, what they are shown, and that their fills meet without a seam."""

import re
import subprocess
import sys
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_lib.datasets.faces import draw_face
from inpaint_lib.fills import any_size
from inpaint_lib.fills.any_size import (BATCH, MAX_PIXELS, NEAREST, RIM, SIDE, WIDEST,
                                        enlarge_picture, explain_too_large, fill_picture,
                                        find_boxes, find_coarse, paint_windows, place_windows,
                                        plan_levels, plan_windows, shrink_mask, shrink_picture,
                                        weigh_window)
from inpaint_lib.fills.classical import fill_telea
from inpaint_lib.images import as_float
from inpaint_lib.metrics.errors import mse_hole
from inpaint_lib.metrics.seam import mse_rim
from tests.paths import ROOT


class Recorder:
    """Fills like a network, without one, and remembers what it was shown."""

    def __init__(self, fill):
        self.fill, self.images, self.masks, self.batches = fill, [], [], []

    def __call__(self, images, masks):
        assert images.dtype == np.float32 and masks.dtype == bool
        assert images.shape[1:] == (SIDE, SIDE, 3) and masks.shape == images.shape[:-1]
        self.images += list(images)
        self.masks += list(masks)
        self.batches.append(len(images))
        return np.stack([self.fill(*pair) for pair in zip(images, masks, strict=True)])


def fill_mean(image, mask):
    """The mean of what is known in the window: NaN if that is nothing."""
    return np.where(mask[:, :, np.newaxis], image[~mask].mean(axis=0, dtype=np.float64),
                    image)


def fill_plane(image, mask):
    """The plane through the known pixels: exact on a ramp."""
    places = np.argwhere(np.ones_like(mask)) - SIDE / 2
    places = np.column_stack([places, np.ones(len(places))])
    known = ~mask.ravel()
    plane = np.linalg.lstsq(places[known], image.reshape(-1, 3)[known], rcond=None)[0]
    return np.where(mask[:, :, np.newaxis], (places @ plane).reshape(image.shape), image)


def make_mask(height, width, *holes):
    mask = np.zeros((height, width), bool)
    for top, left, bottom, right in holes:
        mask[top:bottom, left:right] = True
    return mask


def make_image(height, width, channels=3, seed=0):
    return np.random.default_rng(seed).random((height, width, channels), np.float32)


def make_ramp(height, width):
    rows, columns = np.mgrid[:height, :width]
    return np.stack([rows / height, columns / width, 0.2 + (rows + columns) / 9999],
                    axis=2).astype(np.float32)


@st.composite
def draw_masks(draw):
    """Masks of all sizes, from specks to holes larger than a window."""
    height, width = draw(st.integers(1, 330)), draw(st.integers(2, 330))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    mask = rng.random((height, width)) < draw(st.sampled_from([0, 0.002, 0.3]))
    for _ in range(draw(st.integers(0, 4))):
        top, left = rng.integers(height), rng.integers(width)
        mask[top:top + rng.integers(1, 250), left:left + rng.integers(1, 250)] = True
    mask[0, 0], mask[-1, -1] = True, False
    return mask


# What comes out

@settings(max_examples=25)
@given(draw_masks(), st.sampled_from([np.float16, np.float32, np.float64]),
       st.sampled_from([1, 3]))
def test_known_pixels_stay_and_every_missing_one_is_painted(mask, dtype, channels):
    image = make_image(*mask.shape, channels).astype(dtype)
    image[mask] = np.nan  # whatever is read here comes out
    recorder = Recorder(fill_mean)
    filled = fill_picture(image, mask, recorder)
    assert filled.dtype == dtype and filled.shape == image.shape
    np.testing.assert_array_equal(filled[~mask], image[~mask])
    assert (filled[mask] >= 0).all() and (filled[mask] <= 1).all()
    for shown, missing in zip(recorder.images, recorder.masks, strict=True):
        assert missing.any() and not missing.all()
        assert np.isfinite(shown[~missing]).all()


def check_one_colour_stays(mask):
    """Nothing that is missing may count as black on the way, in no sum and beside no rim."""
    colour = np.float32([0.2, 0.5, 1])
    filled = fill_picture(colour * ~mask[:, :, np.newaxis], mask, Recorder(fill_mean))
    np.testing.assert_allclose(filled, np.broadcast_to(colour, filled.shape), atol=1e-5)


@settings(max_examples=25)
@given(draw_masks())
def test_a_picture_of_one_colour_keeps_it(mask):
    check_one_colour_stays(mask)


def test_what_leads_into_a_coarse_hole_is_not_black_there():
    check_one_colour_stays(make_mask(300, 300, (101, 101, 200, 200), (101, 30, 133, 270)))


@settings(max_examples=10)
@given(draw_masks())
def test_what_lies_under_the_hole_changes_nothing(mask):
    image, recorders = make_image(*mask.shape), (Recorder(fill_mean), Recorder(fill_mean))
    other = np.where(mask[:, :, np.newaxis], 1 - image, image)
    np.testing.assert_array_equal(fill_picture(image, mask, recorders[0]),
                                  fill_picture(other, mask, recorders[1]))
    np.testing.assert_array_equal(recorders[0].images, recorders[1].images)


@pytest.mark.parametrize("hole", [(140, 160, 148, 200), (60, 100, 100, 140), (200, 240, 300, 360),
                                  (96, 0, 116, 640)])
def test_a_ramp_goes_on_through_holes_of_every_size(hole):
    """A shift by half a pixel on the way down or up, or a window put in the wrong place, shows."""
    ramp, mask = make_ramp(520, 640), make_mask(520, 640, hole)
    filled = fill_picture(ramp, mask, Recorder(fill_plane))
    np.testing.assert_allclose(filled, ramp, atol=2e-4)


def test_a_painted_value_outside_the_range_is_clipped():
    mask = make_mask(150, 150, (10, 10, 20, 20))
    filled = fill_picture(make_image(150, 150), mask, lambda images, masks: images + 2)
    assert (filled[mask] == 1).all()


def test_grey_pictures_are_shown_as_colour_and_averaged_back():
    recorder = Recorder(lambda image, mask: np.broadcast_to(np.float32([0.1, 0.2, 0.6]),
                                                            image.shape))
    image, mask = make_image(150, 150, 1), make_mask(150, 150, (10, 10, 20, 20))
    filled = fill_picture(image, mask, recorder)
    np.testing.assert_allclose(filled[mask], 0.3, atol=1e-6)
    (shown,), (missing,) = recorder.images, recorder.masks
    assert (np.ptp(shown, axis=2) == 0).all() and len(np.unique(shown[~missing])) > 1000


def test_a_small_picture_is_mirrored_at_its_borders():
    recorder = Recorder(fill_mean)
    image, mask = make_image(100, 200), make_mask(100, 200, (40, 30, 50, 40))
    filled = fill_picture(image, mask, recorder)
    (shown,), (missing,) = recorder.images, recorder.masks
    np.testing.assert_array_equal(shown[14:114], np.where(missing[14:114, :, np.newaxis],
                                                          shown[14:114], image[:, :128]))
    np.testing.assert_array_equal(shown[:14], shown[27:13:-1])
    np.testing.assert_array_equal(shown[114:], shown[113:99:-1])
    np.testing.assert_array_equal(filled[~mask], image[~mask])


def test_a_mirrored_hole_is_missing_too():
    recorder = Recorder(fill_mean)
    fill_picture(make_image(100, 200), make_mask(100, 200, (0, 30, 10, 40)), recorder)
    assert recorder.masks[0].sum() == 2 * 100 and recorder.masks[0][4:24, 30:40].all()


# Seams

def test_windows_that_disagree_are_blended_along_a_scratch():
    """Each window paints one value of its own; on the way to the next it changes step by step."""
    mask = make_mask(200, 900, (90, 0, 110, 900))
    values = iter(np.tile(np.float32([0.0, 1.0]), 99))
    filled = fill_picture(np.zeros((200, 900, 3), np.float32), mask,
                          Recorder(lambda image, mask: np.full_like(image, next(values))))
    painted = filled[mask]
    assert painted.min() < 0.3 and painted.max() > 0.7
    steps = np.abs(np.diff(filled[90:110], axis=1)).max(), np.abs(np.diff(filled[90:110], axis=0))
    assert steps[0] <= 0.06 and steps[1].max() < 1e-6


def test_from_the_rim_inwards_the_coarse_fill_takes_over_step_by_step():
    mask = make_mask(300, 300, (100, 100, 190, 190))
    levels = plan_levels(mask)
    values = iter([0.0] * len(levels[1].windows) + [1.0] * len(levels[0].windows))
    filled = fill_picture(np.zeros((300, 300, 3), np.float32), mask,
                          Recorder(lambda image, mask: np.full_like(image, next(values))))
    row = filled[145, 100:145, 0]
    np.testing.assert_allclose(row[:RIM], 1 - np.arange(RIM) / RIM, atol=1e-6)
    assert (row[RIM:] == 0).all()


@pytest.mark.parametrize("hole", [(120, 100, 160, 140), (70, 60, 190, 200), (0, 0, 60, 256),
                                  (110, 0, 122, 256)])
def test_on_a_drawn_face_the_rim_is_no_worse_than_the_inside(hole):
    face, mask = as_float(draw_face(3341, 256).image), make_mask(256, 256, hole)
    filled = fill_picture(face, mask, Recorder(fill_telea))
    assert mse_rim(filled, face, mask) <= mse_hole(filled, face, mask)
    # The measure sees a seam: so it does where the fill is of one colour.
    plain = np.where(mask[:, :, np.newaxis], face[~mask].mean(axis=0), face)
    assert mse_rim(plain, face, mask) > 2 * mse_rim(filled, face, mask)


@pytest.mark.parametrize("hole", [(70, 60, 190, 200), (110, 0, 122, 256)])
def test_with_the_course_s_network_too(hole):
    face, mask = as_float(draw_face(3341, 256).image), make_mask(256, 256, hole)
    filled = fill_picture(face, mask)
    assert mse_rim(filled, face, mask) <= mse_hole(filled, face, mask)


# Which size

@pytest.mark.parametrize("hole, is_coarse", [
    ((100, 100, 148, 148), False), ((100, 100, 149, 149), True), ((100, 100, 148, 300), False),
    ((0, 100, 24, 300), False), ((0, 100, 25, 300), True), ((0, 0, 24, 24), False)])
def test_a_hole_too_wide_for_a_window_is_filled_at_half_the_size_first(hole, is_coarse):
    mask = make_mask(400, 400, hole)
    assert find_coarse(mask).any() == is_coarse
    assert len(plan_levels(mask)) == 1 + is_coarse
    assert not (find_coarse(mask) & ~mask).any()


def test_a_scratch_that_leads_into_a_large_hole_keeps_its_size():
    mask = make_mask(300, 300, (100, 100, 200, 200), (150, 0, 154, 300))
    coarse = find_coarse(mask)
    np.testing.assert_array_equal(coarse, make_mask(300, 300, (100, 100, 200, 200)))
    assert plan_levels(mask)[0].painted[150:154, :100].all()


def test_a_small_copy_is_filled_only_where_it_is_used():
    mask = make_mask(600, 600, (50, 50, 150, 150), (400, 400, 440, 440))
    full, half, quarter = plan_levels(mask)
    assert full.painted[400:440, 400:440].all() and not half.painted[200:220, 200:220].any()
    assert half.mask[200:220, 200:220].all()
    assert not full.painted[50 + RIM + 1:150 - RIM - 1, 50 + RIM + 1:150 - RIM - 1].any()
    assert full.painted[50:50 + RIM, 50:150].all()
    assert not half.coarse[:, 80:].any() and not quarter.coarse.any()


def test_the_fine_windows_see_the_coarse_fill():
    mask = make_mask(300, 300, (100, 100, 190, 190))
    recorder = Recorder(lambda image, mask: np.full_like(image, 0.75))
    fill_picture(np.zeros((300, 300, 3), np.float32), mask, recorder)
    coarse, *fine = zip(recorder.images, recorder.masks, strict=True)
    assert coarse[1].sum() == 45 * 45 and (coarse[0][coarse[1]] == 0).all()
    for shown, missing in fine:
        assert set(np.unique(shown[~missing].round(6)).tolist()) == {0, 0.75}


@settings(max_examples=25)
@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 999))
def test_half_the_size_is_the_mean_of_the_known_pixels_of_four(height, width, seed):
    image = make_image(height, width, seed=seed)
    mask = np.random.default_rng(seed + 1).random((height, width)) < 0.6
    shrunk, small = shrink_picture(image, mask), shrink_mask(mask)
    assert shrunk.shape == (-(-height // 2), -(-width // 2), 3) and small.shape == shrunk.shape[:2]
    for row, column in np.ndindex(small.shape):
        cut = np.s_[2 * row:2 * row + 2, 2 * column:2 * column + 2]
        known = image[cut][~mask[cut]]
        assert small[row, column] == (len(known) == 0)
        expected = known.mean(axis=0) if len(known) else 0
        np.testing.assert_allclose(shrunk[row, column], expected, atol=1e-6)


@pytest.mark.parametrize("height, width", [(40, 60), (39, 60), (40, 59), (39, 59), (1, 2)])
def test_a_ramp_comes_back_from_half_the_size(height, width):
    ramp = make_ramp(40, 60)[:height, :width]
    half = shrink_picture(ramp, np.zeros((height, width), bool))
    drawn = enlarge_picture(half, height, width)
    assert drawn.shape == ramp.shape
    # The border has no neighbour to mix with, and the last of odd rows no partner.
    np.testing.assert_allclose(drawn[1:-2, 1:-2], ramp[1:-2, 1:-2], atol=1e-5)


# Where the windows lie

@pytest.mark.parametrize("box, window", [
    ((200, 300, 248, 348), [160, 260]), ((200, 300, 201, 301), [136, 236]),
    ((0, 0, 48, 48), [0, 0]), ((352, 552, 400, 600), [272, 472]), ((5, 300, 15, 310), [0, 241])])
def test_a_hole_lies_in_the_middle_of_its_window_or_the_window_at_the_border(box, window):
    found = plan_windows(make_mask(400, 600, box))
    assert np.abs(found - [window]).max() <= 1
    assert ((found >= 0) & (found <= [[400 - SIDE, 600 - SIDE]])).all()


@settings(max_examples=40)
@given(draw_masks())
def test_every_part_lies_in_a_window_with_known_pixels_around_it(mask):
    mask = any_size.add_frame(mask)
    boxes = find_boxes(mask)
    covered = np.zeros_like(mask)
    for top, left, bottom, right in boxes:
        assert max(bottom - top, right - left) <= WIDEST
        covered[top:bottom, left:right] = True
    assert (covered | ~mask).all()
    placed = place_windows(boxes, *mask.shape)
    margins = np.maximum(NEAREST, np.ceil((boxes[:, 2:] - boxes[:, :2]).max(axis=1) * 40 / 48))
    before = np.maximum(boxes[:, :2] - margins[:, np.newaxis], 0)
    after = np.minimum(boxes[:, 2:] + margins[:, np.newaxis], mask.shape)
    inside = ((placed <= before[:, np.newaxis]).all(axis=2)
              & (placed + SIDE >= after[:, np.newaxis]).all(axis=2))
    assert inside.any(axis=1).all()


def test_holes_that_lie_close_share_a_window_and_others_do_not():
    near = make_mask(500, 500, (100, 100, 110, 110), (150, 140, 160, 150))
    far = make_mask(500, 500, (100, 100, 110, 110), (150, 240, 160, 250))
    assert len(plan_windows(near)) == 1 and len(plan_windows(far)) == 2


def test_a_thousand_specks_share_windows():
    mask = np.random.default_rng(0).random((512, 512)) < 0.01
    assert len(find_boxes(mask)) > 2000
    assert len(plan_windows(mask)) <= 60


def test_a_scratch_is_cut_into_pieces_of_equal_length():
    boxes = find_boxes(make_mask(300, 300, (100, 10, 104, 110)))
    np.testing.assert_array_equal(sorted(map(tuple, boxes)), [
        (100, 10, 104, 44), (100, 44, 104, 77), (100, 77, 104, 110)])
    diagonal = np.eye(300, dtype=bool)
    assert len(find_boxes(diagonal)) == 7


def test_two_long_holes_are_cut_one_by_one():
    boxes = find_boxes(make_mask(300, 300, (0, 0, 3, 60), (0, 70, 4, 130)))
    assert sorted(map(tuple, boxes)) == [(0, 0, 3, 30), (0, 30, 3, 60), (0, 70, 4, 100),
                                         (0, 100, 4, 130)]


def test_a_window_counts_less_towards_its_border_unless_the_picture_ends_there():
    middle = weigh_window((50, 60), 500, 500)
    np.testing.assert_array_equal(middle, middle[::-1, ::-1])
    assert middle[64, 64] == 1 and (middle[0] == 0).all() and (middle[:, -1] == 0).all()
    assert 0 < middle[20, 64] < middle[40, 64] < 1
    assert middle[31, 64] + middle[32, 64] == pytest.approx(1)  # halfway between 8 and 56
    assert weigh_window((0, 60), 500, 500)[0, 64] == 1
    assert weigh_window((372, 372), 500, 500)[-1, -1] == 1
    assert (weigh_window((0, 0), SIDE, SIDE) == 1).all()


# How the work is done

def test_windows_come_in_batches_and_are_reported():
    mask = np.zeros((600, 600), bool)
    mask[20::150, 20::100] = True
    recorder, told = Recorder(fill_mean), []
    fill_picture(make_image(600, 600), mask, recorder, lambda *counts: told.append(counts))
    total = sum(len(level.windows) for level in plan_levels(mask))
    assert total == sum(recorder.batches) > BATCH and max(recorder.batches) == BATCH
    assert told[0] == (0, total) and told[-1] == (total, total)
    assert [done for done, _ in told] == np.cumsum([0, *recorder.batches]).tolist()


def test_what_is_not_painted_comes_back():
    image, missing = make_image(200, 200), make_mask(200, 200, (50, 50, 60, 60), (50, 70, 60, 80))
    painted = make_mask(200, 200, (50, 50, 60, 60))
    filled = paint_windows(image, missing, painted, plan_windows(painted), Recorder(fill_mean))
    np.testing.assert_array_equal(filled[~painted], image[~painted])


def test_a_fill_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"\(1, 128, 128, 3\).*returned \(1, 128, 128\)"):
        fill_picture(make_image(200, 200), make_mask(200, 200, (5, 5, 9, 9)),
                     lambda images, masks: images[..., 0])


def test_four_megapixels_stay_within_their_memory():
    """At most ten times the picture itself, whose 50 MB are not counted."""
    image = np.zeros((2048, 2048, 3), np.float32)
    mask = make_mask(2048, 2048, (200, 200, 900, 800), (1500, 0, 1510, 2048))
    mask[1000:1400] = np.random.default_rng(0).random((400, 2048)) < 0.01
    tracemalloc.start()
    try:
        filled = fill_picture(image, mask, lambda images, masks: images)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert filled.nbytes < peak < 10 * image.nbytes


def test_filling_loads_no_tensorflow():
    code = ("import sys, numpy as np; from inpaint_lib.fills.any_size import fill_picture; "
            "image = np.full((40, 50, 3), 0.5, np.float32); "
            "fill_picture(image, np.arange(2000).reshape(40, 50) == 999); "
            "print('tensorflow' in sys.modules)")
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert run.stdout == "False\n", run.stderr


IMAGE, MASK = make_image(40, 50), make_mask(40, 50, (5, 5, 9, 9))


@pytest.mark.parametrize("image, mask, error, message", [
    (IMAGE, MASK[:30], ValueError, r"\(30, 50\).*\(40, 50\)"),
    (IMAGE, ~MASK & MASK, ValueError, "no pixel is missing"),
    (IMAGE, MASK | True, ValueError, "no pixel is known"),
    (IMAGE, MASK.astype(np.uint8), TypeError, "uint8; wanted bool"),
    ((255 * IMAGE).astype(np.uint8), MASK, TypeError, "uint8.*as_float"),
    (255 * IMAGE, MASK, ValueError, r"values from .* to 25\d.*; wanted numbers in \[0, 1\]"),
    (IMAGE - 0.5, MASK, ValueError, r"from -0\.\d+ to"),
    (np.where(np.arange(3) == 1, np.nan, IMAGE), MASK, ValueError, "NaN"),
    (IMAGE[:, :, 0], MASK, ValueError, "channel axis is missing"),
    (np.dstack([IMAGE, IMAGE[:, :, 0]]), MASK, ValueError, "4 channels.*alpha"),
    (IMAGE[:, :, :2], MASK, ValueError, "2 channels.*alpha"),
    (IMAGE[np.newaxis], MASK, ValueError, "one image"),
    (np.broadcast_to(np.float32(0), (2048, 2049, 3)), np.eye(2048, 2049, dtype=bool), ValueError,
     r"2049 x 2048 = 4,196,352 pixels \(width x height\), and at most 4,194,304.*Shrink"),
    (np.broadcast_to(np.float32(0), (1, MAX_PIXELS, 3)), np.arange(MAX_PIXELS)[np.newaxis] == 9,
     ValueError, "4194304 x 1 pixels.*so few rows or columns is filled up to 32,768 pixels long"),
])
def test_wrong_input_is_refused(image, mask, error, message):
    with pytest.raises(error, match=message):
        fill_picture(image, mask, Recorder(fill_mean))


@pytest.mark.parametrize("height, width", [
    (2048, 2049), (1, MAX_PIXELS), (40_000, 1), (128, 40_000), (40_000, 127), (100, 130_000)])
def test_the_size_that_is_advised_fits(height, width):
    advised = re.search(r"to (\d+) x (\d+),", explain_too_large(height, width)).groups()
    assert explain_too_large(*map(int, advised[::-1])) == ""


@pytest.mark.parametrize("height, width", [(2048, 2048), (1, 32_768)])
def test_the_largest_picture_is_taken(height, width):
    image = np.broadcast_to(np.float32(0.5), (height, width, 3))
    mask = make_mask(height, width, (0, 5, 9, 9))
    assert fill_picture(image, mask, Recorder(fill_mean)).shape == image.shape
