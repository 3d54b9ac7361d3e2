"""What the playgrounds compute is what the library computes."""

import numpy as np
import pytest

from inpaint_lib.datasets.faces import draw_face
from inpaint_lib.fills.classical import fill_mean
from inpaint_lib.fills.engines import load_fill_batch
from inpaint_lib.fills.smooth import fill_membrane
from inpaint_lib.holes import Hole, make_mask
from inpaint_lib.images import as_float
from inpaint_lib.metrics.errors import mse_hole, mse_image, psnr_hole
from inpaint_lib.random_holes import draw_masks

pytestmark = pytest.mark.browser

SIDE = 128


def list_masks():
    """Return masks of every kind: inside, at the rim, two, an island, a line, by lot."""
    squares = [make_mask(Hole(*place), SIDE, SIDE) for place in
               ((48, 48, 32, 32), (0, 0, 20, 40), (96, 100, 32, 28), (10, 10, 100, 110))]
    island = squares[0].copy()
    island[60:66, 60:66] = False
    line = np.zeros((SIDE, SIDE), bool)
    line[64] = True
    return [*squares, squares[1] | squares[2], island, line, *draw_masks(3, 3, SIDE, SIDE)]


MASKS = list_masks()
FACE = as_float(draw_face(3404).image)




@pytest.mark.parametrize("name, fill", [("fillMembrane", fill_membrane), ("fillMean", fill_mean)])
def test_the_pages_fill_is_the_librarys(call_module, name, fill):
    for number, mask in enumerate(MASKS):
        own = call_module("fills.js", f"return m.{name}(given.pixels, given.mask, 128)",
                          pixels=FACE, mask=mask).reshape(FACE.shape)
        assert np.abs(own - fill(FACE, mask)).max() <= 1e-4, number
        assert (own[~mask] == FACE[~mask]).all(), number


def test_the_pages_network_is_the_librarys(call_module):
    fill = load_fill_batch()
    for number, mask in enumerate(MASKS):
        own = call_module("network.js", """globalThis.network ??= await m.openNetwork(
            base, "anywhere"); return network.fill(given.pixels, given.mask)""",
                          pixels=FACE, mask=mask).reshape(FACE.shape)
        expected = fill(FACE[np.newaxis], mask[np.newaxis])[0]
        assert np.abs(own - expected)[mask].max() <= 1e-3, number
        assert (own[~mask] == FACE[~mask]).all(), number


def test_the_pages_scores_are_the_librarys(call_module):
    for mask in MASKS:
        fill = fill_membrane(FACE, mask)
        inside, psnr, image = call_module("fills.js", """
            const inside = m.measureInHole(given.fill, given.pixels, given.mask);
            return [inside, m.measurePsnr(inside), m.measureInImage(given.fill, given.pixels)]""",
                                          pixels=FACE, mask=mask, fill=fill)
        assert inside == pytest.approx(mse_hole(fill, FACE, mask), abs=1e-6)
        assert psnr == pytest.approx(psnr_hole(fill, FACE, mask), abs=1e-3)
        assert image == pytest.approx(mse_image(fill, FACE), abs=1e-6)


@pytest.mark.parametrize("share", [False, True])
def test_without_a_hole_or_without_a_picture_nothing_breaks(call_module, share):
    mask = np.full((SIDE, SIDE), share)
    for name in ("fillMembrane", "fillMean"):
        own = call_module("fills.js", f"return m.{name}(given.pixels, given.mask, 128)",
                          pixels=FACE, mask=mask)
        assert (own == (0 if share else FACE.ravel())).all()
    score = call_module("fills.js", "return m.measureInHole(given.fill, given.pixels, given.mask)",
                        pixels=FACE, mask=mask, fill=FACE)
    assert score == (0 if share else None)
