"""The lab of chapter 6: its fills and words, and every way to paint with the brush."""

import io
from datetime import UTC, datetime

import numpy as np
import pytest
from PIL import Image

from inpaint_lib.course.labs import brush_lab
from inpaint_lib.course.labs.brush_lab import (ANYWHERE, ERRORS, FIRST_FACE, INSIDE, NEARER,
                                               SCALE, START, TELEA, BrushLab, BrushSettings,
                                               fill_strokes)
from inpaint_lib.course.labs.pictures import FACE, PHOTO, load_face
from inpaint_lib.fills.attention import attend
from inpaint_lib.fills.classical import fill_telea
from inpaint_lib.fills.inwards import number_rings
from inpaint_lib.fills.network import paint_holes
from inpaint_lib.images import as_uint8
from inpaint_lib.metrics.errors import mse_hole
from inpaint_lib.models.anywhere import build_anywhere_network
from inpaint_lib.random_holes import Stroke, draw_strokes

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
WHOLE = tuple(Stroke(((row, 0), (row, 127)), 64) for row in (20, 64, 108))


@pytest.fixture(scope="module")
def network():
    """A network that has learnt nothing: it paints its smooth fill."""
    return build_anywhere_network()


@pytest.fixture(scope="module")
def face():
    return load_face(FIRST_FACE)


@pytest.fixture
def lab():
    opened = BrushLab()
    yield opened
    opened.close()


# Settings to answer

def test_hole_rings_and_errors_are_those_of_the_library(face, network):
    answer = fill_strokes(BrushSettings(face, network=network))
    mask = draw_strokes(START, 128, 128)
    assert np.array_equal(answer.mask, mask)
    assert np.array_equal(answer.rings, number_rings(mask))
    fills = {ANYWHERE: paint_holes(network, face[np.newaxis], mask)[0],
             TELEA: fill_telea(face, mask)}
    assert answer.errors == {name: mse_hole(fill, face, mask) for name, fill in fills.items()}
    errors = " ".join(f"{name} {error:.4f}," for name, error in answer.errors.items())
    assert errors[:-1] in answer.words
    distances = [((fill - face) ** 2).sum(axis=-1)[mask] for fill in fills.values()]
    assert f"At {(distances[0] < distances[1]).mean():.0%} of these pixels" in answer.words
    assert f"The first is {answer.errors[ANYWHERE] / answer.errors[TELEA]:.2f} of" in answer.words
    assert f"{mask.sum()} of 16,384 pixels, {mask.mean():.1%}, in 2 holes" in answer.words
    assert f"the last ring is number {answer.rings.max()}" in answer.words
    assert answer.words == f"{answer.score} {answer.brush}"


def test_the_pictures_show_hole_and_fills(face, network):
    answer = fill_strokes(BrushSettings(face, network=network))
    mask = answer.mask.repeat(SCALE, axis=0).repeat(SCALE, axis=1)
    holed = np.asarray(answer.holed)
    assert set(np.unique(holed[mask])) == {0, 255}, "Black, with a white line around it."
    inside = number_rings(mask) > 1
    assert not holed[inside].any()
    truth = np.asarray(answer.panels[0][1])
    for title, picture in answer.panels[:2]:
        assert title.endswith(f"{answer.errors[title.split(':')[0]]:.4f}")
        assert np.array_equal(np.asarray(picture)[~mask], truth[~mask])
        assert (np.asarray(picture)[inside] != holed[inside]).any()
    order = np.asarray(answer.panels[2][1])
    where = number_rings(answer.mask) == 2
    colours = order[::SCALE, ::SCALE][where]
    assert len(np.unique(colours, axis=0)) < where.sum() / 2, "A ring has one colour."


def test_without_the_network_it_says_how_to_get_it(face):
    answer = fill_strokes(BrushSettings(face))
    assert list(answer.errors) == [TELEA] and "Tick 'anywhere'" in answer.words
    assert answer.panels[0][0] == ANYWHERE
    below = fill_strokes(BrushSettings(face, below=ERRORS))
    assert np.array_equal(below.panels[2][1], answer.panels[0][1])
    assert "where it errs" in below.alt and "ring" not in below.alt


