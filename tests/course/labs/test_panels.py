"""The labs' pictures: what is drawn where, and the tag that shows them."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from inpaint_lib.course.labs import panels


def test_numbers_become_the_ends_of_a_colour_map():
    colours = panels.colour_values([[-1, 0.5, 2]], "gray", 0, 1)
    assert colours[0, [0, 2]].tolist() == [[0, 0, 0], [255, 255, 255]]
    assert 120 < colours[0, 1, 0] < 136


def test_errors_are_dark_where_the_fill_is_right():
    truth = np.zeros((2, 2, 3))
    fill = truth.copy()
    fill[1, 1] = 0.5
    colours = panels.colour_errors(fill, truth)
    assert colours[0, 0].sum() < 20 and colours[1, 1].sum() > 500


@pytest.mark.parametrize("pixels", [np.array([[0, 255]], np.uint8), np.array([[0.0, 1.0]]),
                                    np.array([[[0] * 3, [255] * 3]], np.uint8)])
def test_a_pixel_becomes_a_square(pixels):
    picture = panels.enlarge(pixels, 3)
    assert picture.size == (6, 3)
    assert picture.getpixel((2, 2)) == (0, 0, 0) and picture.getpixel((3, 0)) == (255,) * 3


def test_panels_stand_in_rows_under_their_titles():
    red, blue = (Image.new("RGB", (40, 30), colour) for colour in ("red", "blue"))
    sheet = panels.join_panels([("one", red), ("two", blue), ("three", red)], columns=2)
    assert sheet.size == (40 + panels.GAP + 40, 2 * (panels.TITLE_HEIGHT + 30) + panels.GAP)
    middle = panels.TITLE_HEIGHT + 15
    assert sheet.getpixel((20, middle)) == (255, 0, 0)
    assert sheet.getpixel((40 + panels.GAP + 20, middle)) == (0, 0, 255)
    title = np.asarray(sheet)[:panels.TITLE_HEIGHT]
    assert title.min() < 100 and title.max() == 255


def test_a_frame_is_seen_on_every_colour():
    picture = Image.new("RGB", (60, 60), panels.ACCENT)
    panels.outline(picture, slice(1, 4), slice(2, 5), scale=10)
    assert picture.getpixel((20, 25)) == (255, 255, 255)
    assert picture.getpixel((18, 25)) == picture.getpixel((35, 25))


def test_numbers_are_written_into_squares():
    colours = np.array([[[0] * 3, [255] * 3]], np.uint8)
    drawn = np.asarray(panels.draw_numbers([["7", "8"]], colours, side=20))
    assert drawn[:, :20].max() > 200 and drawn[:, 20:].min() < 50


def test_a_tag_carries_the_picture_and_its_sentence():
    picture = Image.new("RGB", (7, 5), "teal")
    tag = panels.make_tag(picture, 'A "teal" picture & nothing else.')
    assert 'alt="A &quot;teal&quot; picture &amp; nothing else."' in tag
    data = base64.b64decode(re.search(r"base64,([^\"]+)", tag)[1])
    assert np.array_equal(Image.open(io.BytesIO(data)), picture)
    assert "min-width" not in tag
    assert "min-width" in panels.make_tag(Image.new("RGB", (800, 5)), "A wide picture.")


def test_a_small_rectangle_is_framed_from_outside():
    picture = panels.enlarge(np.zeros((9, 9), dtype=np.uint8), 3)
    panels.outline(picture, slice(4, 5), slice(4, 5), scale=3)
    pixels = np.asarray(picture)
    assert (pixels[12:15, 12:15] == 0).all(), "What is framed can still be seen."
    assert (pixels[12:15, 7] == 255).all()


def test_a_table_has_a_line_a_row_and_frames_the_marked_one():
    rows = [("a", "b"), ("long", "1"), ("", "22")]
    plain = panels.draw_table(rows, (40, 30), height=20)
    assert plain.size == (70, 60)
    marked = np.asarray(panels.draw_table(rows, (40, 30), marked=2, height=20))
    differs = (marked != np.asarray(plain)).any(axis=(1, 2))
    assert not differs[:40].any() and differs[40:].all()
    assert (marked[41, 5:65] == [0xD5, 0x5E, 0x00]).all()


def test_texts_of_a_table_stand_left_or_right():
    def find_ink(n_left):
        table = np.asarray(panels.draw_table([("i", "i")], (40, 40), n_left=n_left))[:-1, :, 0]
        return np.flatnonzero((table < 128).any(axis=0))

    assert find_ink(1).min() < 10 and find_ink(1).max() > 70
    assert find_ink(2).max() < 50
    with pytest.raises(ValueError, match="zip"):
        panels.draw_table([("a", "b", "c")], (40, 30))
