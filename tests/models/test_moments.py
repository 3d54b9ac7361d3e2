"""Moments: the paper's tables, the models that follow from them, and the paper's own patches."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inpaint_lib.datasets.photos import load_photo
from inpaint_lib.files import find_data, load_result
from inpaint_lib.images import as_uint8
from inpaint_lib.models import moments as module
from inpaint_lib.models.moments import (PAPER_PARTS, descend_gradient, find_eigenvalues,
                                        load_paper_moments, make_hessian, measure_mse,
                                        measure_rmse, solve_least_squares, sum_patches,
                                        sum_products)
from inpaint_lib.models.patches import (CORNERS, MEAN_OF_EIGHT, MEAN_OF_FOUR, MIXED_DIFFERENCE,
                                        SIDES, extract_patches, make_stencil, split_patches)
from inpaint_lib.models.descent import fit_linear
from inpaint_lib.models.pixel import LinearModel, fit_least_squares

PATCHES = Path(__file__).resolve().parents[3] / "shared" / "data" / "paper-3x3" / "patches.npz"
RATE, STEPS = 1e-5, 10_000
TESTS = ("test_R", "test_G", "test_B")


@pytest.fixture(scope="module")
def paper():
    return load_paper_moments()


@pytest.fixture(scope="module")
def path(paper):
    return descend_gradient(paper["train_R"], RATE, STEPS)


def score(paper, model, parts):
    return [measure_rmse(paper[part], model.weights, model.bias) for part in parts]


@st.composite
def pixels(draw, smallest=12, largest=40):
    """Random grey patches as neighbours and centres."""
    rng = np.random.default_rng(draw(st.integers(0, 2 ** 32 - 1)))
    count = draw(st.integers(smallest, largest))
    return rng.integers(0, 256, (count, 8)), rng.integers(0, 256, count)


# The paper's numbers

def test_tables_hold_the_paper_s_patches(paper):
    counts = {part: int(sums[0, 0]) for part, sums in paper.items()}
    assert counts == dict(zip(PAPER_PARTS, (600, 200, 17956, 17956, 17956)))
    for sums in paper.values():
        assert sums.shape == (10, 10) and np.array_equal(sums, sums.T)
        assert np.array_equal(sums, np.rint(sums)) and np.linalg.eigvalsh(sums)[0] > 0


def test_gradient_descent_ends_where_it_was_measured(paper, path):
    end = LinearModel(path[-1, 1:], path[-1, 0])
    found = score(paper, end, ("train_R", "validation_R", *TESTS))
    assert found == pytest.approx([1.968, 1.728, 5.305, 5.289, 5.284], abs=5e-4)


def test_least_squares_on_the_paper_s_patches(paper):
    best = solve_least_squares(paper["train_R"])
    found = score(paper, best, ("train_R", *TESTS))
    assert found == pytest.approx([1.948, 5.330, 5.317, 5.319], abs=5e-4)
    assert best.weights.sum() == pytest.approx(0.999, abs=5e-4)


def test_the_stencil_wins_on_the_paper_s_test_photo(paper, path):
    stencil = LinearModel(MIXED_DIFFERENCE)
    found = score(paper, stencil, ("train_R", *TESTS))
    assert found == pytest.approx([1.981, 5.289, 5.276, 5.273], abs=5e-4)
    descent = score(paper, LinearModel(path[-1, 1:], path[-1, 0]), TESTS)
    best = score(paper, solve_least_squares(paper["train_R"]), TESTS)
    assert np.all(np.less(found[1:], descent)) and np.all(np.less(descent, best))


def test_the_weights_pass_the_means_and_go_on(paper, path):
    weights = path[:, 1:]
    assert np.abs(weights[10] - MEAN_OF_EIGHT).max() < 0.005
    assert np.abs(weights - MEAN_OF_FOUR).max(axis=1).argmin() == 1381
    printed = [0.037, 0.217, 0.021, 0.236, 0.239, 0.031, 0.190, 0.039]
    assert np.abs(weights[900] - printed).max() < 0.02
    assert weights[-1, SIDES].mean() == pytest.approx(0.5, abs=0.005)
    assert weights[-1, CORNERS].mean() == pytest.approx(-0.25, abs=0.005)


def test_eigenvalues_of_the_paper_s_patches(paper):
    found = find_eigenvalues(paper["train_R"])
    assert found[:8] == pytest.approx([50475, 824, 701, 120, 50, 27, 14, 12], abs=0.6)
    assert found[8] == pytest.approx(0.41, abs=0.005)


@pytest.mark.parametrize("factor, converges", [(0.98, True), (1.02, False)])
def test_the_largest_stable_rate(paper, factor, converges):
    rate = factor * 2 / find_eigenvalues(paper["train_R"])[0]
    walk = descend_gradient(paper["train_R"], rate, 1000)
    losses = measure_mse(paper["train_R"], walk[:, 1:], walk[:, 0])
    assert (losses[-1] < losses[0]) == converges


# Sums against patches

@pytest.mark.skipif(not PATCHES.exists(), reason="the paper's patches are not on this machine")
@pytest.mark.parametrize("part, name, channel", [
    ("train_R", "train", 0), ("validation_R", "validation", 0),
    ("test_R", "test", 0), ("test_G", "test", 1), ("test_B", "test", 2)])
def test_tables_are_those_of_the_paper_s_patches(paper, part, name, channel):
    with np.load(PATCHES) as patches:
        made = sum_products(*split_patches(patches[name][..., channel]))
    assert np.array_equal(made, paper[part])


@pytest.mark.skipif(not PATCHES.exists(), reason="the paper's patches are not on this machine")
def test_tensorflow_fit_of_the_paper_s_patches(paper, path):
    with np.load(PATCHES) as patches:
        train = split_patches(patches["train"][..., 0])
        tests = [split_patches(patches["test"][..., channel]) for channel in range(3)]
    fit = fit_linear(*train, RATE, STEPS)
    assert fit.rmse(*train) == pytest.approx(1.968, abs=5e-4)
    assert [fit.rmse(*test) for test in tests] == pytest.approx([5.305, 5.289, 5.284], abs=5e-4)
    assert np.abs(fit.weights_path - path[fit.steps, 1:]).max() < 1e-8
    best = fit_least_squares(*train)
    assert solve_least_squares(paper["train_R"]).weights == pytest.approx(best.weights, abs=1e-8)


def test_descent_goes_to_least_squares():
    red = as_uint8(load_photo("astronaut"))[226:286, 211:301, 0]
    sums, patches = sum_patches(red), split_patches(extract_patches(red, 3, 3))
    walk = descend_gradient(sums, 1e-5, STEPS)
    fit = fit_linear(*patches, 1e-5, STEPS)
    assert np.abs(walk[:, 1:] - fit.weights_path).max() < 1e-8
    best = fit_least_squares(*patches)
    assert np.abs(walk[-1, 1:] - best.weights).max() < 0.01
    assert fit.losses[-1] >= measure_mse(sums, best.weights, best.bias)


@given(pixels(), st.floats(-5, 5))
def test_errors_from_sums_are_the_errors_of_the_patches(patches, bias):
    neighbours, centres = patches
    weights = np.linspace(-0.5, 0.5, 8)
    mse = np.mean((neighbours @ weights + bias - centres) ** 2)
    sums = sum_products(neighbours, centres)
    assert measure_mse(sums, weights, bias) == pytest.approx(mse, rel=1e-9)
    assert measure_rmse(sums, weights, bias) == pytest.approx(np.sqrt(mse), rel=1e-9)


@given(pixels(), pixels())
def test_sums_of_two_sets_add_up(first, second):
    both = [np.concatenate(parts) for parts in zip(first, second)]
    assert np.array_equal(sum_products(*both), sum_products(*first) + sum_products(*second))


@given(pixels(), st.integers(0, 8), st.floats(-0.1, 0.1))
def test_nothing_beats_least_squares(patches, place, shift):
    sums = sum_products(*patches)
    best = solve_least_squares(sums)
    moved = np.append(best.bias, best.weights)
    moved[place] += shift
    floor = measure_mse(sums, best.weights, best.bias)
    assert measure_mse(sums, moved[1:], moved[0]) >= floor * (1 - 1e-9) - 1e-6
    assert find_eigenvalues(sums)[-1] > -1e-6


def test_a_step_goes_against_the_measured_gradient(paper):
    sums = paper["train_R"]
    hessian, slope = make_hessian(sums)
    at = np.linspace(-0.2, 0.3, 9)
    gradient = hessian @ at - slope
    for place, wanted in enumerate(gradient):
        nudge = np.zeros(9)
        nudge[place] = 1e-3
        ends = [measure_mse(sums, (at + sign * nudge)[1:], (at + sign * nudge)[0])
                for sign in (1, -1)]
        assert (ends[0] - ends[1]) / 2e-3 == pytest.approx(wanted, rel=1e-5, abs=1e-3)


def test_a_whole_path_is_measured_at_once(paper, path):
    some = path[[0, 10, 900]]
    one_by_one = [measure_rmse(paper["train_R"], row[1:], row[0]) for row in some]
    assert measure_rmse(paper["train_R"], some[:, 1:], some[:, 0]) == pytest.approx(one_by_one)


def test_a_perfect_model_has_no_error():
    neighbours = np.random.default_rng(0).integers(0, 256, (50, 8))
    sums = sum_products(neighbours, neighbours @ MIXED_DIFFERENCE)
    assert measure_rmse(sums, MIXED_DIFFERENCE) < 1e-3
    assert solve_least_squares(sums).weights == pytest.approx(MIXED_DIFFERENCE, abs=1e-6)


# The stencil

@given(st.tuples(*[st.lists(st.integers(-99, 99), min_size=3, max_size=3)] * 4))
def test_the_stencil_continues_every_surface_without_a_mixed_difference(functions):
    alpha, beta, gamma, delta = map(np.array, functions)
    r, c = np.mgrid[-1:2, -1:2]
    surface = alpha[:, None] + beta[None, :] + c * gamma[:, None] + r * delta[None, :]
    neighbours, centres = split_patches(surface)
    assert neighbours @ MIXED_DIFFERENCE == pytest.approx(centres)


def test_the_mean_of_four_lies_a_third_of_the_way():
    assert MEAN_OF_EIGHT + (MIXED_DIFFERENCE - MEAN_OF_EIGHT) / 3 == pytest.approx(MEAN_OF_FOUR)
    factors = np.insert(4 * MIXED_DIFFERENCE, 4, -4).reshape(3, 3)
    assert np.array_equal(-factors, np.outer([1, -2, 1], [1, -2, 1]))


def test_sides_and_corners_share_out_the_eight_places():
    assert sorted(SIDES + CORNERS) == list(range(8))
    assert make_stencil(sides=1, corners=0).reshape(-1)[SIDES].tolist() == [1, 1, 1, 1]


# Wrong input

@pytest.mark.parametrize("call, words", [
    (lambda: sum_products(np.ones((3, 8)), np.ones(4)), r"\(3, 8\) and \(4,\)"),
    (lambda: sum_products(np.ones((0, 8)), np.ones(0)), "as many centres"),
    (lambda: make_hessian(np.ones((9, 10))), r"square table.*\(9, 10\)"),
    (lambda: make_hessian(np.arange(100.0).reshape(10, 10)), "symmetric"),
    (lambda: make_hessian(np.full((10, 10), np.nan)), "finite"),
    (lambda: measure_mse(np.ones((10, 10)), np.ones(9)), r"want 8 weights, got shape \(9,\)"),
    (lambda: measure_mse(np.ones((10, 10)), 0.5), "want 8 weights"),
])
def test_wrong_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_a_missing_result_says_where_it_was_sought(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match="no_such.json.*data.*clone"):
        find_data("no_such.json")


def test_results_are_found_from_the_working_directory_too(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "only_here.json").write_text("[1, 2]", encoding="utf-8")
    (tmp_path / "chapters").mkdir()
    monkeypatch.chdir(tmp_path / "chapters")
    assert load_result("only_here.json") == [1, 2]


def test_the_card_names_every_table():
    card = find_data("paper_moments.md").read_text(encoding="utf-8")
    assert all(f"`{part}`" in card for part in module.PAPER_PARTS)