def test_each_missing_pixel_has_the_colour_of_the_nearer_fill(face, network):
    answer = fill_strokes(BrushSettings(face, below=NEARER, network=network))
    truth, nearer = (np.asarray(picture)[::SCALE, ::SCALE].astype(int) for _, picture in
                     answer.panels[2:])
    assert np.array_equal(truth, as_uint8(face)) and "blue where anywhere" in answer.alt
    blue = (nearer == (0, 114, 178)).all(axis=-1)
    orange = (nearer == (213, 94, 0)).all(axis=-1)
    assert blue.any() and orange.any() and not (blue | orange)[~answer.mask].any()
    assert f"At {blue[answer.mask].mean():.0%} of these pixels" in answer.words
    alone = fill_strokes(BrushSettings(face, below=NEARER))
    assert np.array_equal(alone.panels[3][1], alone.panels[0][1]), "There is nothing to compare."


def test_the_attention_is_seen_from_the_missing_place_nearest_to_the_brush(face):
    answer = fill_strokes(BrushSettings(face, row=66, column=44))
    attention = attend(fill_telea(face, answer.mask), answer.mask, step=brush_lab.WINDOW_STEP,
                       mirrored=True)
    middles = attention.places + 1.5
    nearest = np.abs(middles - (66, 44)).sum(axis=1).argmin()
    (row, column), (to_row, to_column) = middles[nearest], attention.find_best()[nearest] + 1.5
    assert (f"at row {int(row)}, column {int(column)}, looks first to row {int(to_row)}, column "
            f"{int(to_column)}, with weight {attention.weights[nearest].max():.2f}") in answer.words
    far = fill_strokes(BrushSettings(face, row=10, column=120))
    assert not np.array_equal(far.panels[3][1], answer.panels[3][1]) and far.score == answer.score
    assert "over a known pixel" in far.brush and "over a missing pixel of ring" in answer.brush


def test_moving_the_brush_fills_nothing_anew(face, monkeypatch):
    fill_strokes(BrushSettings(face))
    monkeypatch.setattr(brush_lab, "fill_telea", lambda *_: pytest.fail("filled again"))
    assert fill_strokes(BrushSettings(face, row=3, breadth=5, below=ERRORS)).errors


def test_what_lies_under_the_hole_is_not_seen(face, network):
    other = face.copy()
    mask = draw_strokes(START, 128, 128)
    other[mask] = 0.5
    answers = [fill_strokes(BrushSettings(image, network=network)) for image in (face, other)]
    for number in (0, 1, 3):
        assert np.array_equal(*(answer.panels[number][1] for answer in answers))


def test_a_hole_without_pixels_is_not_filled(face, network):
    answer = fill_strokes(BrushSettings(face, strokes=(), network=network))
    assert answer.words.startswith("Nothing is missing yet.") and not answer.errors
    assert "over a known pixel." in answer.words and "looks" not in answer.words
    for number in (0, 1):
        assert np.array_equal(answer.panels[number][1], answer.holed)
    for below in (ERRORS, NEARER):
        assert len(fill_strokes(BrushSettings(face, strokes=(), below=below)).panels) == 4


def test_nothing_but_hole_is_not_filled(face, network):
    answer = fill_strokes(BrushSettings(face, strokes=WHOLE, network=network))
    assert answer.mask.all() and "Everything is missing" in answer.words and not answer.errors
    assert "over a missing pixel." in answer.words


@pytest.mark.parametrize("strokes, words", [
    (WHOLE[:1], "1 hole;"), (WHOLE[:2], "trained on holes of at most 40% of an image"),
    ((Stroke(tuple((row, column) for row in range(3, 128, 14) for column in (0, 127, 0)), 3),),
     "nowhere to look: no window of 16x16")])
