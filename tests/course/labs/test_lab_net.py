"""The lab of chapter 2: its training is that of the chapter, and its units fire as they should."""

import numpy as np
import pytest

from inpaint_lib.course.labs import net_lab
from inpaint_lib.course.labs.net_lab import (LAST_STEP, ROUND, NetLab, NetState, find_slopes,
                                             load_patches, look_into_net, measure_linear,
                                             start_net, train_net)


@pytest.fixture
def lab():
    opened = NetLab()
    yield opened
    opened.close()


def test_training_is_that_of_the_library():
    from inpaint_lib.models.descent import fit_net
    neighbours, centres, *_ = load_patches()
    fit = fit_net(neighbours, centres, seed=0, steps=60, record_every=20)
    start = tuple(np.array(path[0]) for path in (
        fit.hidden_weights_path, fit.hidden_bias_path, fit.output_weights_path,
        fit.output_bias_path))
    zeros = tuple(np.zeros_like(part) for part in start)
    state = NetState(start, zeros, zeros, (0,), (0.0,))
    for _ in range(3):
        state = train_net(state, steps=20)
    ours = (*state.parameters[:3], float(state.parameters[3]))
    theirs = fit.hidden_weights, fit.hidden_bias, fit.output_weights, fit.output_bias
    for mine, library in zip(ours, theirs):
        assert np.allclose(mine, library, rtol=1e-6, atol=1e-8)
    assert np.allclose(state.errors[1:], np.sqrt(fit.losses[1:]))


def test_slopes_are_those_of_the_error():
    rng = np.random.default_rng(0)
    neighbours, centres = rng.normal(size=(30, 24)), rng.normal(size=30)
    parameters = [rng.normal(size=shape) for shape in ((24, 5), (5,), (5,), ())]
    slopes = find_slopes(parameters, neighbours, centres)

    def measure(moved):
        return np.mean((net_lab.predict_with_net(neighbours, *moved) - centres) ** 2)

    for number, slope in enumerate(slopes):
        place = (0,) * np.ndim(slope)
        up, down = ([part.copy() for part in parameters] for _ in range(2))
        up[number][place] += 1e-6
        down[number][place] -= 1e-6
        assert np.asarray(slope)[place] == pytest.approx((measure(up) - measure(down)) / 2e-6,
                                                         rel=1e-4)


@pytest.mark.parametrize("width", [1, 16, 64])
def test_training_lowers_the_error_and_leaves_the_start_alone(width):
    start = start_net(width)
    before = [part.copy() for part in start.parameters]
    state = train_net(train_net(start))
    assert state.steps == (0, ROUND, 2 * ROUND) and len(state.errors) == 3
    assert state.errors[-1] < start.errors[0]
    assert all(np.array_equal(*pair) for pair in zip(before, start.parameters))
    assert abs(start.parameters[0]).max() <= 2 and start.width == width


def test_the_answer_says_what_fires():
    state = train_net(start_net(16))
    answer = look_into_net(state, row=3, column=5)
    neighbours, centres, *_ = load_patches()
    sums = neighbours @ state.parameters[0] + state.parameters[1]
    assert np.array_equal(answer.fires, sums[65] > 0) and answer.truth == centres[65]
    assert np.array_equal(answer.silent, (sums <= 0).all(axis=0))
    assert answer.mean == pytest.approx(neighbours[65].mean())
    assert f"{answer.fires.sum()} of 16 units fire" in answer.words
    assert not (answer.fires & answer.silent).any()
    linear = measure_linear()
    assert f"{linear[0]:.1f} and {linear[1]:.1f}" in answer.words


@pytest.mark.parametrize("width", [0, 65])
def test_other_widths_are_refused(width):
    with pytest.raises(ValueError, match="1 to 64 hidden units"):
        start_net(width)


@pytest.mark.parametrize("place", [(-1, 0), (0, 20)])
def test_other_patches_are_refused(place):
    with pytest.raises(ValueError, match="0 to 19"):
        look_into_net(start_net(1), *place)


def test_the_button_trains_and_the_other_starts_again(lab):
    first = lab.answer.train_error
    lab.controls[f"Train {ROUND} steps"].click()
    assert lab.state.steps[-1] == ROUND and lab.answer.train_error < first
    lab.controls["Start again"].click()
    assert lab.state.steps == (0,) and lab.answer.train_error == first


def test_the_player_trains_on_each_beat(lab):
    for beat in (1, 2, 3):
        lab.controls["play"].value = beat
    assert lab.state.steps[-1] == 3 * ROUND


def test_another_width_starts_another_net_and_rewinds_the_player(lab):
    lab.controls["play"].value = 1
    lab.controls["width"].value = 40
    assert lab.state.width == 40 and lab.state.steps == (0,) and lab.controls["play"].value == 0
    lab.controls["play"].value = 1
    assert lab.state.steps[-1] == ROUND and "Width 40 after 100 steps" in lab._words.value


def test_training_ends_where_the_chapter_ends(lab):
    lab.state = NetState(lab.state.parameters, lab.state.means, lab.state.squares,
                         (0, LAST_STEP), (9.0, 1.0))
    lab.on_train()
    assert lab.state.steps[-1] == LAST_STEP


def test_row_and_column_choose_the_patch(lab):
    lab.set(row=0, column=19)
    assert lab.answer.truth == load_patches()[1][19]


def test_closing_the_lab_stops_the_player(lab):
    player = lab.controls["play"]
    player.playing = True
    lab.close()
    assert not player.playing
    lab.close()


def test_a_closed_lab_holds_no_net():
    lab = NetLab()
    lab.close()
    assert lab.state is None


def test_the_still_shows_a_trained_net_and_leaves_the_lab_s_own_alone(lab):
    *_, words = lab.draw_still()
    assert "after 3,000 steps" in words and lab.state.steps == (0,)
