"""The network for holes anywhere: what it sees, what it leaves alone, and its smooth fill."""

import keras
import numpy as np
import pytest

from inpaint_lib.fills.classical import fill_mean
from inpaint_lib.fills.network import paint_holes
from inpaint_lib.holes import Hole
from inpaint_lib.models.anywhere import build_anywhere_network, cut_skip
from inpaint_lib.models.compact import build_compact_network
from inpaint_lib.models.weights import load_network, save_network
from inpaint_lib.random_holes import RandomHoles, draw_masks

SIZE = 64
HOLES = RandomHoles(sides=(4, 8, 16))


@pytest.fixture(scope="module")
def network():
    """A small network whose weights are no longer at their first values."""
    network = build_anywhere_network(SIZE, (4, 4, 4), (1, 1, 1))
    rng = np.random.default_rng(0)
    for variable in network.trainable_variables:
        variable.assign_add(rng.normal(0, .1, variable.shape))
    return network


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(1).random((6, SIZE, SIZE, 3), np.float32)


@pytest.fixture(scope="module")
def masks():
    return draw_masks(5, 6, SIZE, SIZE, HOLES)


def join(images, masks):
    return np.concatenate([images, masks[..., np.newaxis]], axis=-1).astype(np.float32)


def test_at_most_a_million_weights():
    network = build_anywhere_network()
    assert network.count_params() <= 1_000_000
    assert network.input_shape == (None, 128, 128, 4)
    assert network.output_shape == (None, 128, 128, 3)


def test_known_pixels_come_out_bit_for_bit(network, images, masks):
    filled = np.asarray(network(join(images, masks)))
    np.testing.assert_array_equal(filled[~masks], images[~masks])
    assert (filled[masks] != images[masks]).all()


def test_it_cannot_see_under_the_hole(network, images, masks):
    holed = images * ~masks[..., np.newaxis]
    np.testing.assert_array_equal(network(join(images, masks)), network(join(holed, masks)))


def test_every_hole_hears_of_every_pixel(network, images):
    mask = np.zeros((1, SIZE, SIZE), bool)
    mask[:, 50:58, 4:9] = True
    image = .5 * images[:1]
    before = np.asarray(network(join(image, mask)))[mask]
    for row, column in ((0, 0), (0, 63), (63, 63), (30, 20), (49, 3)):
        changed = image.copy()
        changed[0, row, column] = 1
        assert (np.asarray(network(join(changed, mask)))[mask] != before).any(), (row, column)


def test_black_is_not_missing(network):
    """A black cat's nose is known; only the mask says what is missing."""
    image = np.full((1, SIZE, SIZE, 3), .5, np.float32)
    image[:, 20:30, 20:30] = 0
    nose, mask = np.zeros((2, 1, SIZE, SIZE), bool)
    nose[:, 20:30, 20:30] = True
    mask[:, 34:44, 20:30] = True
    known_nose = np.asarray(network(join(image, mask)))
    no_nose = np.asarray(network(join(image, mask | nose)))
    assert (known_nose[nose] == 0).all() and (no_nose[nose] != 0).any()
    assert (known_nose[mask] != no_nose[mask]).any()


def test_brighter_in_brighter_out(network, images, masks):
    darker = .5 * images
    expected = np.asarray(network(join(darker, masks)))
    brighter = np.asarray(network(join(darker + np.float32(.25), masks)))
    np.testing.assert_allclose(brighter, expected + .25, atol=1e-4)