def test_large_and_odd_holes_are_spoken_of(face, network, strokes, words):
    assert words in fill_strokes(BrushSettings(face, strokes=strokes, network=network)).words


def test_a_photo_is_outside_the_training(face, network):
    answer = fill_strokes(BrushSettings(face, network=network, is_face=False))
    assert "only ever seen drawn faces and photos of big cats" in answer.words
    assert "outside" not in fill_strokes(BrushSettings(face, is_face=False)).words


def test_a_picture_of_one_colour_has_no_ratio(network):
    grey = np.full((128, 128, 3), 51 / 255, np.float32)
    answer = fill_strokes(BrushSettings(grey, network=network))
    assert "anywhere 0.0000, Telea 0.0000" in answer.words and "of the second" not in answer.words


@pytest.mark.parametrize("wrong, message", [
    ({"image": np.zeros((64, 64, 3))}, "images of shape"), ({"image": None}, "images of shape"),
    ({"image": np.full((128, 128, 3), 200.0)}, "values from 200 to 200 in the image"),
    ({"image": np.full((128, 128, 3), np.nan)}, "NaN"),
    ({"row": 128}, "rows and columns 0 to 127"), ({"column": -1}, "rows and columns 0 to 127"),
    ({"breadth": 0}, "1 to 48 pixels broad"), ({"breadth": 49}, "1 to 48 pixels broad"),
    ({"below": "everything"}, "can be 'order and attention',")])
def test_nonsense_settings_are_refused(face, wrong, message):
    with pytest.raises(ValueError, match=message):
        fill_strokes(BrushSettings(**{"image": face} | wrong))


# The lab on the screen

def send(lab, event, **content):
    """Send what the browser sends when something happens on the canvas."""
    top = lab.canvas[1]
    top._handle_frontend_event(top, {"event": event, **content}, [])


def press(lab, key, shift=False):
    send(lab, "key_down", key=key, shift_key=shift, ctrl_key=False, meta_key=False)


def test_the_mouse_draws_a_stroke_that_is_filled_when_it_is_lifted(lab):
    before = lab.answer
    send(lab, "mouse_move", x=0, y=0)
    send(lab, "mouse_down", x=SCALE * 20, y=SCALE * 100)
    for column in (20, 40, 60):
        send(lab, "mouse_move", x=SCALE * column + 1, y=SCALE * 100 + 1)
    assert lab.answer is before
    send(lab, "mouse_up", x=SCALE * 60, y=SCALE * 100)
    stroke = Stroke(((100, 20), (100, 40), (100, 60)), 25)
    assert lab.read_settings().strokes == (*START, stroke)
    assert np.array_equal(lab.answer.mask, draw_strokes((*START, stroke), 128, 128))
    assert (lab.controls["row"].value, lab.controls["column"].value) == (100, 60)
    send(lab, "mouse_move", x=SCALE * 90, y=SCALE * 90)
    send(lab, "mouse_up", x=SCALE * 90, y=SCALE * 90)
    assert len(lab.read_settings().strokes) == 3


@pytest.mark.parametrize("end", ["touch_end", "touch_cancel"])
def test_a_finger_draws_and_a_second_one_does_nothing(lab, end):
    first = {"x": SCALE * 30, "y": SCALE * 110}
    send(lab, "touch_start", touches=[first])
    send(lab, "touch_start", touches=[first, {"x": 0, "y": 0}])
    send(lab, "touch_move", touches=[{"x": SCALE * 50, "y": SCALE * 110}, {"x": 0, "y": 0}])
    send(lab, end, touches=[])
    send(lab, end, touches=[])
    assert lab.read_settings().strokes[2:] == (Stroke(((110, 30), (110, 50)), 25),)


def test_a_stroke_ends_where_the_mouse_leaves_and_stays_inside(lab):
    send(lab, "mouse_down", x=SCALE * 120, y=SCALE * 120)
    send(lab, "mouse_move", x=9_000, y=-50)
    send(lab, "mouse_out", x=9_000, y=-50)
    assert lab.read_settings().strokes[2].points == ((120, 120), (0, 127))


