"""The playground ``score``: the hole is dragged or moved by keys, and both scores are right."""

import numpy as np
import pytest

from inpaint_lib.datasets.faces import draw_face
from inpaint_lib.fills.classical import fill_mean
from inpaint_lib.fills.smooth import fill_membrane
from inpaint_lib.holes import Hole, make_mask
from inpaint_lib.images import as_float
from inpaint_lib.metrics.errors import mse_hole, mse_image, measure_psnr
from tools.playground.faces import FACES, find_start

pytestmark = pytest.mark.browser

PAD = "canvas[role=application]"
FILLS = {"Mean of the ring": fill_mean, "Membrane": fill_membrane}


def check_scores(page, face, hole):
    """Compare all numbers on the page with the library's."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    image, mask = as_float(face.image), make_mask(hole, *face.image.shape[:2])
    for name, fill in FILLS.items():
        filled = fill(image, mask)
        for where, mse in {"inside": mse_hole(filled, image, mask),
                           "whole": mse_image(filled, image)}.items():
            number = page.locator(f"[data-mse='{name} {where}']").inner_text()
            assert float(number.removeprefix("MSE ")) == pytest.approx(mse, abs=1e-5)
            number = page.locator(f"[data-score='{name} {where}']").inner_text()
            assert float(number.removesuffix(" dB")) == pytest.approx(measure_psnr(mse), abs=0.06)
    gain = 10 * np.log10(mask.size / mask.sum())
    assert f"{gain:.1f} dB more" in page.locator(".pg-gain").inner_text()


def test_the_hole_follows_keys_and_the_slider(open_playground):
    page, faults = open_playground("score")
    face = draw_face(FACES[1])
    hole = find_start(face)
    check_scores(page, face, hole)
    assert page.evaluate(f"document.activeElement.matches('{PAD}')")
    for key in ("ArrowDown", "Shift+ArrowRight", "ArrowRight", "+"):
        page.keyboard.press(key)
    moved = Hole(hole.top + 1 - 1, hole.left + 9 - 1, 34, 34)
    check_scores(page, face, moved)
    for _ in range(20):
        page.keyboard.press("Shift+ArrowUp")
        page.keyboard.press("Shift+ArrowLeft")
    check_scores(page, face, Hole(0, 0, 34, 34))
    page.locator("input[type=range]").fill("64")
    check_scores(page, face, Hole(0, 0, 64, 64))
    page.locator(".pg-thumb").nth(4).click()
    face = draw_face(FACES[4])
    check_scores(page, face, find_start(face))
    assert faults == []


def test_the_hole_is_dragged_where_it_is_held(open_playground):
    page, _ = open_playground("score")
    face = draw_face(FACES[1])
    hole = find_start(face)
    box = page.locator(PAD).bounding_box()

    def find(row, column):
        scale = box["width"] / 128
        return box["x"] + (column + 0.5) * scale, box["y"] + (row + 0.5) * scale

    page.mouse.move(*find(hole.top + 3, hole.left + 5))
    page.mouse.down()
    page.mouse.move(*find(hole.top + 23, hole.left + 15))
    page.mouse.up()
    check_scores(page, face, Hole(hole.top + 20, hole.left + 10, 32, 32))
    page.mouse.move(*find(5, 5))
    check_scores(page, face, Hole(hole.top + 20, hole.left + 10, 32, 32))
    page.mouse.click(*find(100, 100))
    check_scores(page, face, Hole(84, 84, 32, 32))
