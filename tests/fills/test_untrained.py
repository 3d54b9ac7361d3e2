"""The best fill that needs no training is found, not named."""

import pytest

from inpaint_lib.fills.untrained import EXEMPLARS, FILLS, UNTRAINED, find_best


def test_every_untrained_fill_can_be_the_best():
    for name in UNTRAINED:
        assert find_best({other: [0.2, 0.2 - 0.1 * (other == name)] for other in UNTRAINED}) == name


def test_what_was_trained_does_not_count():
    assert find_best({"compact_32": [0.0], "exemplar mirrored": [0.1], "Telea": [0.2]}) == \
        "exemplar mirrored"
    with pytest.raises(ValueError, match="No untrained fill is among compact_32"):
        find_best({"compact_32": [0.0]})


def test_the_means_decide():
    assert find_best({"Telea": [0.0, 0.0, 0.9], "membrane": [0.2, 0.2, 0.2]}) == "membrane"


def test_the_two_kinds_have_names_of_their_own():
    assert len(UNTRAINED) == len(set(FILLS) | set(EXEMPLARS)) == 9
