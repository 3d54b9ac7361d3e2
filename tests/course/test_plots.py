"""Pictures: each becomes a readable image with its sentence."""

import re

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from inpaint_lib.course import curves, plots
from inpaint_lib.holes import Hole, make_mask

IMAGE = np.random.default_rng(0).random((40, 40, 3))
MASK = make_mask(Hole(10, 12, 8, 8), 40, 40)

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
    "valley": lambda: plots.plot_valley((10, 1), {"walk": [[0.6, 1], [-0.5, 0.8]]},
                                        "One step across a valley."),
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


@pytest.mark.parametrize("kind", [int, float])
def test_what_is_lost_cannot_be_read_off(kind):
    def draw(lost):
        values = np.full((3, 3), 0.25 if kind is float else 70, dtype=kind)
        values[1, 1] = lost
        figure = plots.plot_numbers(values, "Nine squares, the middle one lost.",
                                    hole=Hole(1, 1, 1, 1)).figure
        FigureCanvasAgg(figure).draw()
        return np.asarray(figure.canvas.buffer_rgba())
    assert np.array_equal(draw(0), draw(200))


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


def read_names(picture):
    """Return the names written at the ends of lines: name to height, a share of the axes'."""
    return {text.get_text(): text.get_position()[1] for text in picture.figure.axes[0].texts}


def test_points_stand_where_they_belong_and_have_their_name():
    picture = plots.plot_curves([8, 16], {"fill": [1, 2]}, ("side", "MSE"),
                                "A line rises above a single point.", points={"net": ([16], [1])})
    line, point = picture.figure.axes[0].lines
    assert point.get_xydata().tolist() == [[16, 1]] and point.get_linestyle() == "None"
    assert set(read_names(picture)) == {"fill", "net"}


def test_lines_that_end_together_have_names_that_do_not_touch():
    ends = {"a": 1, "b": 1, "c": 1.01, "d": 5}
    names = read_names(plots.plot_curves([0, 1], {name: [0, end] for name, end in ends.items()},
                                         ("step", "MSE"), "Three lines end together, one above."))
    assert sorted(names, key=names.get) == list("abcd")
    heights = sorted(names.values())
    assert np.diff(heights).min() >= curves.LABEL_HEIGHT - 1e-9
    # The three stand around their lines' end, a fifth of the way up, the fourth at its own.
    assert np.mean(heights[:3]) == pytest.approx((0.05 + 1.01 / 5 / 1.1), abs=0.05)


def test_names_far_apart_stay_at_their_lines():
    assert curves.spread_labels([0.9, 0.1, 0.5]).tolist() == [0.9, 0.1, 0.5]
    assert curves.spread_labels([0.5, 0.5], 0.1) == pytest.approx([0.45, 0.55])
    # Two pairs that are pushed into each other become four around their middle.
    assert curves.spread_labels([0.5, 0.5, 0.55, 0.55], 0.1) == pytest.approx(
        [0.375, 0.475, 0.575, 0.675])


def test_step_0_has_its_place_before_a_logarithmic_axis():
    panel = plots.plot_curves([0, 1, 10, 100], {"loss": [80, 20, 15, 9]}, ("step", "MSE"),
                              "A line falls from step 0 on.", log_x=True).figure.axes[0]
    start, one, ten, hundred = panel.transScale.transform([(x, 1) for x in (0, 1, 10, 100)])[:, 0]
    assert start < one and hundred - ten == pytest.approx(ten - one)
    assert panel.xaxis.get_major_formatter()(0) == "0"
    assert -1 < panel.get_xlim()[0] < 0


def test_lines_that_end_early_have_their_names_there():
    picture = plots.plot_curves([1, 2, 3], {"short": [1, 2, np.nan], "long": [1, 1, 1]},
                                ("depth", "MSE"), "Lines and points end before another line.",
                                points={"one": ([2], [1.5]), "two": ([2], [1.5])})
    texts = {text.get_text(): text for text in picture.figure.axes[0].texts}
    assert texts["short"].xy == (2, 2) and texts["long"].xy == (3, 1)
    assert texts["short"].get_position()[0] < 0.6 < 1 < texts["long"].get_position()[0]
    names = read_names(picture)
    assert abs(names["one"] - names["two"]) >= curves.LABEL_HEIGHT - 1e-9


def test_arrows_lead_from_place_to_place():
    picture = plots.plot_arrows([np.zeros((9, 9))] * 2, ["one", "two"],
                                [([[1, 2]], [[3, 8]]), ([], [])],
                                "Two black squares, an arrow in the first.")
    first, second = picture.figure.axes
    # Columns are x, rows are y.
    assert {(arrow.xyann, arrow.xy) for arrow in first.texts} == {((2, 1), (8, 3))}
    assert not second.texts
    # The arrows' own picture is pale; the one without arrows is left as it is.
    assert first.images[0].get_array().min() == 0.5 and second.images[0].get_array().max() == 0
    with pytest.raises(ValueError, match="2 images came with 1 pairs"):
        plots.plot_arrows([np.zeros((9, 9))] * 2, ["one", "two"], [([], [])], "No arrow in two.")
    with pytest.raises(ValueError, match="2 titles"):
        plots.plot_arrows([np.zeros((9, 9))], ["one", "two"], [([], [])], "One square, no arrow.")


def test_maps_have_their_scale():
    picture = plots.plot_images([np.eye(9), np.zeros((9, 9, 3))], ["map", "fill"],
                                "A map of an order and a black fill.", scale="order")
    assert len(picture.figure.axes) == 3
    assert picture.figure.axes[2].get_xlabel() == "order"
    assert picture.figure.axes[0].images[0].get_clim() == (0, 1)
