"""The table of the three ideas: every network in the same holes, compared with `anywhere`."""

import numpy as np

import tools.results.ideas as measure_ideas
from inpaint_lib.datasets.folders import Dataset, LoadReport
from inpaint_lib.files import read_table
from tools.results.anywhere import Painter, draw_masks_of

NOISE = np.random.default_rng(0).integers(0, 256, (8, 128, 128, 3), dtype=np.uint8)


def make_painter(name, value):
    def fill(images_uint8, masks):
        return np.where(masks[..., np.newaxis], value, images_uint8 / 255)
    return Painter(name, fill, measure_ideas.HOLES, "abc")


def test_table_and_card(tmp_path):
    names = np.array([f"image {number}" for number in range(8)])
    faces = Dataset("faces", NOISE[:2], NOISE[2:], names[:2], names[2:], names[:2], names[2:], 2,
                    LoadReport("memory", "none", 8))
    painters = [make_painter("anywhere", 0.3), make_painter("anywhere_longer", 0.5)]
    measure_ideas.measure_ideas(faces, painters, tmp_path, tmp_path / "parts")
    table = read_table(tmp_path / "anywhere_ideas_faces.csv")
    assert list(table) == ["image", *(f"mse {painter.name} {hole}" for painter in painters
                                      for hole in measure_ideas.HOLES)]
    mask = draw_masks_of("own 16", [0], "faces")[0]
    expected = ((NOISE[2][mask] / 255 - 0.5) ** 2).mean()
    np.testing.assert_allclose(table["mse anywhere_longer own 16"][0], expected, rtol=1e-4)
    ratio = table["mse anywhere_longer 32"].mean() / table["mse anywhere 32"].mean()
    card = (tmp_path / "anywhere_ideas_faces.md").read_text(encoding="utf-8")
    assert f"{ratio:.3f} [" in card and "`anywhere_longer` (abc)" in card and "6 validation" in card
