"""The quizzes: their files, the numbers in them, the form on the page and the sheet on paper."""

import json
import re
import statistics

import numpy as np
import pytest
from bs4 import BeautifulSoup
from scipy.stats import binom

from inpaint_lib.course.quizzes import (list_quizzes, load_quiz, make_anchor, read_quiz,
                                        show_quiz, write_quiz_html, write_quiz_markdown)
from inpaint_lib.holes import PAPER_32
from inpaint_lib.metrics.errors import measure_psnr
from inpaint_lib.models.convolution import convolve, convolve_transposed
from inpaint_lib.models.patches import MEAN_OF_EIGHT, MEAN_OF_FOUR, MIXED_DIFFERENCE, SIDES
from inpaint_lib.models.pixel import predict_with_net
from inpaint_lib.models.receptive_field import measure_receptive_field
from tests.book.test_prose import AMERICAN, HYPE
from tests.paths import CHAPTERS, ROOT
from tools.book.quiz_directive import link_to_chapter
from tools.book.store_outputs import read_notebook

QUIZZES = {name: load_quiz(name) for name in list_quizzes()}
OF_CHAPTERS = [path.stem for path in CHAPTERS]
EACH_QUIZ = pytest.mark.parametrize("name", QUIZZES)
QUESTIONS = {f"{name}/{question.id}": question
             for name, quiz in QUIZZES.items() for question in quiz.questions}
EACH_QUESTION = pytest.mark.parametrize("key", QUESTIONS)
NUMBER = re.compile(r"\d+(?:,\d{3})+|\d+\.\d+(?:e-?\d+)?|\d+")


def list_texts(question):
    """Return all that a reader sees of a question."""
    return [question.question, *(text for option in question.options
                                 for text in (option.text, option.feedback))]


def read_chapter(name):
    """Return what a chapter says and prints, with single spaces."""
    words = []
    for cell in read_notebook(ROOT / "chapters" / f"{name}.ipynb").cells:
        words.append(cell.source)
        for output in cell.get("outputs", []):
            words.append(output.get("text") or output.data["text/plain"])
    return " ".join(" ".join(words).split())


# The files

def test_every_chapter_has_a_quiz_and_nothing_else_has():
    assert set(QUIZZES) == {*OF_CHAPTERS, "before", "after"}


@EACH_QUIZ
def test_number_of_questions_and_options(name):
    assert len(QUIZZES[name].questions) == (5 if name in OF_CHAPTERS else 10)
    assert {len(question.options) for question in QUIZZES[name].questions} == {4}


@EACH_QUIZ
def test_a_quiz_asks_about_its_chapter(name):
    if name in OF_CHAPTERS:
        assert {question.chapter for question in QUIZZES[name].questions} == {name}
    else:
        assert {question.chapter for question in QUIZZES[name].questions} == set(OF_CHAPTERS)


@EACH_QUIZ
def test_place_and_length_do_not_give_the_answer_away(name):
    questions = QUIZZES[name].questions
    places = [question.right for question in questions]
    assert all(places.count(place) <= 0.4 * len(places) for place in places)
    lengths = [[len(option.text) for option in question.options] for question in questions]
    longest = [length.index(max(length)) == place and max(length) > statistics.median(length) + 3
               for length, place in zip(lengths, places)]
    assert sum(longest) <= 0.4 * len(places)


@EACH_QUESTION
def test_the_section_to_read_again_is_in_the_chapter(key):
    question = QUESTIONS[key]
    cells = read_notebook(ROOT / "chapters" / f"{question.chapter}.ipynb").cells
    headings = {heading for cell in cells if cell.cell_type == "markdown"
                for heading in re.findall(r"^#{2,3} (.+)$", cell.source, flags=re.M)}
    assert question.section in headings
    # The book's anchor for "the paper's" is not JupyterLab's, so the link would work in one alone.
    assert not re.search(r"['’]", question.section)


def test_over_all_chapters_the_right_option_is_seldom_the_longest():
    longest = []
    for name in OF_CHAPTERS:
        for question in QUIZZES[name].questions:
            *_, second, first = sorted(len(option.text) for option in question.options)
            longest.append(len(question.options[question.right].text) == first > second)
    assert sum(longest) <= len(longest) / 3


