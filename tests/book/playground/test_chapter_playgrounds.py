"""The playgrounds of chapters 1 to 4 in a browser: what they show is what Python computes."""

import json

import numpy as np
import pytest

from inpaint_lib.course.labs.stencil_lab import StencilSettings, load_red, predict_photo
from inpaint_lib.datasets.faces import draw_face
from inpaint_lib.files import find_data
from inpaint_lib.fills.inwards import fill_inwards
from inpaint_lib.holes import PAPER_16, cut_hole, make_mask
from inpaint_lib.images import as_float, as_uint8
from inpaint_lib.models.moments import (descend_gradient, load_paper_moments, measure_rmse,
                                        solve_least_squares)
from inpaint_lib.models.patches import MEAN_OF_EIGHT, MEAN_OF_FOUR, MIXED_DIFFERENCE
from inpaint_lib.models.receptive_field import find_seen
from tools.playground.field import FOX, make_image
from tools.playground.flipbooks import make_ring_models
from tools.playground.stencil import cut_middle

pytestmark = pytest.mark.browser
TRAIN = load_paper_moments()["train_R"]
BEST = solve_least_squares(TRAIN)
PRESETS = {"mean of eight": (MEAN_OF_EIGHT, 0), "mean of four": (MEAN_OF_FOUR, 0),
           "+1/2 and −1/4": (MIXED_DIFFERENCE, 0), "left neighbour": (np.eye(8)[3], 0),
           "least squares": (BEST.weights, BEST.bias)}
NAMES = ("stencil", "rings", "convolution", "field", "epochs", "before_after")
PAIR = [(3, 1), (2, 2)]


def read_data(page, key):
    return page.locator(".pg-root").evaluate(f"tag => tag.dataset.{key}")


def read_canvas(page, number):
    """Return the pixels of a canvas, uint8 (H, W, 3)."""
    width, pixels = page.locator(".pg-root canvas").nth(number).evaluate(
        """tag => [tag.width, [...tag.getContext("2d").getImageData(
            0, 0, tag.width, tag.height).data]]""")
    return np.array(pixels, np.uint8).reshape(-1, width, 4)[:, :, :3]


def scrub(page, frame):
    """Move the scrubber to a frame, as a drag does."""
    page.locator(".pg-scrubber input").evaluate(
        "(tag, frame) => { tag.value = frame; tag.dispatchEvent(new Event('input')); }", frame)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_has_python_s_errors(open_playground, preset):
    page, faults = open_playground("stencil")
    page.get_by_role("button", name=preset).click()
    weights, bias = PRESETS[preset]
    wanted = predict_photo(StencilSettings("chelsea", tuple(weights), bias)).rmse
    assert float(read_data(page, "rmsePhoto")) == pytest.approx(wanted, abs=1e-3)
    wanted = measure_rmse(TRAIN, weights, bias)
    assert float(read_data(page, "rmsePaper")) == pytest.approx(wanted, abs=1e-3)
    assert faults == []


def test_the_photo_is_predicted_as_python_does(open_playground):
    page, _ = open_playground("stencil")
    page.get_by_role("button", name="+1/2 and −1/4").click()
    windows = np.lib.stride_tricks.sliding_window_view(cut_middle(load_red("chelsea")[0]), (3, 3))
    guesses = np.delete(windows.reshape(128, 128, 9), 4, axis=2) @ MIXED_DIFFERENCE
    shown = read_canvas(page, 1).astype(float)
    assert np.abs(shown - guesses.clip(0, 255)[:, :, np.newaxis]).max() <= 1


def test_descent_ends_where_the_paper_s_does(open_playground):
    page, _ = open_playground("stencil")
    page.locator(".pg-scrubber input").press("End")
    bias, *weights = descend_gradient(TRAIN, 1e-5, 10_000)[-1]
    wanted = measure_rmse(TRAIN, weights, bias)
    assert float(read_data(page, "rmsePaper")) == pytest.approx(wanted, abs=1e-3)
    assert page.locator(".pg-words").inner_text().startswith("Step 10,000")


@pytest.mark.parametrize("button, diverges", [("2% below the limit", False), ("2% above", True)])
def test_the_limit_of_the_rate_is_sharp(open_playground, button, diverges):
    page, faults = open_playground("stencil")
    page.get_by_role("button", name=button).click()
    page.locator(".pg-scrubber input").press("End")
    assert ("diverged" in page.locator(".pg-words").inner_text()) == diverges
    assert (float(read_data(page, "rmsePaper")) > 1e6) == diverges
    assert faults == []


def test_another_photo_is_learned_from(open_playground):
    page, _ = open_playground("stencil")
    page.locator("select").select_option("coffee")
    page.get_by_role("radio", name="this photo").check(force=True)
    page.get_by_role("button", name="least squares").click()
    best = solve_least_squares(load_red("coffee")[1])
    wanted = measure_rmse(load_red("coffee")[1], best.weights, best.bias)
    assert float(read_data(page, "rmsePhoto")) == pytest.approx(wanted, abs=1e-3)


def test_a_weight_is_moved_by_the_keyboard_alone(open_playground):
    page, _ = open_playground("stencil")
    page.get_by_role("slider", name="top left").press("ArrowRight")
    weights = MEAN_OF_EIGHT + 0.005 * np.eye(8)[0]
    wanted = measure_rmse(TRAIN, weights)
    assert float(read_data(page, "rmsePaper")) == pytest.approx(wanted, abs=1e-3)


