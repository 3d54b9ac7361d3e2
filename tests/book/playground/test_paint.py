"""The playground ``paint``: drawing by mouse, finger and keys, photos, and what is told."""

import io

import numpy as np
import pytest
from PIL import Image

from inpaint_lib.course.labs.panels import colour_errors
from inpaint_lib.datasets.faces import draw_face
from inpaint_lib.datasets.picture_files import read_square
from inpaint_lib.files import find_data
from inpaint_lib.fills.engines import load_fill_batch, open_session, run_session
from inpaint_lib.fills.smooth import fill_membrane
from inpaint_lib.holes import make_mask
from inpaint_lib.images import as_float
from inpaint_lib.metrics.errors import mse_hole, psnr_hole
from inpaint_lib.training.small import join_mask
from tools.playground.faces import FACES, find_start
from tools.playground.pictures import MISSING

pytestmark = pytest.mark.browser

READ = """canvas => [...canvas.getContext("2d").getImageData(0, 0, 128, 128).data]"""
START = find_start(draw_face(FACES[0]))
PAD = "canvas[role=application]"


def read_canvas(page, label):
    """Return a panel's pixels, uint8 (128, 128, 3)."""
    data = page.locator(f".pg-panel canvas[aria-label^='{label}']").evaluate(READ)
    return np.array(data, np.uint8).reshape(128, 128, 4)[:, :, :3]


def read_mask(page):
    return (read_canvas(page, "The picture with its hole") == MISSING).all(axis=-1)


def read_scores(page):
    texts = {cell.get_attribute("data-score"): cell.inner_text()
             for cell in page.locator("td[data-score]").all()}
    return {name: float(text.split()[0]) for name, text in texts.items() if text != "–"}


def open_paint(open_playground, **options):
    page, faults = open_playground("paint", **options)
    page.wait_for_selector(".pg-root[data-fill]")
    return page, faults


def wait_for_fill(page, act):
    """Do something, and wait until what came of it is filled."""
    page.evaluate("delete document.querySelector('.pg-root').dataset.fill")
    act()
    page.wait_for_selector(".pg-root[data-fill]")


def give_file(page, name, content, kind="image/png"):
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": kind, "buffer": content})


def pack(picture, kind="PNG", **options):
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def test_it_begins_with_a_hole_that_is_filled_as_the_library_fills_it(open_playground):
    page, faults = open_paint(open_playground)
    face, mask = as_float(draw_face(FACES[0]).image), make_mask(START, 128, 128)
    assert (read_mask(page) == mask).all()
    assert (read_canvas(page, "The picture without") == draw_face(FACES[0]).image).all()
    scores = read_scores(page)
    for name, fill in {"Membrane": fill_membrane(face, mask),
                       "Network": load_fill_batch()(face[np.newaxis], mask[np.newaxis])[0]}.items():
        shown = read_canvas(page, f"The hole filled by the {name.lower()}")
        assert np.abs(shown / 255 - fill).max() <= 1e-3 + 0.5 / 255
        assert (shown[~mask] == draw_face(FACES[0]).image[~mask]).all()
        assert scores[f"{name} MSE"] == pytest.approx(mse_hole(fill, face, mask), abs=1e-3)
        assert scores[f"{name} PSNR"] == pytest.approx(psnr_hole(fill, face, mask), abs=0.06)
        errors = read_canvas(page, f"Where the {name.lower()} errs").astype(int)
        assert np.abs(errors - colour_errors(fill, face)).max() <= 12
        assert (errors[~mask] == colour_errors(face, face)[~mask]).all()
    assert faults == []


def test_every_face_can_be_chosen(open_playground):
    page, _ = open_paint(open_playground)
    for number, index in enumerate(FACES):
        wait_for_fill(page, page.locator(".pg-thumb").nth(number).click)
        assert (read_canvas(page, "The picture without") == draw_face(index).image).all()
        assert page.locator(".pg-thumb[aria-pressed=true]").count() == 1