@pytest.mark.parametrize("key, shift, place", [
    ("ArrowUp", False, (65, 44)), ("ArrowDown", True, (74, 44)), ("ArrowLeft", True, (66, 36)),
    ("ArrowRight", False, (66, 45)), ("q", False, (66, 44)), ("Shift", True, (66, 44))])
def test_arrow_keys_move_the_brush_which_is_then_spoken_of_first(lab, key, shift, place):
    before = lab.answer.errors
    press(lab, key, shift)
    assert (lab.controls["row"].value, lab.controls["column"].value) == place
    assert lab.answer.errors == before
    if place != (66, 44):
        assert f">The brush, 25 pixels broad, is at row {place[0]}," in lab._words.value
        lab.controls["clear"].click()
        assert ">Nothing is missing" in lab._words.value


def test_the_brush_stops_at_the_rim(lab):
    lab.set(row=126, column=3)
    press(lab, "ArrowDown", shift=True)
    press(lab, "ArrowLeft", shift=True)
    assert (lab.controls["row"].value, lab.controls["column"].value) == (127, 0)
    press(lab, " ")
    assert lab.answer.mask[127, 0]


def test_everything_is_done_by_keys(lab):
    press(lab, "c")
    assert not lab.answer.mask.any()
    for key in ("+", "=", "-", " "):
        press(lab, key)
    assert lab.controls["size"].value == 26
    assert lab.read_settings().strokes == (Stroke(((66, 44),), 26),)
    press(lab, "ArrowRight", shift=True)
    press(lab, "Enter")
    assert len(lab.read_settings().strokes) == 2
    for key, count in (("u", 1), ("z", 0), ("Backspace", 2), ("U", 1), ("u", 0), ("u", 0),
                       ("Delete", 0)):
        press(lab, key)
        assert len(lab.read_settings().strokes) == count, key


@pytest.mark.parametrize("key, shift", [("Tab", False), ("Tab", True), ("Escape", False)])
def test_the_focus_can_leave_the_canvas(lab, monkeypatch, key, shift):
    left = []
    monkeypatch.setattr(type(lab.canvas), "blur", lambda canvas: left.append(canvas))
    press(lab, key, shift)
    assert left == [lab.canvas]


def test_buttons_paint_undo_and_clear(lab):
    lab.set(row=100, column=90)
    lab.controls["paint here"].click()
    assert lab.answer.mask[100, 90] and len(lab.read_settings().strokes) == 3
    lab.controls["undo"].click()
    assert lab.read_settings().strokes == START
    lab.controls["clear"].click()
    lab.controls["clear"].click()
    assert lab.read_settings().strokes == () and ">There is nothing to clear." in lab._words.value
    for strokes in (START, START[:1], ()):
        lab.controls["undo"].click()
        assert lab.read_settings().strokes == strokes
    lab.controls["undo"].click()
    assert ">There is nothing left to undo." in lab._words.value


def test_a_dab_on_what_is_missing_already_is_not_kept(lab):
    lab.set(size=3)
    lab.controls["paint here"].click()
    assert lab.read_settings().strokes == START and ">Nothing new: " in lab._words.value
    lab.controls["undo"].click()
    assert lab.read_settings().strokes == START[:1]


def test_a_hundred_strokes_until_everything_is_missing_and_back(lab):
    lab.set(size=48)
    for row in range(0, 160, 30):
        lab.paint(((min(row, 127), 0), (min(row, 127), 127)))
    assert lab.answer.mask.all() and "Everything is missing" in lab._words.value
    lab.controls["row"].value = 5
    lab.controls["undo"].click()
    assert "Mean squared error" in lab._words.value


def test_another_face_keeps_the_hole(lab):
    before = lab.answer.mask
    lab.controls["face"].value = 3400
    assert np.array_equal(lab.read_settings().image, load_face(3400))
    assert np.array_equal(lab.answer.mask, before)


