"""A change helps where seeds and images agree; the verdict can come out every way."""

import numpy as np
import pytest

from inpaint_lib.evaluation.factors import compare_kinds, judge_factor, judge_pair


@pytest.mark.parametrize("ratio, below, verdict", [
    ((.8, .7, .9), True, "helps"), ((1.2, 1.1, 1.3), False, "harms"),
    ((.99, .9, 1.1), True, "not decided"), ((1.01, .9, 1.1), False, "not decided"),
    ((.8, .7, .9), None, "not decided"), ((1.2, 1.1, 1.3), None, "not decided")])
def test_a_pair_is_decided_where_seeds_and_images_agree(ratio, below, verdict):
    assert judge_pair(ratio, below) == verdict


@pytest.mark.parametrize("verdicts, verdict", [
    (["helps"] * 4, "helps"), (["harms"] * 4, "harms"),
    (["helps"] * 3 + ["harms"], "depends on the others"),
    (["helps", "harms", "not decided"], "depends on the others"),
    (["helps"] * 3 + ["not decided"], "not decided"), ([], "not decided")])
def test_the_verdict_can_come_out_every_way(verdicts, verdict):
    assert judge_factor(verdicts) == verdict


def test_seeds_count():
    rival = np.ones((3, 50))
    assert compare_kinds(rival / 2, rival) == ((.5, .5, .5), True)
    assert compare_kinds(rival * 2, rival) == ((2, 2, 2), False)
    assert compare_kinds(rival * np.array([[.5], [1.1], [.5]]), rival)[1] is None
