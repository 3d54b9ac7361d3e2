"""The picture of a small net: its numbers are those that the net computes."""

import numpy as np
import pytest

from inpaint_lib.course import plot_net
from inpaint_lib.course.picture import FAINT

HIDDEN = [[1, -1], [-1, 1]]
ALT = "Two neighbours, two units and an output."


def list_words(picture):
    return [text.get_text() for text in picture.figure.axes[0].texts]


@pytest.mark.parametrize("neighbours, units, output", [
    ([3, 1], "2 0", "4"), ([1, 3], "0 2", "20"), ([2, 2], "0 0", "0")])
def test_the_circles_hold_what_the_net_computes(neighbours, units, output):
    words = list_words(plot_net(neighbours, HIDDEN, [0, 0], [2, 10], 0, ALT))
    assert words[:6] == ["\u00d7 1", "\u00d7 \u22121", "\u00d7 \u22121", "\u00d7 1", "\u00d7 2",
                         "\u00d7 10"]
    assert words[6:11] == [*map(str, neighbours), *units.split(), output]


def test_biases_are_added():
    words = list_words(plot_net([3, 1], HIDDEN, [1, 2.5], [2, 10], -1, ALT))
    assert words[8:11] == ["3", "0.5", "10"]


def test_a_unit_that_is_zero_is_faint():
    lines = plot_net([3, 1], HIDDEN, [0, 0], [2, 10], 0, ALT).figure.axes[0].lines
    circles = {tuple(line.get_xydata()[0]): line.get_markeredgecolor()
               for line in lines if line.get_marker() == "o"}
    assert circles[1, -0.5] == FAINT != circles[1, 0.5]


def test_a_net_too_large_to_draw_is_refused():
    with pytest.raises(ValueError, match=r"at most 6 .* shape \(24, 16\)"):
        plot_net(np.ones(24), np.ones((24, 16)), np.zeros(16), np.ones(16), 0, ALT)
