"""Pictures: each becomes a readable image with its sentence."""

import base64
import io
import re
from itertools import combinations

import numpy as np
import pytest
from bs4 import BeautifulSoup
from matplotlib import colormaps
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image
from skimage.color import rgb2lab

from inpaint_lib.course import curves, plots
from inpaint_lib.course.picture import COLOURS
from inpaint_lib.holes import Hole, make_mask
from tests.paths import ROOT

IMAGE = np.random.default_rng(0).random((40, 40, 3))
MASK = make_mask(Hole(10, 12, 8, 8), 40, 40)

PHONE = 350
"""Pixels that a phone leaves for a picture."""
COLOUR_BLIND = np.array([
    [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
     [-0.003882, -0.048116, 1.051998]],
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
     [-0.011820, 0.042940, 0.968881]],
    [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
     [0.004733, 0.691367, 0.303900]]])
"""Light as it is seen without the first, second or third kind of cone (Machado et al., 2009)."""


def read_light(colour):
    """Return the amounts of light in a colour such as #ff8000."""
    return (np.array([int(colour[place:place + 2], 16) for place in (1, 3, 5)]) / 255) ** 2.2


def measure_contrast(colour, ground):
    low, high = sorted(read_light(each) @ (0.2126, 0.7152, 0.0722) for each in (colour, ground))
    return (high + 0.05) / (low + 0.05)


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
    page = BeautifulSoup(picture._repr_html_(), "html.parser")
    assert page.div["role"] == "img" and page.div["aria-label"] == picture.alt
    assert page.select("img, path")
    # One sentence for all: the parts have none of their own.
    assert all(image["alt"] == "" for image in page.select("img"))


@pytest.mark.parametrize("name", ["numbers", "stencil", "bars", "curves", "valley"])
def test_lines_and_letters_take_the_colours_of_the_page(name):
    svg = PICTURES[name]()._repr_html_()
    page = BeautifulSoup(svg, "html.parser")
    assert "<metadata" not in svg and "<style" not in svg and "base64" not in svg
    for letters in page.select("text"):
        own = re.search("fill: (currentColor|var|#101214|#ffffff)", letters["style"])
        assert own, letters
        assert own[1] in ("currentColor", "var") or name in ("numbers", "stencil")
    needed = set(re.findall(r"#([mph][0-9a-f]{8,})", svg))
    assert {tag["id"] for tag in page.select("[id]")} == needed


def test_colours_hold_on_both_grounds_and_for_every_eye():
    css = (ROOT / "book" / "_static" / "custom.css").read_text(encoding="utf-8")
    light, dark = ({name: value for name, value in re.findall("--([\\w-]+): (#[0-9a-f]{6})", part)}
                   for part in css.split("html[data-theme]")[0].split('[data-theme="dark"]'))
    assert [light[f"series-{number}"] for number in (1, 2, 3, 4)] == list(COLOURS[:4])
    for theme in (light, dark):
        series = [theme[f"series-{number}"] for number in (1, 2, 3, 4)] + [theme["truth"]]
        assert min(measure_contrast(colour, theme["ground"]) for colour in series) >= 4.5
        for seen in COLOUR_BLIND:
            lab = [rgb2lab(np.clip(seen @ read_light(colour), 0, 1) ** (1 / 2.2))
                   for colour in series]
            nearest = min(np.linalg.norm(one - other) for one, other in combinations(lab, 2))
            assert nearest > 13


def test_letters_can_be_read_on_a_phone():
    for name in ("numbers", "stencil", "bars", "curves", "valley"):
        page = BeautifulSoup(PICTURES[name]()._repr_html_(), "html.parser")
        width = float(page.svg["viewbox"].split()[2])
        sizes = [float(re.search(r"font-size: ([\d.]+)px", letters["style"])[1])
                 for letters in page.select("text")]
        assert min(sizes) * PHONE / width >= 9 or width * 1.5 < PHONE, name
    wide = plots.plot_stencil(np.ones((3, 8)), "Three stencils of equal weights.", list("abc"))
    page = BeautifulSoup(wide._repr_html_(), "html.parser")
    assert "font-size: 12.69" in page.select_one("text")["style"]


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
    strip = plots.plot_fills(IMAGE, MASK, fills, "Noise filled with itself many times.")
    titles = [[panel.title for panel in cell] for cell in strip.cells]
    assert titles == [["truth", "with its hole"], *([name, "MSE 0.0000"] for name in fills)]
    assert strip.columns == columns
    words = BeautifulSoup(strip._repr_html_(), "html.parser").get_text(" ", strip=True)
    assert words.endswith("0 error of a pixel, mean of its channels 0.5 or more")


def test_errors_are_bright_where_they_are_large():
    strip = plots.plot_fills(IMAGE, MASK, {"black": IMAGE * 0, "itself": IMAGE},
                             "Noise filled with black, and with itself.", margin=2)
    black, itself = (strip.cells[number][1].image for number in (1, 2))
    assert black.shape == (12, 12, 3) and black.mean() > itself.mean()
    assert np.array_equal(itself, np.broadcast_to(colormaps["magma"](0)[:3], itself.shape))


