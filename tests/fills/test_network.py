"""Painting: what a network is shown, what comes back, and what cannot be painted."""

import keras
import numpy as np
import pytest
from scipy import ndimage

from inpaint_lib.fills.network import BATCH, make_fill, paint_squares, sharpen_squares
from inpaint_lib.holes import Hole, crop_hole, make_mask, paste_hole
from inpaint_lib.images import as_float
from inpaint_lib.models.autoencoder import build_pocket_network

SIZE = 32
HOLE = Hole(9, 10, 8, 8)
MASK = make_mask(HOLE, SIZE, SIZE)


class Painter:
    """Behaves like a network, is quick, and remembers what it was shown."""

    def __init__(self, paint, hole=HOLE, size=SIZE):
        self.input_shape = (None, size, size, 3)
        self.output_shape = (None, hole.height, hole.width, 3)
        self.paint, self.shown = paint, []

    def compiled_call(self, images):
        """Stands where `inpaint_lib.fills.network` keeps what it has compiled."""
        self.shown.append(images)
        return self.paint(images)


def crop_left(images):
    """The square beside the hole, on its left."""
    return images[:, HOLE.slices[0], HOLE.left - HOLE.width:HOLE.left]


def crop_right(images):
    return images[:, HOLE.slices[0], HOLE.right:HOLE.right + HOLE.width]


