"""The ablation: pairs that differ in one factor, and tables that know what has been trained."""

import numpy as np
import pytest

from inpaint_lib.files import read_rows
from inpaint_lib.training.loop import TrainingImages
from tools.results import ablation
from tools.results.ablation import (DECISIVE, FACTORS, KINDS, OURS, PAPERS, Run, gather_results,
                                    list_pairs, list_runs, make_recipe)


@pytest.mark.parametrize("factor", FACTORS)
def test_pairs_differ_in_one_factor_alone(factor):
    pairs = list_pairs(factor)
    assert len(pairs) == (2 if factor == "schedule" else 4)
    for ours, other in pairs:
        differing = [pair for pair in zip(ours, other, strict=True) if pair[0] != pair[1]]
        assert differing == [FACTORS[factor]]


def test_recipes_are_those_of_both_networks():
    assert len(list_runs()) == len(set(list_runs())) == len(KINDS) + 2 * len(DECISIVE) == 18
    assert set(DECISIVE) < set(KINDS)
    ours, papers = make_recipe(Run(OURS, 2)), make_recipe(Run(PAPERS, 1))
    assert ours.training.seed == 2 and ours.training.optimiser == "adamw"
    assert (ours.augmentation.shift, papers.augmentation.shift) == (3, 0)
    assert papers.training.learning_rate == 1e-3 and papers.network.kind == "sized"


def test_complete_runs_are_in_the_tables_and_not_trained_again(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (60, 64, 64, 3), dtype=np.uint8)
    images, names = TrainingImages(noise[:32], noise[32:40], noise[40:]), np.arange(20).astype(str)
    runs = [Run(OURS, 1), Run(PAPERS, 1)]
    for run in runs:
        ablation.measure_recipe(make_recipe(run, epochs=1), images, run.find(tmp_path / "runs", ""),
                                run.find(tmp_path / "runs", "_test"), {"run": run.column}, False)
    gather_results(runs, images, names, tmp_path / "runs", tmp_path)
    rows = read_rows(tmp_path / "ablation.csv")
    assert len(rows) == 20 and {f"mse {run.column}" for run in runs} < set(rows[0])
    card = " ".join((tmp_path / "ablation.md").read_text(encoding="utf-8").split())
    assert "complete: 2 of 2" in card and "| compact membrane moved ours | " in card
    gather_results(runs, images, names, tmp_path / "elsewhere", tmp_path)
    assert read_rows(tmp_path / "ablation.csv") == rows
