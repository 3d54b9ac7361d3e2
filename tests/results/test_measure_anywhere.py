"""The table of the network for holes anywhere: the same holes for all, resumable, and its card."""

import numpy as np
import pytest

import tools.results.anywhere as measure_anywhere
from inpaint_lib.datasets.folders import Dataset, LoadReport
from inpaint_lib.files import read_table
from inpaint_lib.fills.classical import fill_mean
from inpaint_lib.random_holes import draw_table_mask
from tools.results.anywhere import Painter

NOISE = np.random.default_rng(0).integers(0, 256, (60, 128, 128, 3), dtype=np.uint8)


@pytest.fixture
def noise():
    names = np.array([f"image {number}" for number in range(60)])
    return Dataset("noise", NOISE[:10], NOISE[10:], names[:10], names[10:], names[:10], names[10:],
                   2, LoadReport("memory", "none", 60))


def make_painter(calls, name="grey", value=0.5, holes=(8, "strokes")):
    def fill(images_uint8, masks):
        calls.append(masks)
        return np.where(masks[..., np.newaxis], value, images_uint8 / 255)
    return Painter(name, fill, holes)


def test_every_image_gets_its_own_hole_and_errors_are_inside_it(tmp_path):
    calls = []
    errors, _ = measure_anywhere.measure_painter(make_painter(calls), NOISE[:45], "noise", tmp_path)
    assert set(errors) == {"8", "strokes"} and len(errors["8"]) == 45
    # The 42nd image lies in the second part, with the hole of its row.
    np.testing.assert_array_equal(calls[2][1], draw_table_mask(41, 8))
    mask = draw_table_mask(41, 8)
    expected = ((NOISE[41][mask] / 255 - 0.5) ** 2).mean()
    assert errors["8"][41] == pytest.approx(expected, rel=1e-4)


def test_nothing_is_measured_twice_and_a_lost_part_is_made_again(tmp_path):
    calls, painter = [], None
    painter = make_painter(calls, holes=(8,))
    first, _ = measure_anywhere.measure_painter(painter, NOISE[:45], "noise", tmp_path)
    again, _ = measure_anywhere.measure_painter(painter, NOISE[:45], "noise", tmp_path)
    fewer, _ = measure_anywhere.measure_painter(painter, NOISE[:12], "noise", tmp_path)
    assert [len(masks) for masks in calls] == [40, 5]
    assert (first["8"] == again["8"]).all() and (fewer["8"] == first["8"][:12]).all()
    (tmp_path / "grey" / "0040.npz").unlink()
    measure_anywhere.measure_painter(painter, NOISE[:60], "noise", tmp_path)
    assert [len(masks) for masks in calls] == [40, 5, 20]


def test_a_network_whose_file_changed_is_measured_anew(tmp_path):
    calls = []
    for identity in ("one", "two"):
        painter = Painter("anywhere", make_painter(calls).fill, (8,), identity)
        measure_anywhere.measure_painter(painter, NOISE[:3], "noise", tmp_path)
    assert len(calls) == 2


def test_the_specialist_paints_its_own_hole_and_nothing_else(monkeypatch):
    hole = measure_anywhere.place_own("faces", 16)
    monkeypatch.setattr(measure_anywhere, "paint_squares",
                        lambda network, images, where: np.full((2, 16, 16, 3), 0.25, np.float32))
    filled = measure_anywhere.fill_square(None, hole, NOISE[:2], None)
    mask = measure_anywhere.draw_masks_of("own 16", range(2), "faces")[0]
    assert mask.sum() == 256 and (filled[:, mask] == 0.25).all()
    np.testing.assert_allclose(filled[:, ~mask], NOISE[:2][:, ~mask] / 255, atol=1e-6)


def test_table_and_card(tmp_path, noise, monkeypatch):
    holes = ("own 16", 8)
    painters = [Painter("mean of the ring", lambda images, masks: measure_anywhere.fill_each(
                    fill_mean, images, masks), holes),
                make_painter([], "anywhere", 0.3, holes)]
    monkeypatch.setattr(measure_anywhere, "list_painters", lambda name: painters)
    measure_anywhere.measure_anywhere(noise, 6, tmp_path, tmp_path / "parts", " --images 6")
    table = read_table(tmp_path / "anywhere_noise.csv")
    assert list(table) == ["image", "label", "mse mean of the ring own 16",
                           "mse mean of the ring 8", "mse anywhere own 16", "mse anywhere 8"]
    assert table["image"].tolist() == [f"image {number}" for number in range(10, 16)]
    card = (tmp_path / "anywhere_noise.md").read_text(encoding="utf-8")
    ratio = table["mse anywhere 8"].mean() / table["mse mean of the ring 8"].mean()
    assert f"{ratio:.3f} [" in card and "6 validation images" in card and "--images 6" in card