@EACH_QUESTION
def test_words_are_plain_and_free_of_markup(key):
    for text in list_texts(QUESTIONS[key]):
        prose = re.sub(r"`[^`]*`", "", text)
        assert not re.search(r"[*_$|<>#\[\]!]", prose), text
        assert not re.search(rf"\b(?:{'|'.join(HYPE)})\b", prose, flags=re.I), text
        assert not re.search(rf"\b(?:{'|'.join(AMERICAN)})\b", prose), text
    for option in QUESTIONS[key].options:
        assert 5 <= len(option.feedback.split()) <= 45
        assert option.feedback.endswith("."), option.feedback


def test_the_quizzes_before_and_after_ask_for_the_same_skills():
    before, after = QUIZZES["before"].questions, QUIZZES["after"].questions
    assert [question.skill for question in before] == [question.skill for question in after]
    assert [question.chapter for question in before] == [question.chapter for question in after]
    assert not {(question.question, question.grid) for question in before} & {
        (question.question, question.grid) for question in after}
    assert all(question.skill for question in before)


GIVEN_IN_WORDS = {
    "one_step": [r"slope is (\S+)\.", r"learning rate of (\S+)\?", r"At w = (\S+) "],
    "slide_along": [r"three numbers (.+) are laid"],
    "score_of_a_part": [r"^(\w+ \w+) of", r"error is (\S+)\."],
}


@pytest.mark.parametrize("name", GIVEN_IN_WORDS)
def test_the_quiz_after_cannot_be_answered_from_memory(name):
    for pattern in GIVEN_IN_WORDS[name]:
        before, after = (re.search(pattern, QUESTIONS[f"{quiz}/{name}"].question)[1]
                         for quiz in ("before", "after"))
        assert before != after


def test_the_page_says_what_luck_and_practice_give():
    page = " ".join((ROOT / "book" / "quiz_before_after.md").read_text(encoding="utf-8").split())
    right = binom(10, 1 / 4)
    # That the second of two guessers gets three or more above the first.
    chance = sum(right.pmf(first) * right.sf(first + 2) for first in range(11))
    assert f"{right.mean():.1f} of ten" in page
    assert f"in {100 * chance:.0f} of 100 cases" in page
    assert "{cite}`hausknecht2007retesting`" in page and "what you have learned" not in page


def test_the_page_lists_the_skills_in_their_order():
    page = (ROOT / "book" / "quiz_before_after.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| (.+) \| chapter (\d) \|$", page, flags=re.M)
    assert [(re.sub(r"\{term\}`(\w+)`", r"\1", skill), int(chapter)) for _, skill, chapter in rows
            ] == [(question.skill, int(question.chapter[:2]))
                  for question in QUIZZES["before"].questions]
    assert re.findall(r"```\{quiz\} (\w+)\n```", page) == ["before", "after"]


# The numbers

@EACH_QUESTION
def test_sources_are_what_the_chapter_prints_or_says(key):
    chapter = read_chapter(QUESTIONS[key].chapter)
    for line in QUESTIONS[key].sources:
        assert " ".join(line.split()) in chapter, line


def compute_psnr(*mses):
    return round(measure_psnr(np.mean(mses)))


def mean_square(value, *outcomes):
    return round(np.mean((value - np.array(outcomes)) ** 2), 4)


