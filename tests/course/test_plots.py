"""Pictures: each becomes a readable image with its sentence."""

import re

import numpy as np
import pytest

from inpaint_lib.course import plots
from inpaint_lib.evaluation.comparisons import compare_methods
from inpaint_lib.holes import Hole, make_mask

IMAGE = np.random.default_rng(0).random((40, 40, 3))
MASK = make_mask(Hole(10, 12, 8, 8), 40, 40)
COMPARISON = compare_methods({"good": np.arange(9), "bad": np.arange(9) + 1,
                              "as bad": np.arange(9) + 1})

PICTURES = {
    "images": lambda: plots.plot_images([IMAGE] * 5, list("abcde"), "Five times the same noise."),
    "fills": lambda: plots.plot_fills(IMAGE, MASK, {"none": IMAGE}, "Noise with a hole in it."),
    "numbers": lambda: plots.plot_numbers(np.arange(9).reshape(3, 3), "The numbers zero to eight.",
                                          hole=Hole(1, 1, 1, 1)),
    "stencil": lambda: plots.plot_stencil(np.ones((2, 8)) / 8, "Two stencils of equal weights.",
                                          ["left", "right"]),
    "windows": lambda: plots.plot_windows(IMAGE, {"hole": Hole(10, 12, 8, 8).slices},
                                          "Noise with the outline of a hole."),
    "bars": lambda: plots.plot_bars({"a": 3, "b": 4000}, "weights", "A short bar and a long one.",
                                    log=True),
    "curves": lambda: plots.plot_curves([1, 2, 3], {"a": [3, 2, 1], "b": [[1, 2]] * 3},
                                        ("step", "MSE"), "One line falls, two lines stay level.",
                                        log_y=True, marks={"least squares": 1.5}),
    "verdicts": lambda: plots.plot_verdicts(COMPARISON, "One method better than two alike."),
}


@pytest.mark.parametrize("name", PICTURES)
def test_html_carries_the_picture_and_its_sentence(name):
    picture = PICTURES[name]()
    page = picture._repr_html_()
    assert f'alt="{picture.alt}"' in page
    assert re.search(r'src="data:image/png;base64,iVBOR[\w+/=]{1000,}"', page)


def test_a_sentence_is_required_and_escaped():
    with pytest.raises(ValueError, match="must be a sentence"):
        plots.plot_images([IMAGE], ["a"], "plot")
    page = plots.plot_images([IMAGE], ["a"], 'An error "below" 1 < 2 dB.')._repr_html_()
    assert "&quot;below&quot; 1 &lt; 2" in page


@pytest.mark.parametrize("plot, words", [
    (lambda: plots.plot_images([IMAGE], [], "An image without title."), "0 titles"),
    (lambda: plots.plot_numbers(IMAGE[..., 0], "Forty by forty grey numbers."), "at most 16x16"),
    (lambda: plots.plot_stencil(np.ones(7), "Seven weights fit round nothing."), "8 .3x3."),
])
def test_wrong_input_is_named(plot, words):
    with pytest.raises(ValueError, match=words):
        plot()


def test_known_pixels_of_the_numbers_keep_their_value():
    picture = PICTURES["numbers"]()
    texts = [text.get_text() for text in picture.figure.axes[0].texts]
    assert texts == ["0", "1", "2", "3", "?", "5", "6", "7", "8"]


@pytest.mark.parametrize("n_fills, columns", [(1, 2), (3, 4), (4, 3), (7, 4)])
def test_fills_stand_in_few_columns_over_one_scale(n_fills, columns):
    fills = {f"fill {number}": IMAGE for number in range(n_fills)}
    figure = plots.plot_fills(IMAGE, MASK, fills, "Noise filled with itself many times.").figure
    *panels, scale = figure.axes
    titles = [panel.get_title() for panel in panels]
    assert {"truth", "with its hole", *fills} <= set(titles)
    assert titles.count("MSE 0.0000") == n_fills
    assert panels[0].get_gridspec().ncols == columns
    assert scale.get_xlabel() == "error of a pixel, mean of its channels"
    # Wider ones are shrunk on a phone until nobody reads their titles.
    assert figure.get_figwidth() <= 6


def test_windows_are_drawn_around_their_pixels():
    windows = {"hole": Hole(10, 12, 8, 6).slices}
    picture = plots.plot_windows(IMAGE, windows, "Noise with a frame in it.")
    frame = picture.figure.axes[0].patches[0]
    assert frame.get_xy() == (11.5, 9.5)
    assert (frame.get_width(), frame.get_height()) == (6, 8)


def test_bars_stand_in_their_order_with_their_numbers():
    panel = plots.plot_bars({"first": 1, "second": 34_704_938}, "weights",
                            "A short bar over a long one.").figure.axes[0]
    assert [text.get_text() for text in panel.texts] == ["1", "34,704,938"]
    assert panel.yaxis_inverted()


def test_intervals_reach_from_their_low_to_their_high_end():
    panel = plots.plot_intervals({"one": (2, 1, 4), "two": (5, 5, 5)}, "ratio",
                                 "Two dots, one with a line through it.").figure.axes[0]
    line = panel.collections[0].get_segments()[0]
    assert line[:, 0].tolist() == [1, 4]
    assert [tick.get_text() for tick in panel.get_yticklabels()] == ["one", "two"]


def test_whole_numbers_on_the_axis_get_whole_ticks():
    panel = plots.plot_curves(range(1, 4), {"loss": [3, 2, 1]}, ("epoch", "MSE"),
                              "A line falls from three to one.").figure.axes[0]
    assert all(float(tick).is_integer() for tick in panel.get_xticks())


def test_points_stand_where_they_belong_and_in_the_legend():
    picture = plots.plot_curves([8, 16], {"fill": [1, 2]}, ("side", "MSE"),
                                "A line rises above a single point.", points={"net": ([16], [1])})
    line, point = picture.figure.axes[0].lines
    assert point.get_xydata().tolist() == [[16, 1]] and point.get_linestyle() == "None"
    assert [text.get_text() for text in picture.figure.legends[0].texts] == ["fill", "net"]


def test_each_verdict_stands_in_its_square_in_words():
    panel = PICTURES["verdicts"]().figure.axes[0]
    words = {text.get_position(): text.get_text() for text in panel.texts}
    names = [tick.get_text() for tick in panel.get_yticklabels()]
    assert names == ["good", "bad", "as bad"]
    assert words == {(1, 0): "better", (2, 0): "better", (0, 1): "worse", (0, 2): "worse",
                     (1, 2): "?", (2, 1): "?"}


def test_arrows_lead_from_place_to_place():
    picture = plots.plot_arrows([np.zeros((9, 9))] * 2, ["one", "two"],
                                [([[1, 2]], [[3, 8]]), ([], [])],
                                "Two black squares, an arrow in the first.")
    first, second = picture.figure.axes
    # Columns are x, rows are y.
    assert {(arrow.xyann, arrow.xy) for arrow in first.texts} == {((2, 1), (8, 3))}
    assert not second.texts
    with pytest.raises(ValueError, match="1 titles"):
        plots.plot_arrows([np.zeros((9, 9))] * 2, ["one"], [], "Two black squares, no arrow.")
