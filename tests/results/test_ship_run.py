"""What goes from a finished run into data/."""

import numpy as np
import pytest

from inpaint_lib.models.autoencoder import build_pocket_network
from inpaint_lib.models.weights import load_network, save_network
from tools.results import ship_run


@pytest.fixture
def run(tmp_path):
    """The files of a run of two epochs, the first of them the better one."""
    folder = tmp_path / "runs" / "pocket_16"
    (folder / "recorded").mkdir(parents=True)
    (folder / "history.csv").write_text(
        "epoch,train_loss,choosing_loss,learning_rate,seconds\n"
        "1,0.5,0.25,0.001,60.0\n2,0.125,0.375,0.001,120.0\n")
    for epoch in (1, 2):
        np.savez(folder / "recorded" / f"epoch_{epoch:03d}.npz", mse=np.full(3, .1), index=[0, 1],
                 squares=np.full((2, 16, 16, 3), epoch, np.uint8))
    save_network(build_pocket_network(16), folder / "best.keras")
    save_network(build_pocket_network(16), folder / "network.keras")
    (tmp_path / "data").mkdir()
    return tmp_path


def test_history_gallery_weights_and_card(run):
    ship_run.ship_run("pocket_16", "the command", run / "runs", run / "data")
    assert {path.name for path in (run / "data").iterdir()} == {
        "pocket_16.md", "pocket_16.keras", "pocket_16_history.csv", "pocket_16_gallery.npz"}
    with np.load(run / "data" / "pocket_16_gallery.npz") as gallery:
        assert set(gallery) == {"index", "squares_1", "mse_1", "squares_2", "mse_2"}
        assert (gallery["squares_2"] == 2).all()
    load_network(run / "data" / "pocket_16.keras")
    card = (run / "data" / "pocket_16.md").read_text()
    for words in ("the command", "**Seed:** 1", "2.0 minutes", "**Best epoch:** 1", "0.25000"):
        assert words in card


def test_numbers_alone(run):
    ship_run.ship_run("pocket_16", "the command", run / "runs", run / "data", numbers_only=True)
    assert {path.name for path in (run / "data").iterdir()} == {
        "pocket_16.md", "pocket_16_history.csv", "pocket_16_gallery.npz"}
    with np.load(run / "data" / "pocket_16_gallery.npz") as gallery:
        assert set(gallery) == {"index", "mse_1", "mse_2"}
    assert "ship_run pocket_16 --numbers`" in (run / "data" / "pocket_16.md").read_text()


def test_a_run_that_is_not_complete(run):
    (run / "runs" / "pocket_16" / "network.keras").unlink()
    with pytest.raises(FileNotFoundError, match="not complete"):
        ship_run.ship_run("pocket_16", "the command", run / "runs", run / "data")


def test_whole_pictures_stay_behind(run):
    """The network for holes anywhere is shown photographs of others in its gallery."""
    (run / "runs" / "pocket_16").rename(run / "runs" / "anywhere")
    recorded = run / "runs" / "anywhere" / "recorded" / "epoch_001.npz"
    np.savez(recorded, mse=np.full(3, .1), index=[0], pictures=np.zeros((1, 128, 128, 3), np.uint8))
    ship_run.ship_run("anywhere", "the command", run / "runs", run / "data")
    assert {path.name for path in (run / "data").iterdir()} == {
        "anywhere.md", "anywhere.keras", "anywhere_history.csv"}