GAIN = 10 * np.log10(128 ** 2 / (PAPER_32.height * PAPER_32.width))
PATCH = np.array([10, 10, 90, 10, 90, 10, 10, 90])
# What a question makes up itself, and what follows from it: all other numbers need a source.
GIVEN = {
    "00_images_with_holes/two_scores": [128, 26, 15, round(26 - GAIN), round(26 - GAIN / 2)],
    "00_images_with_holes/bytes_differ": [int(np.uint8(254) + np.uint8(1))],
    "00_images_with_holes/undecided_pair": [24],
    "00_images_with_holes/two_pictures": [
        0.1, compute_psnr(0.1), 0.001, compute_psnr(0.001), compute_psnr(0.1, 0.001),
        (compute_psnr(0.1) + compute_psnr(0.001)) / 2, round(np.mean([0.1, 0.001]), 2)],
    "01_one_pixel_eight_neighbours/passing_by": [round(1381, -2), 10_000],
    "01_one_pixel_eight_neighbours/two_losses": [255],
    "01_one_pixel_eight_neighbours/upright_edge": [
        10, 90, PATCH @ MIXED_DIFFERENCE, PATCH @ MEAN_OF_FOUR, PATCH @ MEAN_OF_EIGHT,
        PATCH[SIDES].sum() / 2, PATCH[SIDES].sum() / 2 - PATCH @ MIXED_DIFFERENCE],
    "01_one_pixel_eight_neighbours/bright_photo": [49, 135],
    "02_one_pixel_twenty_four_neighbours/net_by_hand": [10, 24, 30, 36],
    "02_one_pixel_twenty_four_neighbours/lights_down": [50],
    "02_one_pixel_twenty_four_neighbours/ordinary_number": [100 - 32],
    "03_the_whole_picture/four_times_the_hole": [16, 32],
    "03_the_whole_picture/fair_rival": [0.0251],
    "04_thirty_two/deep_inside": [32],
    "04_thirty_two/far_context": [round(100 * (1.148 - 1)), round(100 * (1.015 - 1), 1)],
    "04_thirty_two/grey_or_guess": [0.5, mean_square(0.5, 0, 1), mean_square(1, 0, 1)],
    "05_is_it_any_good/overlap": [95],
    "05_is_it_any_good/many_pairs": [95, 21, 100],
    "05_is_it_any_good/kind_score": [50],
}


@pytest.mark.parametrize("key", [key for key in QUESTIONS if key.split("/")[0] in OF_CHAPTERS])
def test_every_number_is_the_chapter_s_or_follows(key):
    found = {float(number.replace(",", "")) for text in list_texts(QUESTIONS[key])
             for number in NUMBER.findall(text)}
    known = {float(number.replace(",", "")) for line in QUESTIONS[key].sources
             for number in NUMBER.findall(line)} | {float(number) for number in GIVEN.get(key, [])}
    assert {number for number in found - known if number >= 10 or number % 1} == set()


def test_given_numbers_belong_to_questions():
    assert set(GIVEN) | set(OPTIONS) <= set(QUESTIONS)


def join_numbers(values):
    return " ".join(f"{value:.0f}" for value in values)


HIDDEN = ([[1, -1], [-1, 1]], [0, 0], [2, 10], 0)
ROW, OTHER_ROW = np.array([[0, 0, 0, 1, 1]]), np.array([[0, 0, 4, 4, 0]])
ACROSS, SECOND = np.array([[-1, 0, 1]]), np.array([[1, -2, 1]])
# What each option says, computed: the right one as well as the mistakes that the others stand for.
OPTIONS = {
    "00_images_with_holes/two_pictures": [20, compute_psnr(0.1), compute_psnr(0.1, 0.001),
                                          compute_psnr(0.001)],
    "01_one_pixel_eight_neighbours/upright_edge": [
        PATCH @ MIXED_DIFFERENCE, PATCH @ MEAN_OF_FOUR, PATCH @ MEAN_OF_EIGHT,
        PATCH[SIDES].sum() / 2],
    "02_one_pixel_twenty_four_neighbours/net_by_hand": [
        2 * -3 + 10 * 3, predict_with_net([2, 5], *HIDDEN), 2 * 3 + 10 * 3, 2 * -3],
    "03_the_whole_picture/cell_sees": [
        measure_receptive_field([(3, 1), (3, 1)])[0], 3 * 2,
        measure_receptive_field([(3, 1), (2, 2), (3, 1)])[0], None],
    "03_the_whole_picture/spread_two_cells": [
        *(join_numbers(convolve_transposed(np.array([[2, 5]]), np.ones((1, 3)), stride)[0])
          for stride in (1, 2, 3)), 2 + 5],
    "before/score_of_a_part": [0.002, 0.002 / 10, 0.002 * 10, None],
    "after/score_of_a_part": [0.04 * 4, 0.04 / 4, 0.04, 0.04 * 3 / 4],
    "before/one_step": [4 - 0.25, 4 + 0.25 * 8, 4 - 0.25 * 8, 0],
    "after/one_step": [2 - 0.1 * 3 * 2 * 2, 0, 2 + 0.1 * 12, 2 - 0.1],
    "before/slide_along": [None, join_numbers(convolve(ROW, ACROSS)[0]), None, None],
    "after/slide_along": [None, None, None, join_numbers(convolve(OTHER_ROW, SECOND)[0])],
    "before/best_guess": [0.2, 0.6, None, np.mean([0.2, 0.6])],
    "after/best_guess": [0.4, (0.4 + 0.8) / 2, np.mean([0.4, 0.4, 0.4, 0.8]), 0.8],
}


