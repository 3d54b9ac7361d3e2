"""The lab of chapter 4: fills compared, the network away from home, and uploads of any kind."""

import io
from datetime import UTC, datetime

import numpy as np
import pytest
from PIL import Image

from inpaint_lib.course.labs import paint_lab
from inpaint_lib.course.labs.paint_lab import (NETWORK, PaintLab, PaintSettings, bring_hole_home,
                                               compare_fills, count_invented, load_compact)
from inpaint_lib.course.labs.pictures import FACE, LARGEST_UPLOAD, PHOTO, load_face
from inpaint_lib.datasets.face_cache import find_cache
from inpaint_lib.datasets.faces import draw_face
from inpaint_lib.fills.untrained import FILLS
from inpaint_lib.holes import PAPER_32, Hole, make_mask
from inpaint_lib.images import as_float
from inpaint_lib.metrics.errors import mse_hole


@pytest.fixture(scope="module")
def face():
    return as_float(draw_face(3348).image)


@pytest.fixture
def lab():
    opened = PaintLab()
    yield opened
    opened.close()


def encode(picture, **options):
    buffer = io.BytesIO()
    picture.save(buffer, **{"format": "PNG"} | options)
    return buffer.getvalue()


def upload(lab, name, content):
    """Hand over a file as ipywidgets does."""
    lab.controls[PHOTO].value = ({"name": name, "type": "image/png", "size": len(content),
                                  "content": memoryview(content), "last_modified": MORNING},)


MORNING = datetime(2026, 11, 23, tzinfo=UTC)
TEAL = encode(Image.new("RGB", (200, 150), "teal"))


@pytest.mark.parametrize("top, left", [(52, 54), (0, 0), (96, 96), (10, 90)])
def test_errors_are_those_of_the_library(face, top, left):
    answer = compare_fills(PaintSettings(face, top, left))
    mask = make_mask(Hole(top, left, 32, 32), 128, 128)
    assert answer.errors == {name: mse_hole(fill(face, mask), face, mask)
                             for name, fill in FILLS.items()}
    best = min(answer.errors, key=answer.errors.get)
    assert answer.words.endswith(f"Smallest: {best}.") and "outside" not in answer.words


@pytest.mark.parametrize("top, left", [(52, 54), (0, 0), (96, 96), (40, 60)])
def test_the_hole_and_all_around_it_come_home(top, left):
    image = np.random.default_rng(0).random((128, 128, 3))
    hole, home = Hole(top, left, 32, 32), bring_hole_home(image, Hole(top, left, 32, 32))
    assert np.array_equal(home[PAPER_32.slices], image[hole.slices])
    known = max(top - 32, 0), max(left - 32, 0)
    moved = known[0] - top + 52, known[1] - left + 54
    height, width = min(top + 64, 128) - known[0], min(left + 64, 128) - known[1]
    assert np.array_equal(home[moved[0]:moved[0] + height, moved[1]:moved[1] + width],
                          image[known[0]:known[0] + height, known[1]:known[1] + width])
    assert count_invented(hole) == 96 * 96 - height * width


def test_holes_of_two_sizes_do_not_mix():
    with pytest.raises(ValueError, match="16x16 cannot take the place of one of 32x32"):
        bring_hole_home(np.zeros((128, 128, 3)), Hole(0, 0, 16, 16))


@pytest.mark.parametrize("wrong", [np.zeros((64, 64, 3)), np.zeros((128, 128)), None])
def test_other_images_are_refused(wrong):
    with pytest.raises(ValueError, match="images of shape"):
        compare_fills(PaintSettings(wrong))


@pytest.mark.parametrize("change, error, words", [
    (lambda face: 255 * face, ValueError, "values from .* in the image"),
    (lambda face: np.where(face > face.min(), face, np.nan), ValueError, "NaN"),
    (lambda face: (255 * face).astype(np.uint8), TypeError, "labs take float.*as_float")])
def test_other_values_are_refused(face, change, error, words):
    with pytest.raises(error, match=words):
        compare_fills(PaintSettings(change(face)))


def test_a_hole_over_the_rim_is_refused(face):
    with pytest.raises(ValueError, match="covers rows 97-128"):
        compare_fills(PaintSettings(face, top=97))


def test_the_network_at_home_is_as_in_the_chapter(face):
    from inpaint_lib.fills.network import make_fill
    network = load_compact()
    answer = compare_fills(PaintSettings(face, network=network))
    mask = make_mask(PAPER_32, 128, 128)
    painted = make_fill(network, PAPER_32)(face, mask)
    assert answer.errors[NETWORK] == pytest.approx(mse_hole(painted, face, mask))
    assert answer.invented == 0 and "outside its training" not in answer.words


@pytest.mark.parametrize("settings, words", [
    ({"top": 40}, "so the picture was shifted"), ({"is_face": False}, "only ever seen drawn faces"),
    ({"top": 0}, "3,072 of the pixels it reads were made up")])
