"""The ablation: pairs that differ in one factor, and a verdict that can come out every way."""

import numpy as np
import pytest

from tools.results.ablation import FACTORS, find_runs, judge_factor, list_pairs, write_factors


def name_runs():
    return [f"{one}_{two}_{three}" for one in FACTORS["architecture"] for two in FACTORS["base"]
            for three in FACTORS["images"]]


@pytest.mark.parametrize("factor", FACTORS)
def test_pairs_differ_in_one_factor_alone(factor):
    pairs = list_pairs(factor, name_runs())
    assert len(pairs) == 4
    for ours, other in pairs.values():
        differing = [pair for pair in zip(ours.split("_"), other.split("_"), strict=True)
                     if pair[0] != pair[1]]
        assert differing == [FACTORS[factor]]


@pytest.mark.parametrize("ratios, verdict", [
    ([(.8, .7, .9)] * 4, "helps"), ([(1.2, 1.1, 1.3)] * 4, "harms"),
    ([(.8, .7, .9)] * 3, "not all run"),
    ([(.8, .7, .9)] * 3 + [(1.2, 1.1, 1.3)], "depends on the others"),
    ([(.8, .7, .9)] * 3 + [(.99, .9, 1.1)], "not decided"),
    ([(1, .9, 1.1)] * 4, "not decided")])
def test_the_verdict_can_come_out_every_way(ratios, verdict):
    assert judge_factor(ratios) == verdict


def test_the_table_judges_from_the_errors():
    rng = np.random.default_rng(0)
    errors = {name: rng.random(200) * (1 if name.startswith("paper") else .5) + .1
              for name in name_runs()}
    lines = write_factors(errors).splitlines()
    assert [line.split("|")[6].strip() for line in lines[6::5]] == ["helps", "not decided",
                                                                   "not decided"]


def test_only_complete_runs_of_the_recipes_are_taken(tmp_path):
    for name in ("ablation_32_paper_black_still", "ablation_32_paper_black_still_seed_2",
                 "ablation_32_nobody", "compact_32"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "network.keras").touch()
    (tmp_path / "ablation_32_paper_black_moved").mkdir()
    assert list(find_runs(tmp_path)) == ["paper_black_still", "paper_black_still_seed_2"]