@pytest.mark.parametrize("key", OPTIONS)
def test_options_say_what_is_computed(key):
    for option, value in zip(QUESTIONS[key].options, OPTIONS[key]):
        if isinstance(value, str):
            assert option.text == value
        elif value is not None:
            assert float(re.match(r"-?[\d.]*\d", option.text)[0]) == pytest.approx(value)
        else:
            assert not option.right


def test_computed_feedback_is_right():
    assert mean_square(0.4, 0.2, 0.6) == 0.04 and mean_square(0.2, 0.2, 0.6) == 0.08
    assert mean_square(0.5, 0.4, 0.4, 0.4, 0.8) == 0.03
    assert mean_square(0.4, 0.4, 0.4, 0.4, 0.8) == 0.04
    assert np.subtract([3, 11, 33, 5, 9], [2, 10, 30, 4, 8]).tolist() == [1, 1, 3, 1, 1]
    assert 0.74 < 0.0251 / 0.0334 < 0.76 and 0.39 < 1 - 0.0201 / 0.0334 < 0.41
    assert 1.968 ** 2 == pytest.approx(3.872, abs=0.002)


# The form

@EACH_QUIZ
def test_the_form_can_be_read_without_seeing_it(name):
    quiz, page = QUIZZES[name], BeautifulSoup(write_quiz_html(QUIZZES[name]), "html.parser")
    assert len(page.select("form")) == 1 and page.form["aria-label"] == quiz.title
    for number, (box, question) in enumerate(zip(page.select("fieldset"), quiz.questions), 1):
        assert box.legend.get_text().startswith(f"{number}. ")
        assert len({button["name"] for button in box.select("input[type=radio]")}) == 1
        assert [label.get_text(strip=True)[:2] for label in box.select("label")
                ] == ["A.", "B.", "C.", "D."]
        answers = box.select("[role=status] > p")
        assert len(answers) == len(box.select("label"))
        verdicts = ["Right." in answer.strong.get_text() for answer in answers]
        assert verdicts.index(True) == question.right and sum(verdicts) == 1
        assert [button.has_attr("class") for button in box.select("input")] == verdicts


@EACH_QUIZ
def test_the_form_asks_for_nothing_from_outside(name):
    page = BeautifulSoup(write_quiz_html(QUIZZES[name], link_to_chapter), "html.parser")
    assert not page.select("script, link, img, iframe")
    assert not [tag for tag in page.select("*") for key in tag.attrs if key.startswith("on")]
    assert "url(" not in page.style.string and "@import" not in page.style.string
    targets = {tag["href"].split("#")[0] for tag in page.select("a")}
    assert targets == {f"../chapters/{question.chapter}.html"
                       for question in QUIZZES[name].questions}


def test_a_chapter_s_form_leads_to_places_on_its_own_page():
    page = BeautifulSoup(show_quiz("01_one_pixel_eight_neighbours")._repr_html_(), "html.parser")
    assert "#experiment-the-stencil-nobody-fitted" in {tag["href"] for tag in page.select("a")}
    assert make_anchor('Experiment: MSE, RMSE and "loss"') == "experiment-mse-rmse-and-loss"


def test_answers_come_at_once_in_chapters_and_when_asked_elsewhere():
    assert {QUIZZES[name].feedback for name in OF_CHAPTERS} == {"at once"}
    for name in ("before", "after"):
        page = BeautifulSoup(write_quiz_html(QUIZZES[name]), "html.parser")
        assert len(page.select("input.ask")) == 1
    assert 'class="ask"' not in write_quiz_html(QUIZZES[OF_CHAPTERS[0]])


# The sheet

@EACH_QUIZ
def test_the_sheet_without_answers_gives_nothing_away(name):
    sheet = write_quiz_markdown(name)
    for question in QUIZZES[name].questions:
        assert question.question in sheet
        assert all(f". {option.text}\n" in sheet for option in question.options)
        assert not any(option.feedback in sheet for option in question.options)
        assert all(line in sheet for line in question.grid)
    assert "Right" not in sheet and "Read again" not in sheet


