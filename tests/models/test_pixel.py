"""Pixel models: they reach the numbers they must, record the way, and refuse what cannot work."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inpaint_lib.datasets.photos import load_photo
from inpaint_lib.fills.pixels import fill_pixels, make_lattice_mask
from inpaint_lib.images import as_uint8
from inpaint_lib.models import descent, pixel
from inpaint_lib.models.patches import extract_patches, split_patches
from inpaint_lib.models.pixel import LinearModel

ROOT = Path(__file__).resolve().parents[2]
PAPER_PATCHES = ROOT.parent / "shared" / "data" / "paper-3x3" / "patches.npz"

paper_patches = pytest.mark.skipif(not PAPER_PATCHES.exists(), reason="the folder shared is absent")


def cut_photo(size, stride, top=100, left=200, side=60, name="chelsea"):
    cut = as_uint8(load_photo(name))[top:top + side, left:left + side]
    return pixel.split_channel(cut, 0, size, stride)


@pytest.fixture(scope="module")
def linear_fit():
    return descent.fit_linear(*cut_photo(3, 3), learning_rate=1e-6, steps=105,
                                   record_every=10)


@pytest.fixture(scope="module")
def net_fit():
    return descent.fit_net(*cut_photo(5, 5), steps=300, record_every=50)


def test_importing_the_models_does_not_import_tensorflow():
    code = "import sys, inpaint_lib.models.pixel; sys.exit('tensorflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


@paper_patches
def test_the_papers_regressor_gives_1_968_and_5_305_5_289_5_284():
    patches = np.load(PAPER_PATCHES)
    fit = descent.fit_linear(*split_patches(patches["train"][..., 0]), record_every=100)
    scores = [fit.rmse(*split_patches(patches["test"][..., channel])) for channel in range(3)]
    assert round(fit.losses[-1] ** 0.5, 3) == 1.968
    assert np.round(scores, 3).tolist() == [5.305, 5.289, 5.284]
    assert fit.losses[fit.steps == 900].item() ** 0.5 == pytest.approx(3.82, abs=0.005)


@paper_patches
def test_least_squares_gives_1_948_and_5_330_5_317_5_319():
    patches = np.load(PAPER_PATCHES)
    model = pixel.fit_least_squares(*split_patches(patches["train"][..., 0]))
    assert round(model.rmse(*split_patches(patches["train"][..., 0])), 3) == 1.948
    scores = [model.rmse(*split_patches(patches["test"][..., channel])) for channel in range(3)]
    assert np.round(scores, 3).tolist() == [5.330, 5.317, 5.319]


def test_linear_fit_is_plain_gradient_descent(linear_fit):
    neighbours, centres = cut_photo(3, 3)
    weights, bias = np.zeros(8), 0.0
    for _ in range(105):
        errors = neighbours @ weights + bias - centres
        weights = weights - 1e-6 * 2 * neighbours.T @ errors / len(errors)
        bias = bias - 1e-6 * 2 * errors.mean()
    assert linear_fit.weights == pytest.approx(weights, rel=1e-9)
    assert linear_fit.bias == pytest.approx(bias, rel=1e-9)


def test_linear_fit_nears_least_squares():
    rng = np.random.default_rng(0)
    neighbours = rng.normal(size=(50, 8))
    centres = neighbours @ rng.normal(size=8) + 3 + rng.normal(size=50)
    fit = descent.fit_linear(neighbours, centres, learning_rate=0.1, steps=1000)
    exact = pixel.fit_least_squares(neighbours, centres)
    assert fit.weights == pytest.approx(exact.weights, abs=1e-6)
    assert fit.bias == pytest.approx(exact.bias, abs=1e-6)


def test_records_start_every_tenth_and_last_step(linear_fit):
    assert linear_fit.steps.tolist() == [*range(0, 101, 10), 105]
    assert linear_fit.weights_path.shape == (12, 8) and linear_fit.bias_path.shape == (12,)
    neighbours, centres = cut_photo(3, 3)
    assert linear_fit.losses[0] == pytest.approx(np.mean(centres ** 2))
    assert not linear_fit.weights_path[0].any()
    assert linear_fit.losses[-1] == pytest.approx(linear_fit.rmse(neighbours, centres) ** 2)


def test_recorded_loss_belongs_to_the_recorded_weights(linear_fit, net_fit):
    neighbours, centres = cut_photo(3, 3)
    model = LinearModel(linear_fit.weights_path[4], linear_fit.bias_path[4])
    assert linear_fit.losses[4] == pytest.approx(model.rmse(neighbours, centres) ** 2)
    neighbours, centres = cut_photo(5, 5)
    predicted = pixel.predict_with_net(
        neighbours, net_fit.hidden_weights_path[2], net_fit.hidden_bias_path[2],
        net_fit.output_weights_path[2], net_fit.output_bias_path[2])
    assert net_fit.losses[2] == pytest.approx(np.mean((predicted - centres) ** 2))


def test_net_starts_as_the_paper_says(net_fit):
    start = net_fit.hidden_weights_path[0]
    assert start.shape == (24, 16) and net_fit.output_weights_path[0].shape == (16,)
    assert np.abs(start).max() < 2 and 0.8 < start.std() < 0.95  # normal, cut off at 2
    assert (net_fit.hidden_bias_path[0] == 0.1).all() and net_fit.output_bias_path[0] == 0.1


def test_net_takes_adam_steps_like_keras():
    import keras

    neighbours, centres = cut_photo(5, 5)
    fit = descent.fit_net(neighbours, centres, steps=30, record_every=30)
    start = descent.fit_net(neighbours, centres, steps=1, record_every=1)
    layers = [keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)]
    net = keras.Sequential([keras.Input((24,)), *layers])
    net.set_weights([start.hidden_weights_path[0], start.hidden_bias_path[0],
                     start.output_weights_path[0][:, None], start.output_bias_path[[0]]])
    net.compile(keras.optimizers.Adam(1e-3, epsilon=1e-8), "mse")
    net.fit(neighbours, centres, batch_size=len(centres), epochs=30, verbose=0)
    assert net.get_weights()[0] == pytest.approx(fit.hidden_weights, abs=2e-5)
    assert net.get_weights()[2][:, 0] == pytest.approx(fit.output_weights, abs=2e-5)


def test_the_same_seed_gives_the_same_net_and_another_seed_another(net_fit):
    neighbours, centres = cut_photo(5, 5)
    again = descent.fit_net(neighbours, centres, steps=300, record_every=300)
    other = descent.fit_net(neighbours, centres, seed=1, steps=300, record_every=300)
    assert again.losses[-1] == pytest.approx(net_fit.losses[-1], rel=1e-9)
    assert abs(other.losses[-1] / net_fit.losses[-1] - 1) > 1e-3


def test_nets_side_by_side_are_the_nets_one_by_one():
    first, second = cut_photo(5, 5), cut_photo(5, 5, top=0)
    nets = descent.fit_nets(np.stack([first[0], second[0]]), np.stack([first[1], second[1]]),
                                 [3, 4], steps=50)
    for net, pair, seed in zip(nets, (first, second), (3, 4)):
        alone = descent.fit_net(*pair, seed=seed, steps=50)
        assert net.hidden_weights == pytest.approx(alone.hidden_weights, rel=1e-9)
        assert net.losses[-1] == pytest.approx(alone.losses[-1], rel=1e-9)


def test_too_large_a_learning_rate_warns_and_still_returns():
    neighbours, centres = cut_photo(3, 3)
    with pytest.warns(RuntimeWarning, match="from step [0-9]+ on its loss is no finite number"):
        fit = descent.fit_linear(neighbours, centres, learning_rate=1e-3, steps=1000)
    assert fit.diverged_at is not None
    assert np.isfinite(fit.losses[fit.diverged_at - 1])
    assert not np.isfinite(fit.losses[fit.diverged_at])


def test_a_growing_loss_warns():
    neighbours, centres = cut_photo(3, 3)
    with pytest.warns(RuntimeWarning, match="its loss grew from"):
        fit = descent.fit_linear(neighbours, centres, learning_rate=1e-3, steps=10)
    assert fit.diverged_at is None


def test_the_largest_stable_rate_is_two_over_the_largest_eigenvalue(recwarn):
    neighbours, centres = cut_photo(3, 3)
    columns = np.column_stack([neighbours, np.ones(len(centres))])
    limit = 2 / np.linalg.eigvalsh(2 * columns.T @ columns / len(centres)).max()
    fit = descent.fit_linear(neighbours, centres, 0.99 * limit, steps=2000, record_every=2000)
    assert fit.losses[-1] < fit.losses[0] and not recwarn
    with pytest.warns(RuntimeWarning):
        descent.fit_linear(neighbours, centres, 1.01 * limit, steps=2000, record_every=2000)


def test_first_adam_step_has_the_length_of_the_rate():
    moved, mean, square = descent.take_adam_step(
        np.array([1.0, 1.0]), np.array([1e-3, -1e6]), 0.0, 0.0, step=1, learning_rate=0.5)
    assert moved == pytest.approx([0.5, 1.5], abs=1e-3)
    assert mean == pytest.approx([1e-4, -1e5]) and square == pytest.approx([1e-9, 1e9])


@given(st.lists(st.floats(-1, 1), min_size=8, max_size=8), st.floats(-10, 10))
def test_least_squares_finds_weights_that_explain_all(weights, bias):
    neighbours = np.random.default_rng(0).uniform(0, 255, (40, 8))
    model = pixel.fit_least_squares(neighbours, neighbours @ weights + bias)
    assert model.weights == pytest.approx(np.array(weights), abs=1e-8)
    assert model.bias == pytest.approx(bias, abs=1e-6)


@pytest.mark.parametrize("neighbours, centres, words", [
    (np.zeros((5, 3, 3)), np.zeros(5), r"\(n, k\).*\(5, 3, 3\)"),
    (np.zeros((5, 8)), np.zeros((5, 1)), r"\(n,\).*\(5, 1\)"),
    (np.zeros((5, 8)), np.zeros(4), "5 rows of neighbours came with 4 centres"),
    (np.zeros((0, 8)), np.zeros(0), "nothing to fit"),
    (np.full((5, 8), np.nan), np.zeros(5), "neighbours hold 40 values that are not finite"),
    (np.zeros((5, 8)), np.full(5, np.inf), "centres hold 5 values that are not finite"),
])
@pytest.mark.parametrize("fit", [descent.fit_linear, descent.fit_net,
                                 pixel.fit_least_squares])
def test_patches_that_cannot_be_fitted_are_named(fit, neighbours, centres, words):
    with pytest.raises(ValueError, match=words):
        fit(neighbours, centres)


@pytest.mark.parametrize("options, words", [
    ({"steps": 0}, "steps=0"), ({"record_every": 0}, "record_every=0"),
    ({"learning_rate": 0}, "positive number, got 0"),
    ({"learning_rate": np.nan}, "positive number, got nan"),
])
@pytest.mark.parametrize("fit", [descent.fit_linear, descent.fit_net])
def test_settings_that_cannot_work_are_named(fit, options, words):
    with pytest.raises(ValueError, match=words):
        fit(np.ones((5, 8)), np.ones(5), **options)


def test_a_channel_is_cut_into_the_papers_400_patches():
    image = np.random.default_rng(0).integers(0, 256, (100, 100, 3), dtype=np.uint8)
    neighbours, centres = pixel.split_channel(image, 2)
    assert neighbours.shape == (400, 24) and neighbours.dtype == np.float64
    assert centres[21] == image[7, 7, 2] and neighbours[21, 0] == image[5, 5, 2]
    with pytest.raises(TypeError, match="wants uint8"):
        pixel.split_channel(image / 255, 0)
    with pytest.raises(ValueError, match="channel axis is missing"):
        pixel.split_channel(image[:, :, 0], 0)


def test_nets_want_one_seed_each_and_a_hidden_unit():
    neighbours, centres = np.ones((2, 5, 8)), np.ones((2, 5))
    with pytest.raises(ValueError, match="1 seeds came for 2 nets"):
        descent.fit_nets(neighbours, centres, [0])
    with pytest.raises(ValueError, match="hidden=0"):
        descent.fit_nets(neighbours, centres, [0, 1], hidden=0)
    with pytest.raises(ValueError, match=r"\(nets, n, k\)"):
        descent.fit_nets(neighbours[0], centres[0], [0])


def test_predicting_with_the_wrong_number_of_neighbours_says_both():
    with pytest.raises(ValueError, match="reads 8 neighbours.*(3, 24)"):
        LinearModel(np.zeros(8)).predict(np.zeros((3, 24)))


def test_lattice_leaves_every_missing_pixel_its_square():
    mask = make_lattice_mask(52, 31)
    assert mask.sum() == 10 * 6
    squares = extract_patches(mask, 5)[:, :]
    rows, columns = np.nonzero(mask)
    assert (squares[rows - 2, columns - 2].sum(axis=(1, 2)) == 1).all()
    for options in ((52, 31, 4), (52, 31, 1), (4, 31)):
        with pytest.raises(ValueError):
            make_lattice_mask(*options)


def test_filling_predicts_the_missing_pixels_and_leaves_the_others():
    image = load_photo("chelsea")[:50, :60]
    mask = make_lattice_mask(50, 60)
    holed = np.where(mask[:, :, None], np.float32(np.nan), image)
    model = pixel.fit_least_squares(*cut_photo(5, 5))
    filled = fill_pixels(holed, mask, model)
    assert filled.dtype == np.float32 and np.isfinite(filled).all()
    assert (filled[~mask] == image[~mask]).all()
    patches = extract_patches(255.0 * image[:, :, 1], 5, 5)
    wanted = np.clip(model.predict(split_patches(patches)[0]) / 255, 0, 1)
    assert filled[mask][:, 1] == pytest.approx(wanted, abs=1e-6)


def test_filling_works_with_eight_neighbours_and_stays_in_range():
    image = np.ones((10, 10, 3), dtype=np.float32)
    mask = make_lattice_mask(10, 10)
    assert (fill_pixels(image, mask, LinearModel([1.0] * 8)) == 1).all()
    assert (fill_pixels(image, mask, LinearModel([-1.0] * 8))[mask] == 0).all()


def test_filling_refuses_holes_without_all_their_neighbours():
    image, model = np.zeros((10, 10, 3)), LinearModel(np.zeros(24))
    for places, words in (([(1, 5)], "border"), ([(5, 8)], "border"),
                          ([(4, 4), (5, 6)], "another one")):
        mask = np.zeros((10, 10), dtype=bool)
        mask[tuple(np.transpose(places))] = True
        with pytest.raises(ValueError, match=words):
            fill_pixels(image, mask, model)
    with pytest.raises(ValueError, match="do not surround"):
        fill_pixels(image, make_lattice_mask(10, 10), LinearModel(np.zeros(5)))
    with pytest.raises(ValueError, match="one image"):
        fill_pixels(image[None], make_lattice_mask(10, 10), model)


def test_the_card_of_the_pairs_tells_how_to_make_them_again():
    card = (ROOT / "data" / "pairs_5x5.md").read_text(encoding="utf-8")
    for word in ("Command", "Seed", "Data", "Time"):
        assert f"**{word}:**" in card


def test_one_measured_pair_comes_out_again():
    table = np.genfromtxt(ROOT / "data" / "pairs_5x5.csv", delimiter=",", names=True, dtype=None,
                          encoding="utf-8")
    row = table[table["source"] == "photos"][3]
    training = cut_photo(5, 5, row["train_top"], row["train_left"], 100, row["train_name"])
    test = cut_photo(5, 5, row["test_top"], row["test_left"], 100, row["test_name"])
    net = descent.fit_net(*training, seed=row["seed"])
    assert net.rmse(*training) == pytest.approx(row["net_train"], rel=0.05)
    assert net.rmse(*test) == pytest.approx(row["net_red"], rel=0.05)
    linear = pixel.fit_least_squares(*training)
    assert linear.rmse(*training) == pytest.approx(row["linear_train"], abs=1e-3)
    assert linear.rmse(*test) == pytest.approx(row["linear_red"], abs=1e-3)