def test_keys_alone_paint_resize_undo_and_clear(open_playground):
    page, faults = open_playground("paint", start=False)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".pg-root[data-fill]")
    assert page.evaluate(f"document.activeElement.matches('{PAD}')")
    before = read_mask(page)
    row, column = START.top + 16 + 40, START.left + 16 + 8 - 3
    for key in ["Shift+ArrowDown"] * 5 + ["Shift+ArrowRight"] + ["ArrowLeft"] * 3:
        page.keyboard.press(key)
    wait_for_fill(page, lambda: page.keyboard.press("Space"))
    square = np.zeros_like(before)
    square[row - 10:row + 10, column - 10:column + 10] = True
    assert (read_mask(page) == before | square).all()
    page.keyboard.press("+")
    wait_for_fill(page, lambda: page.keyboard.press("Enter"))
    square[row - 11:row + 11, column - 11:column + 11] = True
    assert (read_mask(page) == before | square).all()
    for _ in range(2):
        wait_for_fill(page, lambda: page.keyboard.press("u"))
    assert (read_mask(page) == before).all()
    page.keyboard.press("u")
    assert page.get_by_text("nothing left to take back").first.is_visible()
    wait_for_fill(page, lambda: page.keyboard.press("c"))
    assert not read_mask(page).any()
    assert read_scores(page) == {}
    assert faults == []


@pytest.mark.parametrize("touch", [False, True])
def test_a_line_is_drawn_and_filled_when_lifted(open_playground, touch):
    page, _ = open_paint(open_playground, has_touch=touch)
    page.get_by_role("button", name="Clear").click()
    pad = page.locator(PAD)
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    ends = [(box["x"] + box["width"] * x, box["y"] + box["height"] * 0.5) for x in (0.25, 0.75)]

    def draw():
        if touch:
            session = page.context.new_cdp_session(page)
            for kind, places in {"touchStart": ends[:1], "touchMove": ends[1:],
                                 "touchEnd": []}.items():
                points = [{"x": x, "y": y} for x, y in places]
                session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        else:
            page.mouse.move(*ends[0])
            page.mouse.down()
            page.mouse.move(*ends[1])
            page.mouse.up()

    wait_for_fill(page, draw)
    rows, columns = np.nonzero(read_mask(page))
    assert abs(rows.min() - 54) <= 1 and abs(rows.max() - 73) <= 1
    assert abs(columns.min() - 22) <= 1 and abs(columns.max() - 105) <= 1
    assert len(rows) == (np.ptp(rows) + 1) * (np.ptp(columns) + 1), "a line without gaps"


def test_nothing_is_filled_where_everything_is_missing(open_playground):
    page, faults = open_paint(open_playground)
    page.get_by_role("slider", name="Brush").fill("48")
    pad = page.locator(PAD)
    for row in range(3):
        for place in ((20, 20), (64, 64), (108, 108)):
            box = pad.bounding_box()
            pad.click(position={"x": place[0] / 128 * box["width"],
                                "y": (20, 64, 108)[row] / 128 * box["height"]})
    assert read_mask(page).all()
    assert "Everything is missing" in page.locator(".pg-words").inner_text()
    wait_for_fill(page, page.get_by_role("button", name="Undo").click)
    assert page.locator(".pg-words").inner_text() == ""
    assert faults == []


def test_a_photo_is_read_as_the_library_reads_it(open_playground, tmp_path):
    page, faults = open_paint(open_playground)
    large = Image.fromarray(draw_face(3347, 1024).image).crop((0, 100, 1024, 900))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    for kind, options in (("PNG", {}), ("JPEG", {"quality": 95, "exif": exif}), ("WEBP", {})):
        path = tmp_path / f"photo.{kind.lower()}"
        path.write_bytes(pack(large, kind, **options))
        wait_for_fill(page, lambda: give_file(page, path.name, path.read_bytes()))
        shown = read_canvas(page, "The picture without").astype(int)
        assert np.abs(shown - read_square(path)).mean() <= 3
        assert page.get_by_text("stays in this browser").first.is_visible()
    assert page.locator(".pg-thumb[aria-pressed=true]").count() == 0
    assert faults == []


