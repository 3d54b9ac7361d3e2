"""The lab of chapter 0: its scores, and every way to move the hole."""

import numpy as np
import pytest

from inpaint_lib.course.labs.hole_lab import (PICTURES, SCALE, HoleLab, HoleSettings,
                                              load_picture, score_hole)
from inpaint_lib.fills.untrained import FILLS
from inpaint_lib.metrics.errors import psnr_hole, psnr_image


@pytest.fixture
def lab():
    opened = HoleLab()
    yield opened
    opened.close()


@pytest.mark.parametrize("fill", FILLS)
@pytest.mark.parametrize("size", [1, 16, 64])
def test_the_scores_part_by_the_share_of_missing_pixels(fill, size):
    answer = score_hole(HoleSettings(fill=fill, size=size))
    gain = 10 * np.log10(128 ** 2 / size ** 2)
    assert answer.psnr_image - answer.psnr_hole == pytest.approx(gain)
    assert f"{answer.psnr_hole:.1f} dB" in answer.words


def test_the_scores_are_those_of_the_library():
    settings = HoleSettings("a drawn fox", "biharmonic", 10, 90, 20)
    truth = load_picture("a drawn fox")
    mask = np.zeros((128, 128), bool)
    mask[10:30, 90:110] = True
    fill = FILLS["biharmonic"](truth, mask)
    answer = score_hole(settings)
    assert answer.psnr_hole == psnr_hole(fill, truth, mask)
    assert answer.psnr_image == psnr_image(fill, truth)


@pytest.mark.parametrize("picture", PICTURES)
def test_every_picture_loads_and_is_shown_with_its_hole(picture):
    answer = score_hole(HoleSettings(picture))
    pixels = np.asarray(answer.holed)
    assert pixels.shape == (256, 256, 3)
    assert not pixels[104:168, 108:172].any() and pixels[:100].any()


@pytest.mark.parametrize("picture", PICTURES)
def test_the_membrane_is_ahead_of_the_mean_at_most_places_and_not_at_all(picture):
    truth, ahead = load_picture(picture), []
    for top in range(0, 97, 8):
        for left in range(0, 97, 8):
            mask = np.zeros((128, 128), bool)
            mask[top:top + 32, left:left + 32] = True
            membrane, mean = (psnr_hole(FILLS[name](truth, mask), truth, mask)
                              for name in ("membrane", "mean of the ring"))
            ahead.append(membrane > mean)
    assert 0.9 < np.mean(ahead) < 1


@pytest.mark.parametrize("top, left", [(200, 0), (-5, 500), (127, 127)])
def test_a_hole_beyond_the_rim_is_moved_inside(top, left):
    hole = score_hole(HoleSettings(top=top, left=left)).hole
    assert 0 <= hole.top <= 96 and 0 <= hole.left <= 96 and hole.height == 32


@pytest.mark.parametrize("wrong, words", [
    ({"picture": "dog"}, "no picture 'dog'"), ({"fill": "magic"}, "no fill 'magic'"),
    ({"size": 0}, "between 1 and 64"), ({"size": 65}, "between 1 and 64")])
def test_nonsense_settings_are_refused(wrong, words):
    with pytest.raises(ValueError, match=words):
        score_hole(HoleSettings(**wrong))


def test_sliders_and_choices_are_what_is_answered(lab):
    lab.set(picture="a cup of coffee", fill="biharmonic", size=20, top=5, left=7)
    assert lab.read_settings() == HoleSettings("a cup of coffee", "biharmonic", 5, 7, 20)
    assert (lab.answer.hole.top, lab.answer.hole.left, lab.answer.hole.height) == (5, 7, 20)


def test_a_larger_hole_stays_inside(lab):
    lab.set(top=96, left=96)
    lab.controls["size"].value = 64
    assert lab.answer.hole.bottom == lab.answer.hole.right == 128
    assert lab.controls["top"].max == lab.controls["left"].max == 64
    lab.controls["size"].value = 1
    lab.controls["top"].value = 127
    assert lab.answer.hole.top == 127


def send(lab, event, **content):
    """Send what the browser sends when something happens on the canvas."""
    top = lab.canvas[1]
    top._handle_frontend_event(top, {"event": event, **content}, [])


