"""The sums of the playgrounds `stencil` and `field`, in JavaScript and in Python."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from inpaint_lib.holes import PAPER_16, PAPER_32, make_mask
from inpaint_lib.models.moments import (descend_gradient, find_eigenvalues, load_paper_moments,
                                        measure_rmse, solve_least_squares)
from inpaint_lib.models.patches import MEAN_OF_EIGHT, MEAN_OF_FOUR, MIXED_DIFFERENCE
from inpaint_lib.models.receptive_field import find_seen, measure_receptive_field
from tests.paths import ROOT

PLAYGROUND = ROOT / "book" / "playground"
NODE = Path(sys.executable).with_name("node")
MOMENTS = load_paper_moments()
TRAIN = MOMENTS["train_R"]
STACKS = {"nothing": [], "one pair": [(3, 1), (2, 2)], "the paper's": [(3, 1), (2, 2)] * 2,
          "the text's": [(3, 1), (2, 2)] * 3, "strides": [(3, 2), (3, 1), (3, 2), (2, 2)]}
TOLERANCE = 1e-3


def run_node(module, code, **values):
    """Return what `code` returns in node, with the module's exports and `values` in sight."""
    script = (f"import * as m from {json.dumps((PLAYGROUND / module).as_uri())};"
              f"const v = {json.dumps(values)};"
              f"console.log(JSON.stringify((() => {{ {code} }})()));")
    done = subprocess.run([NODE, "--input-type=module", "--eval", script], check=True,
                          capture_output=True, text=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("part", MOMENTS)
def test_errors_are_those_of_python(part):
    sums, model = MOMENTS[part], solve_least_squares(TRAIN)
    rows = [[0, *MEAN_OF_EIGHT], [0, *MEAN_OF_FOUR], [0, *MIXED_DIFFERENCE],
            [model.bias, *model.weights], [7, *np.linspace(-1, 1, 8)]]
    found = run_node("stencil_maths.js", "return v.rows.map((row) => m.measureRmse(v.sums, row))",
                     sums=sums.tolist(), rows=[list(map(float, row)) for row in rows])
    wanted = [measure_rmse(sums, row[1:], row[0]) for row in rows]
    np.testing.assert_allclose(found, wanted, atol=TOLERANCE)


@pytest.mark.parametrize("part", MOMENTS)
def test_least_squares_is_that_of_python(part):
    found = run_node("stencil_maths.js", "return m.solveLeastSquares(v.sums)",
                     sums=MOMENTS[part].tolist())
    model = solve_least_squares(MOMENTS[part])
    np.testing.assert_allclose(found, [model.bias, *model.weights], atol=1e-6)


def test_the_paper_s_training_ends_where_python_s_does():
    found = run_node("stencil_maths.js", "const path = m.descendGradient(v.sums, 1e-5, 10000);"
                     "return v.steps.map((step) => m.readStep(path, step))",
                     sums=TRAIN.tolist(), steps=[1, 2, 900, 10_000])
    path = descend_gradient(TRAIN, 1e-5, 10_000)[[1, 2, 900, 10_000]]
    np.testing.assert_allclose(found, path, atol=1e-9)
    assert measure_rmse(TRAIN, path[-1, 1:], path[-1, 0]) == pytest.approx(1.968, abs=TOLERANCE)


@pytest.mark.parametrize("part", MOMENTS)
def test_the_limit_of_the_rate_is_that_of_python(part):
    found = run_node("stencil_maths.js", "return m.findLargestRate(v.sums)",
                     sums=MOMENTS[part].tolist())
    assert found == pytest.approx(2 / find_eigenvalues(MOMENTS[part])[0], rel=1e-9)


def test_the_stations_lie_on_one_line_in_the_valley():
    found = run_node("stencil_maths.js",
                     "return Object.values(m.STENCILS).slice(0, 3).map(m.findPlace)")
    np.testing.assert_allclose([place["total"] for place in found], 1, atol=1e-12)
    np.testing.assert_allclose([place["contrast"] for place in found], [0, 1 / 3, 1], atol=1e-12)


@pytest.mark.parametrize("rmse", [2.5, 10, 60])
def test_a_level_of_the_valley_has_its_error_everywhere(rmse):
    points = run_node("stencil_maths.js", "return m.traceLevel(v.sums, v.rmse).map("
                      "({total, contrast}) => m.makeValleyRow(total, contrast))",
                      sums=TRAIN.tolist(), rmse=rmse)
    errors = [measure_rmse(TRAIN, row[1:], row[0]) for row in points]
    np.testing.assert_allclose(errors, rmse, rtol=1e-6)


def test_no_level_is_drawn_below_the_floor():
    assert run_node("stencil_maths.js", "return m.traceLevel(v.sums, 1)", sums=TRAIN.tolist()) == []


def test_a_photo_is_predicted_pixel_by_pixel():
    photo = np.random.default_rng(0).integers(0, 256, (6, 6))
    row = [3, *np.linspace(-0.5, 0.7, 8)]
    found = run_node("stencil_maths.js", "return [...m.predictPhoto(v.pixels, 6, v.row)]",
                     pixels=photo.ravel().tolist(), row=row)
    windows = np.lib.stride_tricks.sliding_window_view(photo, (3, 3)).reshape(16, 9)
    np.testing.assert_allclose(found, np.delete(windows, 4, axis=1) @ row[1:] + 3, atol=1e-9)


def name_layers(stack):
    return [{"kind": "convolution", "kernel": kernel, "stride": stride} for kernel, stride in stack]


@pytest.mark.parametrize("stack", STACKS.values(), ids=STACKS)
def test_a_cell_sees_what_python_says(stack):
    found = run_node("field_maths.js", "const side = m.countCells(v.layers);"
                     "return [m.measureField(v.layers),"
                     " Array.from({length: side}, (_, cell) => m.findSeen(v.layers, cell))]",
                     layers=name_layers(stack))
    size, jump = measure_receptive_field(stack)
    assert found[0] == {"size": size, "jump": jump}
    assert len(found[1]) == 128 // jump
    for cell, span in enumerate(found[1]):
        seen = find_seen(stack, cell)
        assert (span["start"], span["stop"]) == (seen.start, min(seen.stop, 128))


@pytest.mark.parametrize("hole", [PAPER_16, PAPER_32], ids=["16", "32"])
@pytest.mark.parametrize("stack", STACKS.values(), ids=STACKS)
def test_the_blind_cells_are_those_of_the_chapter(stack, hole):
    found = run_node("field_maths.js", "return m.countBlind(v.layers, v.hole)",
                     layers=name_layers(stack),
                     hole={"top": hole.top, "left": hole.left, "side": hole.height})
    black = make_mask(hole, 128, 128)
    spans = [find_seen(stack, cell)
             for cell in range(128 // measure_receptive_field(stack)[1])]
    assert found == sum(black[rows, columns].all() for rows in spans for columns in spans)


def test_a_dense_layer_sees_everything():
    found = run_node("field_maths.js", "const layers = [m.LAYERS['pooling 2x2'], m.LAYERS.dense];"
                     "return [m.countCells(layers), m.findSeen(layers, 0)]")
    assert found == [1, {"start": 0, "stop": 128}]


@pytest.mark.parametrize("stride", [1, 2])
def test_the_convolution_is_that_of_the_chapter(stride):
    image = np.random.default_rng(1).integers(0, 10, (7, 7))
    stencil = np.random.default_rng(2).integers(-1, 2, (3, 3))
    found = run_node("field_maths.js", "return m.convolve(v.image, v.stencil, v.stride)",
                     image=image.tolist(), stencil=stencil.tolist(), stride=stride)
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    assert found == np.einsum("ijkl,kl->ij", windows, stencil)[::stride, ::stride].tolist()
