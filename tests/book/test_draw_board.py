"""The sketches for the board: the files are what the tool draws, and their numbers are right."""

import re
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from inpaint_lib.course.exercises import find_exercise
from tools.book.draw_board import FOLDER, SKETCHES, draw_sketches

DRAWN = draw_sketches()
PLACE = re.compile(r'(?:x|y|x1|y1|x2|y2|cx|cy)="(-?[\d.]+)"')


def read_words(name):
    return " ".join(node.text for node in ElementTree.fromstring(DRAWN[name]).iter()
                    if node.tag.endswith("text"))


@pytest.mark.parametrize("name", SKETCHES)
def test_the_file_is_what_the_tool_draws(name):
    assert (FOLDER / f"board_{name}.svg").read_text(encoding="utf-8") == DRAWN[name]


@pytest.mark.parametrize("name", SKETCHES)
def test_everything_lies_on_the_board(name):
    _, _, width, height = map(float, ElementTree.fromstring(DRAWN[name]).get("viewBox").split())
    places = [float(place) for place in PLACE.findall(DRAWN[name])]
    assert min(places) >= 0 and max(places) <= max(width, height)


def test_the_numbers_are_those_of_the_exercises():
    assert f"= {find_exercise('n_parameters').answer} parameters" in read_words("net")
    assert f"noise \u00d7 {Fraction(find_exercise('noise_gain').answer)}" in read_words("stencils")


def test_every_sketch_is_on_the_page():
    page = (FOLDER.parent / "teaching.md").read_text(encoding="utf-8")
    assert set(re.findall(r"_static/board_(\w+)\.svg", page)) == set(SKETCHES)