def test_the_hole_is_dragged_with_the_mouse(lab):
    send(lab, "mouse_move", x=0, y=0)
    assert lab.answer.hole.top == 52
    send(lab, "mouse_down", x=SCALE * 60, y=SCALE * 60)
    assert (lab.answer.hole.top, lab.answer.hole.left) == (52, 54)
    send(lab, "mouse_move", x=SCALE * 70, y=SCALE * 50)
    assert (lab.answer.hole.top, lab.answer.hole.left) == (42, 64)
    assert (lab.controls["top"].value, lab.controls["left"].value) == (42, 64)
    send(lab, "mouse_move", x=-900, y=9000)
    assert (lab.answer.hole.top, lab.answer.hole.left) == (96, 0)
    send(lab, "mouse_up", x=0, y=0)
    send(lab, "mouse_move", x=SCALE * 70, y=SCALE * 50)
    assert (lab.answer.hole.top, lab.answer.hole.left) == (96, 0)


def test_a_press_beside_the_hole_brings_it_there(lab):
    send(lab, "mouse_down", x=SCALE * 20, y=SCALE * 30)
    assert (lab.answer.hole.top, lab.answer.hole.left) == (14, 4)
    send(lab, "mouse_out", x=0, y=0)
    send(lab, "mouse_move", x=SCALE * 70, y=SCALE * 50)
    assert (lab.answer.hole.top, lab.answer.hole.left) == (14, 4)


@pytest.mark.parametrize("end", ["touch_end", "touch_cancel"])
def test_the_hole_is_dragged_with_a_finger(lab, end):
    send(lab, "touch_start", touches=[{"x": SCALE * 60, "y": SCALE * 60}])
    send(lab, "touch_move", touches=[{"x": SCALE * 61, "y": SCALE * 62}])
    assert (lab.answer.hole.top, lab.answer.hole.left) == (54, 55)
    send(lab, end, touches=[])
    send(lab, "touch_move", touches=[{"x": SCALE * 99, "y": SCALE * 99}])
    assert (lab.answer.hole.top, lab.answer.hole.left) == (54, 55)


@pytest.mark.parametrize("key, shift, place", [
    ("ArrowUp", False, (51, 54)), ("ArrowDown", False, (53, 54)), ("ArrowLeft", True, (52, 46)),
    ("ArrowRight", True, (52, 62)), ("a", False, (52, 54)), ("Tab", False, (52, 54))])
def test_arrow_keys_move_the_hole(lab, key, shift, place):
    send(lab, "key_down", key=key, shift_key=shift, ctrl_key=False, meta_key=False)
    assert (lab.answer.hole.top, lab.answer.hole.left) == place


def test_arrow_keys_stop_at_the_rim(lab):
    lab.set(top=0, left=96)
    for key in ("ArrowUp", "ArrowRight"):
        send(lab, "key_down", key=key, shift_key=True, ctrl_key=False, meta_key=False)
    assert (lab.answer.hole.top, lab.answer.hole.left) == (0, 96)


def test_the_canvas_is_drawn_for_a_browser_that_comes_late(lab, monkeypatch):
    drawn = []
    monkeypatch.setattr(type(lab.canvas[0]), "put_image_data",
                        lambda canvas, pixels: drawn.append(pixels))
    send(lab, "client_ready")
    assert len(drawn) == 1 and drawn[0].shape == (256, 256, 3)
    lab.controls["picture"].value = "a drawn fox"
    assert len(drawn) == 2 and not np.array_equal(*drawn)


def test_the_still_shows_the_hole_too(lab):
    picture, alt, words = lab.draw_still()
    assert picture.width > lab.answer.picture.width + 250 and "black square" in alt
    assert words == lab.answer.words


@pytest.mark.parametrize("key, shift", [("Tab", False), ("Tab", True), ("Escape", False)])
def test_the_focus_can_leave_the_canvas(lab, monkeypatch, key, shift):
    left = []
    monkeypatch.setattr(type(lab.canvas), "blur", lambda canvas: left.append(canvas))
    send(lab, "key_down", key=key, shift_key=shift, ctrl_key=False, meta_key=False)
    assert left == [lab.canvas] and lab.answer.hole.top == 52
