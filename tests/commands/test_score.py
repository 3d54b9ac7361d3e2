"""Scores of every method on the same images."""

import numpy as np
import pytest
from PIL import Image

from inpaint_lib.commands import score
from inpaint_lib.datasets.faces import FaceTruth
from inpaint_lib.files import read_rows
from inpaint_lib.fills.classical import fill_telea
from inpaint_lib.fills.network import paint_with_fill
from inpaint_lib.fills.untrained import FILLS
from inpaint_lib.holes import PAPER_32, Hole, crop_hole, make_mask
from inpaint_lib.images import as_float
from inpaint_lib.metrics.errors import mse_hole, ssim_hole
from inpaint_lib.metrics.scores import score_squares
from inpaint_lib.models.autoencoder import build_pocket_network
from inpaint_lib.models.weights import save_network
from inpaint_lib.training.recipes import load_recipe

HOLE = Hole(4, 6, 8, 8)


def make_noise(n_images, size):
    return np.random.default_rng(0).integers(0, 256, (n_images, size, size, 3), dtype=np.uint8)


def test_scores_are_those_of_the_metrics():
    images, mask = make_noise(3, 20), make_mask(HOLE, 20, 20)
    squares = paint_with_fill(fill_telea, images, HOLE, progress=False)
    mse, ssim = score_squares(squares, images, HOLE, ("mse", "ssim")).values()
    for number, truth in enumerate(as_float(images)):
        filled = fill_telea(truth, mask)
        assert mse[number] == pytest.approx(mse_hole(filled, truth, mask), rel=1e-6)
        assert ssim[number] == pytest.approx(ssim_hole(filled, truth, mask), abs=1e-6)


def test_table_of_eyes():
    images = make_noise(2, 20)
    places = np.zeros((2, 7, 2))
    places[1, 0] = 9, 8
    truth = FaceTruth(**dict.fromkeys(
        ("index", "species", "marking", "age", "sex", "mood", "mane", "yaw")),
        landmarks=places, eye_radius=np.array([2.0, 2.0]))
    table = score.tabulate_eyes({"exact": as_float(crop_hole(images, HOLE))}, images, truth, HOLE)
    assert table == {"image": [1], "side": [0], "mse exact": [0], "correlation exact": [
        pytest.approx(1)], "contrast exact": [pytest.approx(1)]}


@pytest.fixture(scope="module")
def workplace(tmp_path_factory):
    """A folder of pictures and the run of a network that learned nothing."""
    folder = tmp_path_factory.mktemp("scoring")
    (folder / "pictures").mkdir()
    for number, image in enumerate(make_noise(10, 128)):
        Image.fromarray(image).save(folder / "pictures" / f"{number}.png")
    (folder / "pocket_16").mkdir()
    save_network(build_pocket_network(16), folder / "pocket_16" / "best.keras")
    return folder


def run_command(workplace, *options):
    return score.main([*options, "--data", str(workplace / "pictures"), "--runs",
                         str(workplace), "--out", str(workplace / "scores.csv")])


def test_the_command_writes_one_row_an_image(workplace, capsys):
    assert run_command(workplace, "pocket_16") == 0
    rows = read_rows(workplace / "scores.csv")
    assert len(rows) == 3
    methods = {name.removeprefix("mse ") for name in rows[0] if name.startswith("mse ")}
    assert methods == {*FILLS, "pocket_16"}
    mean = np.mean([float(row["mse pocket_16"]) for row in rows])
    assert f"mse pocket_16: {mean:.5f}" in capsys.readouterr().out


@pytest.mark.parametrize("recipes, complaint", [
    (["pocket_16", "pocket_32"], "another hole"), (["compact_16"], "There is no file")])
def test_the_command_says_what_is_wrong(workplace, capsys, recipes, complaint):
    assert run_command(workplace, *recipes) == 1
    assert complaint in capsys.readouterr().err


def test_the_papers_network_paints_with_its_best_and_its_last_weights(monkeypatch, tmp_path):
    loaded, network = [], build_pocket_network(16)
    monkeypatch.setattr(score, "load_network", lambda path: loaded.append(path) or network)
    squares = score.paint_all([load_recipe("paper_16")], make_noise(2, 128), tmp_path)
    assert set(squares) == {*FILLS, "paper_16", "paper_16 last"}
    assert [path.name for path in loaded] == ["best.keras", "network.keras"]


def test_epochs_are_scored_one_by_one(tmp_path):
    images = make_noise(2, 24)
    exact = crop_hole(images, HOLE)
    for epoch, squares in ((1, np.zeros_like(exact)), (20, exact)):
        np.savez(tmp_path / f"epoch_{epoch:03d}.npz", painted=squares)
    table = score.tabulate_epochs(tmp_path, images, HOLE)
    assert set(table) == {f"{kind} {epoch}" for epoch in (1, 20)
                          for kind in ("mse", "ssim", "sharpness", "edges")}
    assert table["mse 20"] == [0, 0] and table["mse 1"][0] > 0
    for kind in ("sharpness", "edges"):
        assert table[f"{kind} 20"] == pytest.approx([1, 1])
    assert table["sharpness 1"] == [0, 0]


def test_context_is_changed_and_the_fill_watched():
    images, labels = make_noise(3, 128), ["fox", "fox", "wolf"]
    table = score.tabulate_context(build_pocket_network(32), images, labels, PAPER_32)
    assert len(table) == 1 + 2 * 16 and all(len(column) == 3 for column in table.values())
    assert all(value > 0 for value in table["moved swapped 24"])