def test_away_from_its_training_the_network_says_so(face, settings, words):
    answer = compare_fills(PaintSettings(face, network=load_compact(), **settings))
    assert "The network is outside its training" in answer.words and words in answer.words


def test_the_network_sees_nothing_of_what_is_missing(face):
    other = face.copy()
    other[20:52, 30:62] = 1
    fills = [paint_lab._paint(load_compact(), image, Hole(20, 30, 32, 32)) for image in
             (face, other)]
    assert np.allclose(*fills, atol=1e-6)


def test_sliders_choose_face_and_place(lab):
    lab.set(face=3400, top=3, left=9)
    settings = lab.read_settings()
    assert (settings.top, settings.left, settings.is_face) == (3, 9, True)
    assert np.array_equal(settings.image, load_face(3400))
    assert np.array_equal(load_face(3400), as_float(draw_face(3400).image))


@pytest.mark.parametrize("content", [None, b"", b"no faces", b"\x93NUMPY\x01\x00"])
def test_faces_are_drawn_where_none_are_kept(monkeypatch, tmp_path, content):
    monkeypatch.setenv("INPAINT_LIB_CACHE", str(tmp_path))
    if content is not None:
        find_cache().write_bytes(content)
    assert np.array_equal(load_face(3348), as_float(draw_face(3348).image))


def test_the_tick_loads_the_network_once_and_says_so(lab, monkeypatch):
    loads, said = [], []
    monkeypatch.setattr(paint_lab, "load_compact",
                        lambda: loads.append(list(said)) or load_compact())
    monkeypatch.setattr(lab, "say", said.append)
    assert NETWORK not in lab.answer.errors
    lab.controls[NETWORK].value = True
    assert NETWORK in lab.answer.errors and "Loading TensorFlow" in loads[0][-1]
    lab.controls[NETWORK].value = False
    assert NETWORK not in lab.answer.errors
    lab.controls[NETWORK].value = True
    assert len(loads) == 1


def test_a_network_that_is_there_already_is_used_at_once():
    lab = PaintLab(load_compact())
    assert lab.controls[NETWORK].value and NETWORK in lab.answer.errors
    lab.close()
    assert lab._network is None


def test_an_upload_becomes_the_picture_and_is_let_go_of(lab):
    upload(lab, "sea.png", TEAL)
    settings = lab.read_settings()
    assert settings.image[5, 5].round(2).tolist() == [0.0, 0.5, 0.5] and not settings.is_face
    assert lab.controls["picture"].value == PHOTO and lab.controls[PHOTO].value == ()
    lab.controls["picture"].value = FACE
    assert lab.read_settings().is_face
    lab.controls["picture"].value = PHOTO
    assert not lab.read_settings().is_face
    lab.controls["face"].value += 1
    assert lab.read_settings().is_face and lab.controls["picture"].value == FACE


@pytest.mark.parametrize("name, content, reason", [
    ("notes.txt", b"words", "not a picture"), ("empty.png", b"", "empty"),
    ("huge.png", encode(Image.new("1", (10_000, 5_000))), "too large"),
    ("cut.png", encode(Image.fromarray(np.random.default_rng(0).integers(
        0, 256, (64, 64, 3), dtype=np.uint8)))[:2000], "cut short"),
    ("<b>.png", b"x", "&lt;b&gt;.png cannot be used")])
def test_nonsense_uploads_are_answered_in_words_and_change_nothing(lab, name, content, reason):
    before = lab._picture.value
    upload(lab, name, content)
    assert reason in lab._words.value and "stays as it was" in lab._words.value
    assert lab._picture.value == before and lab.controls[PHOTO].value == ()
    lab.controls["top"].value = 3
    assert "Mean squared error" in lab._words.value
    upload(lab, "sea.png", TEAL)
    assert lab.controls["picture"].value == PHOTO


def test_what_was_done_to_an_upload_is_said(lab):
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    upload(lab, "moving.gif", encode(frames[0], format="GIF", save_all=True,
                                     append_images=frames[1:]))
    assert "the first of 2 is shown" in lab._words.value
    lab.controls["picture"].value = FACE
    assert "first of 2" not in lab._words.value
    upload(lab, "print.jpg", encode(Image.new("CMYK", (64, 64)), format="JPEG"))
    assert "CMYK" in lab._words.value


def test_a_second_upload_replaces_the_first(lab):
    upload(lab, "sea.png", TEAL)
    first = lab._picture.value
    upload(lab, "sun.png", encode(Image.new("RGB", (90, 90), "gold")))
    assert lab._picture.value != first and lab.read_settings().image[0, 0, 0] == 1


def test_the_limits_of_a_photo_are_told(lab):
    assert LARGEST_UPLOAD == 25_000_000
    assert "at most 10 MB and 25 million pixels" in lab.box.children[-1].value
