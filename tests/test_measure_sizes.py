"""The sweep over the sizes of the paper's autoencoder: its sizes, its parts, its tables."""

import measure_sizes
import numpy as np
import pytest
from measure_sizes import (
    EPOCHS,
    HALF_HOLE,
    SEEDS,
    SIZES,
    TABLE,
    Run,
    gather_results,
    halve_images,
    list_missing,
    list_runs,
    make_recipe,
    measure_run,
    read_rows,
)

from inpaint_lib.autoencoders import build_paper_network, build_text_network
from inpaint_lib.holes import PAPER_32
from inpaint_lib.training.loop import TrainingImages
from inpaint_lib.training.networks import build_network
from inpaint_lib.training.recipes import load_recipe


def list_sizes(network):
    """Everything about the layers but what follows from the size of the image."""
    return [(type(layer).__name__, getattr(layer, "filters", getattr(layer, "units", None)),
             getattr(layer, "strides", None)) for layer in network.layers]


def test_a_pixel_is_the_mean_of_four():
    images = np.zeros((1, 4, 4, 3), np.uint8)
    images[0, :2, :2] = np.array([[[255], [255]], [[255], [254]]])
    images[0, :2, 2:] = np.array([[[0], [0]], [[1], [1]]])
    halved = halve_images(images)
    assert halved.dtype == np.uint8
    assert halved[0, :, :, 1].tolist() == [[255, 1], [0, 0]]


def test_the_hole_is_the_paper_s_at_half_size():
    assert [2 * side for side in (HALF_HOLE.top, HALF_HOLE.left, HALF_HOLE.height)] == [
        PAPER_32.top, PAPER_32.left, PAPER_32.height]


def test_sizes_are_the_paper_s_and_the_text_s():
    networks = {size: build_network(make_recipe(Run(size, 1)), 64) for size in ("paper", "text")}
    assert list_sizes(networks["paper"]) == list_sizes(build_paper_network(16))
    assert list_sizes(networks["text"]) == list_sizes(build_text_network(16))


@pytest.mark.parametrize("size", SIZES)
def test_every_size_reads_and_paints_at_half_size(size):
    network = build_network(make_recipe(Run(size, 1)), 64)
    assert network.input_shape == (None, 64, 64, 3)
    assert network.output_shape == (None, 16, 16, 3)


def test_training_is_the_paper_s():
    recipe, paper = make_recipe(Run("latent 64", 2)), load_recipe("paper_32")
    assert recipe.augmentation == paper.augmentation
    assert recipe.loss == paper.loss
    for key, value in vars(paper.training).items():
        if key not in ("seed", "epochs"):
            assert getattr(recipe.training, key) == value, key


def test_a_complete_run_is_in_the_tables_and_not_trained_again(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (30, 64, 64, 3), dtype=np.uint8)
    images = TrainingImages(noise[:20], noise[20:25], noise[25:])
    runs = [Run("latent 64", 1), Run("three pairs", 1)]
    measure_run(runs[0], images, tmp_path / "runs", epochs=2, progress=False)
    assert list_missing(runs, tmp_path / "runs") == runs[1:]
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == [
        "latent_64_1.csv", "latent_64_1_validation.csv"]

    table, scores = tmp_path / "sizes.csv", tmp_path / "scores.csv"
    gather_results(runs, images, tmp_path / "runs", table, scores)
    rows = read_rows(table)
    assert [(row["size"], row["seed"], row["epoch"]) for row in rows] == [
        ("latent 64", "1", "1"), ("latent 64", "1", "2")]
    assert int(rows[0]["parameters"]) == build_network(make_recipe(runs[0]), 64).count_params()
    columns = read_rows(scores)
    assert len(columns) == 5
    assert list(columns[0]) == ["image", "latent 64 1", "Telea", "mean of the ring"]
    best = min(float(row["choosing_loss"]) for row in rows)
    found = np.mean([float(row["latent 64 1"]) for row in columns])
    assert found == pytest.approx(best, rel=.3)
    card = table.with_suffix(".md").read_text(encoding="utf-8")
    assert "Complete: 1 of\n  2 runs" in card
    assert f"{found:.5f}" in card


@pytest.mark.skipif(not TABLE.exists(), reason="the sweep has not been run yet")
def test_the_stored_tables_belong_to_this_sweep():
    rows, columns = read_rows(TABLE), read_rows(measure_sizes.SCORES)
    runs = {Run(row["size"], int(row["seed"])) for row in rows}
    assert runs <= set(list_runs())
    assert len(rows) == EPOCHS * len(runs)
    assert {run.column for run in runs} < set(columns[0])
    assert len(columns) == 1400
    assert {run.seed for run in runs} <= set(SEEDS)
    card = TABLE.with_suffix(".md").read_text(encoding="utf-8")
    assert f"Complete: {len(runs)} of" in card