def test_the_tick_loads_the_network_once_and_says_so(lab, monkeypatch, network):
    loads, said = [], []
    monkeypatch.setattr(brush_lab, "load_anywhere", lambda: loads.append(list(said)) or network)
    monkeypatch.setattr(lab, "say", said.append)
    for _ in range(2):
        lab.controls[ANYWHERE].value = True
        assert list(lab.answer.errors) == [ANYWHERE, TELEA]
        lab.controls[ANYWHERE].value = False
        assert list(lab.answer.errors) == [TELEA]
    assert len(loads) == 1 and "Loading TensorFlow" in loads[0][-1]


def test_a_network_that_cannot_be_loaded_is_no_end(lab, monkeypatch):
    def fail():
        raise FileNotFoundError("There is no file 'anywhere.keras'.")

    monkeypatch.setattr(brush_lab, "load_anywhere", fail)
    lab.controls[ANYWHERE].value = True
    assert "cannot be loaded: There is no file" in lab._words.value
    assert not lab.controls[ANYWHERE].value
    lab.controls["row"].value = 9
    assert "Mean squared error" in lab._words.value


def test_a_network_that_is_there_already_is_used_at_once(network):
    lab = BrushLab(network)
    assert lab.controls[ANYWHERE].value and ANYWHERE in lab.answer.errors
    lab.close()
    assert lab._network is None and brush_lab._fill_hole.cache_info().currsize == 0


def test_the_shipped_network_is_one_for_holes_anywhere():
    try:
        network = brush_lab.load_anywhere()
    except FileNotFoundError:
        pytest.skip("data/anywhere.keras is not there yet")
    assert network.input_shape == (None, 128, 128, 4)


def upload(lab, name, content):
    """Hand over a file as ipywidgets does."""
    lab.controls[PHOTO].value = ({"name": name, "type": "image/png", "size": len(content),
                                  "content": memoryview(content), "last_modified": NOON},)


def encode(picture, **options):
    buffer = io.BytesIO()
    picture.save(buffer, **{"format": "PNG"} | options)
    return buffer.getvalue()


def test_a_photo_is_painted_on_and_let_go(lab):
    upload(lab, "print.jpg", encode(Image.new("CMYK", (200, 150), "teal"), format="JPEG"))
    assert lab.controls["picture"].value == PHOTO and not lab.read_settings().is_face
    assert "CMYK" in lab._words.value
    press(lab, "ArrowUp")
    assert ">The brush" in lab._words.value and "CMYK" in lab._words.value
    press(lab, "ArrowUp", shift=True)
    press(lab, " ")
    assert len(lab.read_settings().strokes) == 3
    lab.controls["picture"].value = FACE
    assert lab.read_settings().is_face and "CMYK" not in lab._words.value


@pytest.mark.parametrize("name, content, reason", [
    ("notes.txt", b"words", "not a picture"), ("empty.png", b"", "empty"),
    ("huge.png", encode(Image.new("1", (10_000, 5_000))), "too large")])
def test_nonsense_uploads_change_nothing(lab, name, content, reason):
    before = lab._picture.value
    upload(lab, name, content)
    assert reason in lab._words.value and lab._picture.value == before
    lab.controls["below"].value = ERRORS
    assert lab._picture.value != before
    lab.controls["below"].value = INSIDE
    assert lab._picture.value == before


def test_the_canvas_is_drawn_for_a_browser_that_comes_late(lab, monkeypatch):
    drawn = []
    monkeypatch.setattr(type(lab.canvas[0]), "put_image_data",
                        lambda canvas, pixels: drawn.append(pixels))
    send(lab, "client_ready")
    assert len(drawn) == 1 and np.array_equal(drawn[0], lab.answer.holed)


def test_the_still_shows_all_six_pictures(lab):
    picture, alt, words = lab.draw_still()
    assert picture.width > lab.answer.picture.width and "whole picture" in alt
    assert words == lab.answer.words
