"""Answers of many kinds, exercise by exercise: the right are accepted, the wrong are not.

The tables lie beside this file, one a chapter: RIGHT and WRONG hold answers under words that say
what they are, HINTS wrong answers with words of the hint they get.
"""

import pytest

from inpaint_lib.course.exercises import (
    chapter_0, chapter_1, chapter_2, chapter_3, chapter_4, chapter_5, chapter_6, chapter_7,
    chapter_8, check)
from tests.course.exercises import (
    answers_0, answers_1, answers_2, answers_3, answers_4, answers_5, answers_6, answers_7,
    answers_8)

CHAPTERS = (chapter_0, chapter_1, chapter_2, chapter_3, chapter_4, chapter_5, chapter_6,
            chapter_7, chapter_8)
TABLES = (answers_0, answers_1, answers_2, answers_3, answers_4, answers_5, answers_6, answers_7,
          answers_8)
HINTS = [pytest.param(name, answer, hint, id=f"{name}-{number}") for table in TABLES
         for name, rows in table.HINTS.items() for number, (answer, hint) in enumerate(rows)]


def list_answers(kind):
    return [pytest.param(name, answer, id=f"{name}-{words}") for table in TABLES
            for name, answers in getattr(table, kind).items()
            for words, answer in answers.items()]


@pytest.mark.parametrize("name, answer", list_answers("RIGHT"))
def test_what_is_right_is_accepted_however_written(name, answer):
    verdict = check(name, answer)
    assert verdict.passed, verdict


@pytest.mark.parametrize("name, answer", list_answers("WRONG"))
def test_what_is_wrong_is_not_accepted(name, answer):
    assert not check(name, answer).passed


@pytest.mark.parametrize("name, answer, hint", HINTS)
def test_a_hint_speaks_to_the_mistake(name, answer, hint):
    verdict = check(name, answer)
    assert not verdict.passed and hint in verdict.message


@pytest.mark.parametrize("module, table", list(zip(CHAPTERS, TABLES)))
def test_every_exercise_has_its_answers(module, table):
    names = {exercise.name for exercise in module.EXERCISES}
    assert set(table.RIGHT) == set(table.WRONG) == names and set(table.HINTS) <= names
    for exercise in module.EXERCISES:
        few = 5 if exercise.trials else 3
        assert len(table.RIGHT[exercise.name]) >= 2 and len(table.WRONG[exercise.name]) >= few