@pytest.mark.parametrize("size", [32, 48, 128])
def test_untrained_it_continues_a_slope(size):
    slope = np.linspace(0, 1, size, dtype=np.float32).reshape(1, 1, size, 1)
    image = np.tile(slope, (1, size, 1, 3))
    mask = np.zeros((1, size, size), bool)
    side = size // 4
    mask[:, side:2 * side, size // 2 - side // 2:size // 2 + side // 2] = True
    network = build_anywhere_network(size, (4, 4, 4))
    filled, mean = np.asarray(network(join(image, mask)))[0], fill_mean(image[0], mask[0])
    truth, mask = image[0], mask[0]
    assert np.abs(filled - truth)[mask].max() < .5 * np.abs(mean - truth)[mask].max()
    np.testing.assert_allclose(filled[mask].mean(), truth[mask].mean(), atol=.02)


def test_untrained_a_flat_image_stays_flat_under_the_largest_holes():
    masks = draw_masks(7, 20, SIZE, SIZE,
                       RandomHoles((4,), square_share=0.0, smallest=.25, largest=.6))
    flat = np.broadcast_to(np.float32([.2, .5, .9]), (20, SIZE, SIZE, 3))
    filled = np.asarray(build_anywhere_network(SIZE, (4, 4, 4))(join(flat, masks)))
    np.testing.assert_allclose(filled, flat, atol=1e-5)


def test_one_known_pixel_is_enough():
    mask = np.ones((1, SIZE, SIZE), bool)
    mask[0, 5, 60] = False
    image = np.full((1, SIZE, SIZE, 3), .7, np.float32)
    filled = np.asarray(build_anywhere_network(SIZE, (4, 4, 4))(join(image, mask)))
    np.testing.assert_allclose(filled, image, atol=1e-5)


@pytest.fixture(scope="module")
def specialist():
    """A compact network whose grids are those of `network`."""
    return build_compact_network(Hole(24, 24, 16, 16), SIZE, 48, (4, 4, 4), (1, 1, 1))


def test_it_starts_from_a_specialist(specialist):
    network = build_anywhere_network(SIZE, (4, 4, 4), (1, 1, 1), start=specialist)
    given, own = ([layer for layer in model.layers if type(layer) is keras.layers.Conv2D]
                  for model in (specialist, network))
    taken = sum(any(np.array_equal(layer.kernel, other.kernel) for other in given)
                for layer in own if layer.kernel.numpy().any())
    # The last convolution reads the picture for the last grid, which the specialist has not.
    assert taken == sum(layer.kernel.numpy().any() for layer in own) - 1
    slope = np.tile(np.linspace(0, 1, SIZE, dtype=np.float32).reshape(1, 1, SIZE, 1),
                    (1, SIZE, 1, 3))
    masks = np.zeros((1, SIZE, SIZE), bool)
    masks[:, 20:40, 20:40] = True
    untrained = build_anywhere_network(SIZE, (4, 4, 4), (1, 1, 1))
    np.testing.assert_array_equal(network(join(slope, masks)), untrained(join(slope, masks)))


@pytest.mark.parametrize("options", [((4, 6, 4), (1, 1, 1)), ((4, 4, 4), (1, 2, 1))])
def test_a_specialist_of_other_sizes(options):
    specialist = build_compact_network(Hole(24, 24, 16, 16), SIZE, 48, *options)
    with pytest.raises(ValueError, match="a compact network of the same widths and depths"):
        build_anywhere_network(SIZE, (4, 4, 4), (1, 1, 1), start=specialist)


@pytest.mark.parametrize("attention", [0, 8])
def test_it_goes_on_from_its_own_weights(attention, network, images, masks):
    """An attention that has learnt nothing adds nothing."""
    again = build_anywhere_network(SIZE, (4, 4, 4), (1, 1, 1), network, attention)
    given = join(images, masks)
    filled, expected = np.asarray(again(given)), np.asarray(network(given))
    np.testing.assert_allclose(filled, expected, atol=1e-6)
    assert not np.allclose(expected, build_anywhere_network(SIZE, (4, 4, 4), (1, 1, 1))(given))


def test_what_the_attention_adds_stays_in_the_holes(network, images, masks, tmp_path):
    attentive = build_anywhere_network(SIZE, (4, 4, 4), (1, 1, 1), network, attention=8)
    save_network(attentive, tmp_path / "attentive.keras")
    attentive = load_network(tmp_path / "attentive.keras")
    before = np.asarray(attentive(join(images, masks)))
    *_, back = (layer for layer in attentive.layers if isinstance(layer, keras.layers.Dense)
                and layer.input.shape[1:] == ((SIZE // 8) ** 2, 8))
    back.kernel.assign(np.ones(back.kernel.shape))
    after = np.asarray(attentive(join(images, masks)))
    assert (after[masks] != before[masks]).any()
    np.testing.assert_array_equal(after[~masks], images[~masks])


def test_it_exports_to_onnx(network, images, masks, tmp_path):
    runtime = pytest.importorskip("onnxruntime")
    pytest.importorskip("tf2onnx")
    given = join(images, masks)
    # Keras exports only what was called once.
    expected = np.asarray(network(given))
    network.export(tmp_path / "anywhere.onnx", format="onnx", verbose=False)
    session = runtime.InferenceSession(tmp_path / "anywhere.onnx",
                                       providers=["CPUExecutionProvider"])
    filled, = session.run(None, {session.get_inputs()[0].name: given})
    np.testing.assert_allclose(filled, expected, atol=1e-4)
    np.testing.assert_array_equal(filled[~masks], images[~masks])


@pytest.mark.parametrize("side", [8, 16])
def test_a_cut_skip_carries_nothing(side, network, images, masks):
    """What the finer grid knew on the way down no longer arrives, and nothing else is changed."""
    cut = cut_skip(network, side)
    changed = [place for place, (one, other) in enumerate(zip(
        network.get_weights(), cut.get_weights(), strict=True)) if not np.array_equal(one, other)]
    kernel, bias = (cut.weights[place] for place in changed)
    assert kernel.shape[:2] == (1, 1) and not kernel.numpy().any() and not bias.numpy().any()
    layer = next(layer for layer in cut.layers if layer.weights and kernel is layer.weights[0])
    assert layer.input.shape[1] == layer.output.shape[1] == side
    filled, whole = (np.asarray(one(join(images, masks))) for one in (cut, network))
    assert np.abs(filled - whole).max() > 1e-3
    np.testing.assert_array_equal(filled[~masks], images[~masks])


def test_no_skip_leads_to_the_coarsest_grid(network):
    with pytest.raises(ValueError, match="No skip"):
        cut_skip(network, 4)


# Painting with it

@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.uint8])
def test_painting_leaves_every_known_pixel_alone(network, masks, dtype):
    rng = np.random.default_rng(2)
    images = (rng.integers(0, 256, (6, SIZE, SIZE, 3), dtype=dtype) if dtype == np.uint8 else
              rng.random((6, SIZE, SIZE, 3)).astype(dtype))
    before = images.copy()
    filled = paint_holes(network, images, masks)
    assert filled.dtype == dtype
    np.testing.assert_array_equal(filled[~masks], images[~masks])
    np.testing.assert_array_equal(images, before)
    assert filled.min() >= 0 and filled.max() <= (255 if dtype == np.uint8 else 1)
    # Nothing that lies in the holes is looked at, not even what is no number.
    images[masks] = 7 if dtype == np.uint8 else np.nan
    np.testing.assert_array_equal(paint_holes(network, images, masks), filled)


def test_one_mask_for_all_and_images_in_batches(network, masks):
    images = np.random.default_rng(3).random((40, SIZE, SIZE, 3), np.float32)
    filled = paint_holes(network, images, masks[0])
    np.testing.assert_allclose(filled[35], paint_holes(network, images[35:36], masks[0])[0],
                               atol=1e-5)
    given = join(images[35:36], masks[:1])
    np.testing.assert_allclose(filled[35], np.clip(network(given)[0], 0, 1), atol=1e-5)


@pytest.mark.parametrize("images, masks, error, complaint", [
    (np.zeros((1, 32, 32, 3)), np.eye(32, dtype=bool), ValueError, r"wants \(N, 64, 64, 3\)"),
    (np.zeros((64, 64, 3)), np.eye(64, dtype=bool), ValueError, r"wants \(N, 64, 64, 3\)"),
    (np.zeros((1, 64, 64, 1)), np.eye(64, dtype=bool), ValueError, r"wants \(N, 64, 64, 3\)"),
    (np.zeros((1, 64, 64, 3), int), np.eye(64, dtype=bool), TypeError, "wanted uint8"),
    (np.zeros((1, 64, 64, 3)), np.eye(64), TypeError, "wanted bool with True = missing"),
    (np.zeros((1, 64, 64, 3)), np.zeros((64, 64), bool), ValueError, "no pixel is missing"),
    (np.zeros((1, 64, 64, 3)), np.ones((64, 64), bool), ValueError, "no pixel is known"),
])
def test_what_cannot_be_painted(network, images, masks, error, complaint):
    with pytest.raises(error, match=complaint):
        paint_holes(network, images, masks)


@pytest.mark.parametrize("size, options, complaint", [
    (100, {}, "32, 48, 64, ... pixels, got 100x100"), (16, {}, "got 16x16"),
    (64, dict(widths=(4, 4)), "widths wants three"), (64, dict(depths=(0, 1, 1)), "depths wants"),
])
def test_sizes_that_do_not_fit(size, options, complaint):
    with pytest.raises(ValueError, match=complaint):
        build_anywhere_network(size, **options)