@EACH_QUIZ
def test_the_teacher_s_sheet_says_all(name):
    sheet = write_quiz_markdown(name, answers=True)
    for question in QUIZZES[name].questions:
        assert all(option.feedback in sheet for option in question.options)
        right = question.options[question.right]
        assert f"{right.text} (**Right.** {right.feedback})" in sheet
    assert sheet.count("**Right.**") == len(QUIZZES[name].questions)


# A broken file

def change(content, path, value):
    """Set what lies at the path of keys, or delete it where the value is None."""
    *path, last = path
    for key in path:
        content = content[key]
    if value is None:
        del content[last]
    else:
        content[last] = value


FIRST = ("questions", 0)
BROKEN = {
    "the field 'title' is missing": (["title"], None),
    "question 1: the field 'section' is missing": ([*FIRST, "section"], None),
    "question 1: the field 'answer' is unknown": ([*FIRST, "answer"], "A"),
    "question 1: the field 'question' is empty": ([*FIRST, "question"], ""),
    "question 1: the id 'Two scores'": ([*FIRST, "id"], "Two scores"),
    "two ids are the same: 'plain_picture'": ([*FIRST, "id"], "plain_picture"),
    "question 1: 2 options are right": ([*FIRST, "options", 0, "right"], True),
    "question 1: 0 options are right": ([*FIRST, "options", 1, "right"], False),
    "question 1: the field 'options' is empty": ([*FIRST, "options"], []),
    "option A: the field 'feedback' is missing": ([*FIRST, "options", 0, "feedback"], None),
    "option D: the field 'text' is empty": ([*FIRST, "options", 3, "text"], ""),
    "option C: the field 'text' is empty or of the wrong kind": ([*FIRST, "options", 2, "text"], 7),
    "option B: wanted an object": ([*FIRST, "options", 1], "B"),
    "feedback is 'never'": (["feedback"], "never"),
    "the field 'questions' is empty": (["questions"], {}),
}


@pytest.mark.parametrize("message", BROKEN)
def test_a_broken_file_is_told_in_plain_words(message, tmp_path):
    content = json.loads((ROOT / "book/quizzes/00_images_with_holes.json").read_text("utf-8"))
    path = tmp_path / "broken.json"
    path.write_text(json.dumps(content))
    assert len(read_quiz(path).questions) == 5
    change(content, *BROKEN[message])
    path.write_text(json.dumps(content))
    with pytest.raises(ValueError, match=rf"^broken\.json.*{re.escape(message)}"):
        read_quiz(path)


@pytest.mark.parametrize("field", ["text", "feedback"])
def test_two_options_alike_are_refused(field, tmp_path):
    content = json.loads((ROOT / "book/quizzes/00_images_with_holes.json").read_text("utf-8"))
    options = content["questions"][2]["options"]
    options[3][field] = options[0][field].upper() + " "
    path = tmp_path / "alike.json"
    path.write_text(json.dumps(content))
    with pytest.raises(ValueError, match="question 3: two .* are the same"):
        read_quiz(path)


@pytest.mark.parametrize("number", [2, 7])
def test_too_few_and_too_many_options_are_refused(number, tmp_path):
    content = json.loads((ROOT / "book/quizzes/00_images_with_holes.json").read_text("utf-8"))
    content["questions"][0]["options"] = [
        {"text": f"{place}", "feedback": f"It is {place}.", "right": place == 1}
        for place in range(number)]
    path = tmp_path / "many.json"
    path.write_text(json.dumps(content))
    with pytest.raises(ValueError, match=f"question 1: {number} options; wanted 3 to 6"):
        read_quiz(path)


def test_a_file_that_is_no_json_and_a_name_that_is_no_quiz(tmp_path):
    path = tmp_path / "no.json"
    path.write_text("{'title': ")
    with pytest.raises(ValueError, match=r"^no\.json is no JSON"):
        read_quiz(path)
    with pytest.raises(KeyError, match="no quiz '05_nothing'; the quizzes are 00_images"):
        show_quiz("05_nothing")


def test_code_and_angle_brackets_are_escaped(tmp_path):
    content = json.loads((ROOT / "book/quizzes/00_images_with_holes.json").read_text("utf-8"))
    content["questions"][0]["question"] = "Is `a < b` & <b>?"
    path = tmp_path / "signs.json"
    path.write_text(json.dumps(content))
    page = write_quiz_html(read_quiz(path))
    assert "Is <code>a &lt; b</code> &amp; &lt;b&gt;?" in page
