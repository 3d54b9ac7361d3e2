"""The tables of the sweep over sizes."""

import numpy as np
import pytest

import tools.results.sizes as measure_sizes
from inpaint_lib.commands.sizes import (EPOCHS, SEEDS, Run, list_missing, list_runs, make_recipe,
                                        measure_run)
from inpaint_lib.files import read_rows
from inpaint_lib.training.build import build_network
from inpaint_lib.training.loop import TrainingImages
from inpaint_lib.fills.untrained import FILLS
from tools.results.sizes import TABLE, gather_results


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
    assert list(columns[0]) == ["image", "latent 64 1", *FILLS]
    best = min(float(row["choosing_loss"]) for row in rows)
    found = np.mean([float(row["latent 64 1"]) for row in columns])
    assert found == pytest.approx(best, rel=.3)
    card = table.with_suffix(".md").read_text(encoding="utf-8")
    assert "Complete: 1 of\n  2 runs" in card
    assert f"{found:.5f}" in card

    gather_results(runs, images, tmp_path / "elsewhere", table, scores)
    assert (read_rows(table), read_rows(scores)) == (rows, columns)


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