@pytest.mark.parametrize("button, pairs", [("one pair", 1), ("the paper’s two", 2),
                                           ("its text’s three", 3)])
def test_a_cell_sees_what_python_says(open_playground, button, pairs):
    page, faults = open_playground("field")
    page.get_by_role("radio", name=button).check(force=True)
    canvas = page.locator("canvas").nth(1)
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "Shift+ArrowLeft"):
        canvas.press(key)
        row, column, rows, columns, _ = json.loads(read_data(page, "seen"))
        for cell, span in ((row, rows), (column, columns)):
            seen = find_seen(PAIR * pairs, cell)
            assert (span["start"], span["stop"]) == (seen.start, min(seen.stop, 128))
    assert faults == []


def test_a_dense_layer_ends_the_stack(open_playground):
    page, _ = open_playground("field")
    page.get_by_role("button", name="+ dense").click()
    assert json.loads(read_data(page, "seen"))[2:4] == [{"start": 0, "stop": 128}] * 2
    page.get_by_role("button", name="+ pooling 2x2").click(force=True)
    assert page.locator("tbody tr").count() == 6, "Nothing comes after a dense layer."
    page.get_by_role("button", name="remove the last").click()
    assert page.locator("tbody tr").count() == 5


def test_every_cell_can_be_reached_by_keys(open_playground):
    page, _ = open_playground("field")
    page.get_by_role("radio", name="its text’s three").check(force=True)
    page.locator("canvas").first.press("Shift+ArrowLeft")
    seen = []
    for _ in range(16):
        seen.append(json.loads(read_data(page, "seen"))[1])
        page.locator("canvas").first.press("ArrowRight")
    assert seen == list(range(seen[0], seen[0] + 16))[:16 - seen[0]] + [15] * seen[0]


def test_the_sum_under_the_stencil_is_python_s(open_playground):
    page, faults = open_playground("convolution")
    sums = page.get_by_role("application")
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        sums.press(key)
    part = make_image()[2:5, 1:4]
    wanted = (part[:, 2] - part[:, 0]).sum()
    assert int(read_data(page, "sum")) == wanted
    assert page.locator(".pg-sum").inner_text().endswith(f"= −{abs(wanted)}")
    assert faults == []


def test_the_fills_of_an_epoch_are_those_recorded(open_playground):
    page, _ = open_playground("epochs")
    gallery = np.load(find_data("compact_32_gallery.npz"))
    for frame, epoch in ((1, 1), (4, 20), (6, 50)):
        scrub(page, frame)
        assert read_data(page, "frame") == f"epoch {epoch}"
        for face in (0, 7):
            shown = read_canvas(page, face)[16:48, 16:48]
            np.testing.assert_array_equal(shown, gallery[f"squares_{epoch}"][3 * face])


def test_the_rings_end_in_the_library_s_fill(open_playground):
    page, _ = open_playground("rings")
    fox, mask = as_float(draw_face(FOX).image), make_mask(PAPER_16, 128, 128)
    holed = cut_hole(fox, PAPER_16)
    scrub(page, 8)
    for place, model in enumerate(make_ring_models().values()):
        wanted = as_uint8(fill_inwards(holed, mask, model))[PAPER_16.slices]
        np.testing.assert_array_equal(read_canvas(page, place)[8:24, 8:24], wanted)


def test_a_flipbook_plays_and_stops(open_playground):
    page, _ = open_playground("rings")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("document.querySelector('.pg-root').dataset.frame === 'ring 2'")
    page.get_by_role("button", name="Pause").click()
    stopped = read_data(page, "frame")
    page.wait_for_timeout(1200)
    assert read_data(page, "frame") == stopped


@pytest.mark.parametrize("name", ["stencil", "rings", "convolution", "field", "epochs"])
def test_nothing_plays_where_stillness_is_wished(open_playground, name):
    page, _ = open_playground(name, reduced_motion="reduce")
    assert not page.get_by_role("button", name="Play").is_visible()
    before = page.locator(".pg-scrubber input").input_value()
    page.locator(".pg-scrubber input").press("Space")
    page.get_by_role("button", name="one back" if name == "field" else "one on").click()
    step = -1 if name == "field" else 1
    assert int(page.locator(".pg-scrubber input").input_value()) == int(before) + step


def test_two_fills_lie_under_one_slider(open_playground):
    page, faults = open_playground("before_after")
    page.locator(".pg-scrubber input").press("Home")
    assert read_data(page, "share") == "0"
    page.locator("select").first.select_option("membrane")
    assert page.locator(".pg-words").inner_text().startswith("Left: membrane, RMSE ")
    page.locator(".pg-compare").click()
    assert abs(int(read_data(page, "share")) - 50) <= 1
    assert faults == []


@pytest.mark.parametrize("width", [390, 1000])
@pytest.mark.parametrize("name", NAMES)
def test_no_word_is_smaller_than_twelve_pixels(open_playground, name, width):
    page, _ = open_playground(name, width=width)
    sizes = page.locator(".playground").evaluate("""box => [...box.querySelectorAll("*")]
        .filter(tag => [...tag.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
        .map(tag => {
            const svg = tag.ownerSVGElement;
            const zoom = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
            return zoom * parseFloat(getComputedStyle(tag).fontSize);
        })""")
    assert min(sizes) >= 11.9