def test_transparent_and_large_photos_are_read(open_playground):
    page, _ = open_paint(open_playground)
    clear = Image.new("RGBA", (200, 300), (10, 20, 30, 0))
    wait_for_fill(page, lambda: give_file(page, "clear.png", pack(clear)))
    assert (read_canvas(page, "The picture without") == 255).all(), "on white"
    large = pack(Image.new("RGB", (8000, 5000), (200, 100, 50)), "JPEG")
    wait_for_fill(page, lambda: give_file(page, "large.jpg", large, "image/jpeg"))
    assert np.abs(read_canvas(page, "The picture without").astype(int) - (200, 100, 50)).max() <= 3


def test_what_is_no_picture_is_refused_in_words(open_playground):
    page, faults = open_paint(open_playground)
    before = read_canvas(page, "The picture without")
    cut = pack(Image.fromarray(draw_face(1).image), "JPEG")[:40]
    for name, content, words in [
            ("one.png", pack(Image.new("RGB", (1, 1))), "has 1x1 pixels"),
            ("notes.txt", b"no picture", "is no picture"), ("cut.jpg", cut, "is no picture"),
            ("empty.png", b"", "is no picture")]:
        give_file(page, name, content)
        page.get_by_text(f"{name} {words}").first.wait_for()
        assert (read_canvas(page, "The picture without") == before).all()
    assert faults == []


def test_without_webassembly_the_membrane_still_fills(open_playground):
    page, faults = open_playground("paint", prepare=lambda page: page.add_init_script(
        "delete globalThis.WebAssembly"))
    page.get_by_text("has no WebAssembly").first.wait_for()
    assert set(read_scores(page)) == {f"Membrane {score}" for score in
                                      ("MSE", "PSNR", "Error, grey levels")}
    assert faults == []


def test_a_network_that_is_gone_is_told(open_playground):
    page, _ = open_playground("paint", prepare=lambda page: page.route(
        "**/anywhere.onnx", lambda route: route.fulfill(status=404)))
    page.get_by_text("anywhere.onnx could not be loaded").first.wait_for()


def test_data_that_is_gone_is_told_and_the_picture_stays(open_playground):
    page, _ = open_playground("paint", start=False, prepare=lambda page: page.route(
        "**/faces.json", lambda route: route.fulfill(status=404)))
    page.get_by_role("button", name="Start").click()
    page.get_by_text("did not start: faces.json could not be loaded").wait_for()
    assert page.locator(".pg-still").is_visible()
    assert page.get_by_role("button", name="Start").is_enabled()


def test_a_slider_leads_to_the_network_that_met_a_critic(open_playground):
    page, faults = open_paint(open_playground)
    page.get_by_label("Small error").fill("100")
    shown = read_canvas(page, "The hole filled by the network")
    face, mask = as_float(draw_face(FACES[0]).image), make_mask(START, 128, 128)
    session = open_session(find_data("anywhere_critic.onnx"), n_threads=1)
    wanted = run_session(session, join_mask(face[np.newaxis], mask[np.newaxis]))[0]
    assert np.abs(shown / 255 - wanted.clip(0, 1)).max() <= 1e-3 + 0.5 / 255
    assert (shown[~mask] == draw_face(FACES[0]).image[~mask]).all()
    assert faults == []


def test_without_a_second_network_there_is_no_slider(open_playground):
    page, _ = open_paint(open_playground, prepare=lambda page: page.route(
        "**/paint.json", lambda route: route.fulfill(json={"networks": ["anywhere"]})))
    assert not page_has_slider(page)


def page_has_slider(page):
    return page.get_by_label("Small error").count() == 1


def test_two_pictures_are_blended_by_shares(call_module):
    body = "return m.blend(Float32Array.of(0, 1, 0.5), Float32Array.of(1, 0, 0.5), given.share)"
    assert call_module("brush.js", body, share=0.25).tolist() == [0.25, 0.75, 0.5]
