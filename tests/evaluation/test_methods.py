"""Every method paints the same squares, and is measured in the same ways."""

import numpy as np
import pytest

from inpaint_lib.evaluation.methods import (MIDDLES, NETWORKS, SIZES, grow_hole,
                                            list_methods, list_network_methods)
from inpaint_lib.fills.look_alikes import copy_look_alikes
from inpaint_lib.fills.untrained import FILLS
from inpaint_lib.holes import PAPER_16, PAPER_32, Hole, crop_hole, make_mask, paste_hole
from inpaint_lib.images import as_float
from inpaint_lib.metrics.errors import mse_hole, ssim_hole
from inpaint_lib.metrics.scores import SCORES, score_squares
from inpaint_lib.metrics.seam import mse_rim
from inpaint_lib.models.autoencoder import build_pocket_network
from inpaint_lib.models.weights import save_network
from inpaint_lib.training.recipes import load_recipe

IMAGES = np.random.default_rng(0).integers(0, 256, (6, 64, 64, 3), dtype=np.uint8)
HOLE = Hole(24, 26, 8, 8)
METHODS = {method.name: method for method in list_methods(IMAGES[:4])}


@pytest.mark.parametrize("name", METHODS)
def test_every_method_paints_and_looks_at_nothing_under_the_hole(name):
    squares = METHODS[name].paint(IMAGES[4:], HOLE)
    assert squares.shape == (2, 8, 8, 3) and squares.dtype == np.float32
    assert 0 <= squares.min() and squares.max() <= 1
    blackened = paste_hole(IMAGES[4:], HOLE, np.zeros((8, 8, 3), np.uint8))
    assert (METHODS[name].paint(blackened, HOLE) == squares).all()


def test_all_fills_of_the_course_are_there_under_names_of_their_own():
    assert set(FILLS) < set(METHODS) and len({method.key for method in METHODS.values()}) == 12
    assert METHODS["Telea"].parameters == 0
    assert [METHODS[f"{size}x{size} inwards"].parameters for size in (3, 5)] == [9, 25]


def test_holes_grow_about_the_middle_of_the_papers():
    assert (grow_hole(16), grow_hole(32)) == (PAPER_16, PAPER_32)
    for size in SIZES:
        hole = grow_hole(size)
        assert (hole.top + hole.bottom, hole.left + hole.right) == (136, 140)
    with pytest.raises(ValueError, match="even"):
        grow_hole(15)


def test_networks_belong_to_their_hole():
    for (dataset, size), names in NETWORKS.items():
        hole = grow_hole(size, MIDDLES[dataset])
        assert all(load_recipe(name).hole == hole for name in names)


def test_scores_are_those_of_the_library():
    rng, mask = np.random.default_rng(1), make_mask(HOLE, 64, 64)
    squares = rng.random((6, 8, 8, 3), dtype=np.float32)
    found = score_squares(squares, IMAGES, HOLE)
    assert tuple(found) == SCORES
    truth = as_float(IMAGES[3])
    filled = paste_hole(truth, HOLE, squares[3])
    assert found["mse"][3] == pytest.approx(mse_hole(filled, truth, mask))
    assert found["ssim"][3] == pytest.approx(ssim_hole(filled, truth, mask))
    assert found["rim"][3] == pytest.approx(mse_rim(filled, truth, mask))


def test_the_truth_has_perfect_scores():
    found = score_squares(as_float(crop_hole(IMAGES, HOLE)), IMAGES, HOLE)
    wanted = {"mse": 0, "ssim": 1, "rim": 0, "jump": 1, "sharpness": 1}
    for name, values in found.items():
        np.testing.assert_allclose(values, wanted[name], atol=1e-9)


def test_a_look_alike_is_copied_from_the_nearest_frame():
    changed = paste_hole(IMAGES[2:3], HOLE, np.zeros((8, 8, 3), np.uint8))
    squares = copy_look_alikes(IMAGES, changed, HOLE)
    assert (squares == as_float(crop_hole(IMAGES[2:3], HOLE))).all()


def test_a_run_gives_its_network_once_it_is_complete(tmp_path):
    folder = tmp_path / "pocket_16"
    folder.mkdir()
    save_network(build_pocket_network(16), folder / "best.keras")
    with pytest.raises(FileNotFoundError, match="not complete"):
        list_network_methods("pocket_16", tmp_path)
    save_network(build_pocket_network(16), folder / "network.keras")
    method, = list_network_methods("pocket_16", tmp_path)
    assert method.parameters > 1000 and len(method.identity) == 8
    images = np.zeros((2, 128, 128, 3), np.uint8)
    assert method.paint(images, PAPER_16).shape == (2, 16, 16, 3)