def test_images_keep_their_pixels():
    image = (IMAGE * 255).astype(np.uint8)
    page = BeautifulSoup(plots.plot_images([image, image[..., :1] / 255], ["a", ""], "Noise, and "
                         "its red part.", size=1)._repr_html_(), "html.parser")
    colour, grey = (np.asarray(Image.open(io.BytesIO(base64.b64decode(tag["src"].split(",")[1]))))
                    for tag in page.select("img"))
    assert np.array_equal(colour, image) and np.array_equal(grey, image[..., 0])
    # 40 pixels over 110 of the page stay squares; a photograph is smoothed.
    assert all("pixelated" in tag["style"] for tag in page.select("img"))
    assert "pixelated" not in plots.plot_images([np.zeros((128, 128))], [""], "A square that is "
                                                "black all over.")._repr_html_()


def test_a_large_photograph_is_made_as_small_as_it_is_shown():
    page = plots.plot_images([np.zeros((600, 900, 3))], [""], "A black photograph, nothing else.",
                             size=2)._repr_html_()
    source = BeautifulSoup(page, "html.parser").img["src"].split(",")[1]
    assert Image.open(io.BytesIO(base64.b64decode(source))).size == (440, 293)


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
    strip = plots.plot_windows(IMAGE, windows, "Noise with a frame in it.")
    frame = BeautifulSoup(strip.panels[0].marks, "html.parser").select("path")[-1]
    assert frame["d"] == "M11.5 9.5H17.5V17.5H11.5Z"
    assert "hole</span>" in strip._repr_html_()
    with pytest.raises(ValueError, match="At most 5 .* got 6"):
        plots.plot_windows(IMAGE, {name: windows["hole"] for name in "abcdef"},
                           "Noise with six frames in it.")


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
    panel = picture.figure.axes[0]
    line, point = panel.lines
    assert point.get_xydata().tolist() == [[16, 1]] and point.get_linestyle() == "None"
    assert [text.get_text() for text in panel.get_legend().get_texts()] == ["net"]
    assert read_names(picture).keys() == {"fill"}


def test_numbers_beside_an_axis_keep_their_digits():
    svg = plots.plot_curves([1, 2], {"loss": [0.040, 0.070]}, ("step", "1.98173"),
                            "The loss climbs from four to seven hundredths.")._repr_html_()
    words = BeautifulSoup(svg, "html.parser").get_text(" ")
    assert "1.98173" in words and {"0.045", "0.065"} <= set(words.split())


def test_of_several_columns_the_one_that_goes_on_longest_has_the_name():
    columns = [[3, 3], [2, np.nan], [1, np.nan]]
    picture = plots.plot_curves([1, 2, 3], {"runs": columns, "other": [3, 3, 3]},
                                ("epoch", "MSE"), "Two runs fall, the second ends early.")
    assert {text.get_text(): text.xy for text in picture.figure.axes[0].texts}["runs"] == (3, 1)


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
                                ("depth", "MSE"), "A line ends before another line.")
    texts = {text.get_text(): text for text in picture.figure.axes[0].texts}
    assert texts["short"].xy == (2, 2) and texts["long"].xy == (3, 1)
    assert texts["short"].get_position()[0] < 0.6 < 1 < texts["long"].get_position()[0]


def test_arrows_lead_from_place_to_place():
    picture = plots.plot_arrows([np.zeros((9, 9))] * 2, ["one", "two"],
                                [([[1, 2]], [[3, 8]]), ([], [])],
                                "Two black squares, an arrow in the first.")
    first, second = picture.panels
    # Columns are x, rows are y.
    arrow = BeautifulSoup(first.marks, "html.parser").path["d"]
    assert arrow.startswith("M2 1L8 3") and arrow.count("M") == 3 and not second.marks
    # The arrows' own picture is pale; the one without arrows is left as it is.
    assert first.image.min() == 0.5 and second.image.max() == 0
    with pytest.raises(ValueError, match="2 images came with 1 pairs"):
        plots.plot_arrows([np.zeros((9, 9))] * 2, ["one", "two"], [([], [])], "No arrow in two.")
    with pytest.raises(ValueError, match="2 titles"):
        plots.plot_arrows([np.zeros((9, 9))], ["one", "two"], [([], [])], "One square, no arrow.")


def test_maps_have_their_scale():
    picture = plots.plot_images([np.eye(9), np.zeros((9, 9, 3))], ["map", "fill"],
                                "A map of an order and a black fill.", scale="order")
    words = BeautifulSoup(picture._repr_html_(), "html.parser").get_text(" ", strip=True)
    assert words == "map fill 0 order 1"


def test_methods_have_their_colours_and_other_lines_those_that_are_left():
    named = curves.choose_colours(["Telea", "pocket", "paper", "membrane"])
    assert named == [COLOURS[3], COLOURS[0], COLOURS[1], COLOURS[2]]
    assert curves.choose_colours(["net", "network"]) == list(COLOURS[:2])
    with pytest.raises(ValueError, match="At most 5 lines .* got 6"):
        plots.plot_curves([1], {name: [1] for name in "abcdef"}, ("x", "y"),
                          "Six lines that nobody tells apart.")
