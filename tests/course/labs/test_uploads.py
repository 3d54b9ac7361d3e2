"""Uploads: pictures of every kind are read or refused in plain words, and never break a lab."""

import io

import numpy as np
import pytest
from PIL import Image

from inpaint_lib.course.labs.pictures import LARGEST_UPLOAD, read_upload
from inpaint_lib.datasets.picture_files import UnreadablePicture


def encode(picture, **options):
    buffer = io.BytesIO()
    picture.save(buffer, **{"format": "PNG"} | options)
    return buffer.getvalue()


def test_a_photo_is_read_without_a_remark():
    square, note = read_upload("a.png", memoryview(encode(Image.new("RGB", (200, 160), "teal"))))
    assert square.shape == (128, 128, 3) and square[64, 64].tolist() == [0, 128, 128]
    assert note == ""


def test_an_animation_gives_its_first_frame_and_says_so():
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue", "lime")]
    content = encode(frames[0], format="GIF", save_all=True, append_images=frames[1:])
    square, note = read_upload("moving.gif", content)
    assert square[5, 5, 0] > 200 and "first of 3" in note


def test_print_colours_are_turned_and_it_says_so():
    content = encode(Image.new("CMYK", (64, 64), (0, 255, 255, 0)), format="JPEG")
    square, note = read_upload("print.jpg", content)
    assert square[5, 5, 0] > 200 > 60 > square[5, 5, 2] and "CMYK" in note


REFUSED = {
    "empty.png": (b"", "empty"),
    "words.jpg": (b"These are words, not a picture.", "not a picture"),
    "page.html": (b"<html><body>404</body></html>", "not a picture"),
    "cut.png": (encode(Image.fromarray(np.random.default_rng(0).integers(
        0, 256, (64, 64, 3), dtype=np.uint8)))[:3000], "cut short"),
    "tiny.png": (encode(Image.new("RGB", (8, 8))), "too small"),
    "..": (b"\0" * 40, "not a picture"),
    "a/../../b\0.png": (b"x", "not a picture"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_nonsense_is_refused_with_its_reason(name):
    content, reason = REFUSED[name]
    with pytest.raises(UnreadablePicture, match=reason):
        read_upload(name, content)


@pytest.mark.parametrize("size", [(10_000, 5_000), (20_000, 20_000)])
def test_fifty_megapixels_are_refused_before_they_are_decoded(size, monkeypatch):
    content = encode(Image.new("1", size), compress_level=9)
    assert np.prod(size) > LARGEST_UPLOAD
    monkeypatch.setattr("inpaint_lib.course.labs.pictures.read_square",
                        lambda *_: pytest.fail("decoded"))
    with pytest.raises(UnreadablePicture, match="too large: .* a lab takes at most 25,000,000"):
        read_upload("huge.png", content)