@pytest.fixture
def images():
    return np.random.default_rng(0).integers(0, 256, (3, SIZE, SIZE, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def network():
    return build_pocket_network(HOLE.height, SIZE)


def test_a_network_is_shown_the_image_with_a_black_hole(images):
    painter = Painter(crop_left)
    before = images.copy()
    squares = paint_squares(painter, images, HOLE)
    (shown,) = painter.shown
    assert shown.dtype == np.float32
    assert (shown[:, MASK] == 0).all()
    np.testing.assert_array_equal(shown[:, ~MASK], as_float(images)[:, ~MASK])
    np.testing.assert_array_equal(images, before)
    np.testing.assert_array_equal(squares, crop_left(as_float(images)))


def test_many_images_are_painted_in_small_batches_and_in_their_order():
    values = np.linspace(0, 1, 2 * BATCH + 5, dtype=np.float32)
    images = np.ones((len(values), SIZE, SIZE, 3), np.float32) * values[:, None, None, None]
    painter = Painter(crop_left)
    squares = paint_squares(painter, images, HOLE)
    assert [len(shown) for shown in painter.shown] == [BATCH, BATCH, 5]
    np.testing.assert_array_equal(squares[:, 0, 0, 0], values)


def test_what_is_compiled_once_follows_the_weights(images):
    network, before = build_pocket_network(HOLE.height, SIZE), None
    for scale in (1, 2):
        network.set_weights([scale * weights for weights in network.get_weights()])
        holed = np.where(MASK[..., np.newaxis], 0, as_float(images)).astype(np.float32)
        expected = np.clip(network(holed, training=False), 0, 1)
        np.testing.assert_allclose(paint_squares(network, images, HOLE), expected, atol=1e-6)
        assert before is None or np.abs(expected - before).max() > 1e-3
        before = expected


def test_painting_is_not_training(images):
    """A layer that drops numbers in training only drops none here."""
    network = keras.Sequential([keras.Input((SIZE, SIZE, 3)), keras.layers.Dropout(0.5),
                                keras.layers.Cropping2D(((1, 23), (2, 22)))])
    expected = as_float(images)[:, 1:9, 2:10]
    np.testing.assert_array_equal(paint_squares(network, images, HOLE), expected)


def test_no_images_give_no_squares():
    assert paint_squares(Painter(crop_left), np.zeros((0, SIZE, SIZE, 3), np.uint8),
                         HOLE).shape == (0, 8, 8, 3)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("mirrored", [False, True])
def test_uint8_and_float_give_the_same(images, network, dtype, mirrored):
    from_integers = paint_squares(network, images, HOLE, mirrored)
    from_floats = paint_squares(network, as_float(images).astype(dtype), HOLE, mirrored)
    assert from_integers.dtype == from_floats.dtype == np.float32
    np.testing.assert_array_equal(from_integers, from_floats)
    assert from_integers.std() > 0


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("under", [0, 255, np.nan])
def test_what_is_under_the_hole_has_no_influence(images, network, mirrored, under):
    known = as_float(images)
    changed = known.copy()
    changed[:, MASK] = under
    np.testing.assert_array_equal(paint_squares(network, changed, HOLE, mirrored),
                                  paint_squares(network, known, HOLE, mirrored))


def test_what_is_around_the_hole_has(images, network):
    changed = images.copy()
    changed[:, ~MASK] = 255 - changed[:, ~MASK]
    assert (paint_squares(network, changed, HOLE) != paint_squares(network, images, HOLE)).any()


@pytest.mark.parametrize("painted, kept", [(-0.5, 0), (0.25, 0.25), (1.5, 1)])
@pytest.mark.parametrize("mirrored", [False, True])
def test_painted_values_are_clipped(images, painted, kept, mirrored):
    painter = Painter(lambda shown: np.full((len(shown), 8, 8, 3), painted, np.float32))
    squares = paint_squares(painter, images, HOLE, mirrored)
    assert squares.shape == (3, 8, 8, 3)
    assert (squares == kept).all()


def test_values_are_clipped_before_the_mean_of_both(images):
    answers = iter((3.0, 0.0))
    painter = Painter(lambda shown: np.full((len(shown), 8, 8, 3), next(answers), np.float32))
    assert (paint_squares(painter, images, HOLE, mirrored=True) == 0.5).all()


def test_mirrored_is_the_mean_of_what_each_side_gives(images):
    squares = paint_squares(Painter(crop_left), images, HOLE, mirrored=True)
    known = as_float(images)
    # The mirrored image has at the hole's left what the image has at its right.
    np.testing.assert_allclose(squares, (crop_left(known) + crop_right(known)) / 2, atol=1e-7)


@pytest.mark.parametrize("left, columns", [
    # Columns of the image in the order in which they are shown; the hole has two of six.
    (2, [5, 4, 3, 2, 1, 0]),
    (0, [1, 0, 1, 2, 3, 4]),
    (1, [3, 2, 1, 0, 1, 2]),
    (4, [1, 2, 3, 4, 5, 4]),
])
def test_the_hole_stays_where_it_is_in_the_mirrored_image(left, columns):
    hole = Hole(0, left, 2, 2)
    painter = Painter(lambda shown: np.zeros((len(shown), 2, 2, 3), np.float32), hole, 6)
    images = np.broadcast_to(np.arange(6, dtype=np.uint8)[:, None], (1, 6, 6, 3))
    paint_squares(painter, images, hole, mirrored=True)
    _, shown = painter.shown
    expected = as_float(np.array(columns, np.uint8))
    np.testing.assert_array_equal(shown[0, 4, :, 0], expected)
    assert (shown[0, :2, left:left + 2] == 0).all()


def test_the_mirrored_mean_of_a_mirrored_image_is_the_mirrored_square(images, network):
    hole = Hole(9, (SIZE - 8) // 2, 8, 8)
    squares = paint_squares(network, images, hole, mirrored=True)
    np.testing.assert_allclose(paint_squares(network, images[:, :, ::-1], hole, mirrored=True),
                               squares[:, :, ::-1], atol=1e-6)
    assert np.abs(squares - squares[:, :, ::-1]).max() > 1e-3


@pytest.mark.parametrize("shape, hole, error, complaint", [
    ((2, 16, 16, 3), HOLE, ValueError, r"\(2, 16, 16, 3\); this network wants \(N, 32, 32, 3\)"),
    ((32, 32, 3), HOLE, ValueError, r"this network wants \(N, 32, 32, 3\)"),
    ((2, 32, 32, 1), HOLE, ValueError, r"this network wants \(N, 32, 32, 3\)"),
    ((2, 32, 32), HOLE, ValueError, "wanted .*channels"),
    ((2, 32, 32, 3), Hole(9, 10, 16, 16), ValueError, "squares of 8x8 pixels; the hole has 16x16"),
    ((2, 32, 32, 3), Hole(9, 10, 8, 7), ValueError, "squares of 8x8 pixels; the hole has 8x7"),
    ((2, 32, 32, 3), Hole(28, 10, 8, 8), ValueError, "rows 28-35.*the image is 32x32"),
])
def test_images_holes_and_networks_that_do_not_fit(shape, hole, error, complaint):
    with pytest.raises(error, match=complaint):
        paint_squares(Painter(crop_left), np.zeros(shape, np.float32), hole)


@pytest.mark.parametrize("dtype", [np.int64, np.uint16, bool])
def test_values_of_another_kind(images, dtype):
    with pytest.raises(TypeError, match="wanted uint8 .0 to 255. or float values in .0, 1."):
        paint_squares(Painter(crop_left), images.astype(dtype), HOLE)


# As a fill

@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_fill_paints_the_hole_and_nothing_else(images, network, mirrored, dtype):
    image = as_float(images[0]).astype(dtype)
    before = image.copy()
    filled = make_fill(network, HOLE, mirrored)(image, MASK)
    assert filled.dtype == dtype
    squares = paint_squares(network, images[:1], HOLE, mirrored)
    np.testing.assert_array_equal(filled, paste_hole(image, HOLE, squares[0]))
    np.testing.assert_array_equal(crop_hole(filled, HOLE), squares[0])
    np.testing.assert_array_equal(image, before)


@pytest.mark.parametrize("mask, complaint", [
    (make_mask(Hole(9, 11, 8, 8), SIZE, SIZE), "paints .*top=9, left=10.* only"),
    (make_mask(Hole(9, 10, 8, 7), SIZE, SIZE), "the mask is another one"),
    (~MASK, "the mask is another one"),
    (np.zeros((SIZE, SIZE), bool), "no pixel is missing"),
    (MASK[:-1], "mask of shape"),
])
def test_a_fill_refuses_another_mask(images, mask, complaint):
    with pytest.raises(ValueError, match=complaint):
        make_fill(Painter(crop_left), HOLE)(as_float(images[0]), mask)


def test_sharpening_adds_what_a_blur_takes_away():
    squares = np.random.default_rng(0).random((2, 9, 11, 3)) / 4 + 0.4
    same, half, whole = (sharpen_squares(squares, amount) for amount in (0, 0.5, 1))
    np.testing.assert_allclose(same, squares)
    np.testing.assert_allclose(whole - squares, 2 * (half - squares))
    # OpenCV cuts its kernel off and mirrors the rim without repeating it.
    blurred = ndimage.gaussian_filter(squares, (0, 1.5, 1.5, 0), mode="mirror")
    np.testing.assert_allclose(squares - (whole - squares), blurred, atol=0.002)


def test_sharpened_squares_stay_in_range_and_may_be_grey():
    squares = np.random.default_rng(0).random((1, 8, 8, 1), np.float32)
    sharp = sharpen_squares(squares, 3)
    assert sharp.shape == squares.shape and sharp.min() == 0 and sharp.max() == 1
    with pytest.raises(ValueError, match="squares"):
        sharpen_squares(squares[0, :, :, 0])
