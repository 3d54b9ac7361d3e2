"""Exercises: the solution passes, the blank stub is met kindly, each mistake gets its own hint.

The stubs and the solutions are read out of the chapters, so what is tested is what is read.
"""

import ast
import re

import nbformat
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inpaint_lib.course.exercises import check, find_exercise, list_exercises
from inpaint_lib.course.exercises.checking import CHAPTERS, is_same
from tests.paths import CHAPTERS as NOTEBOOKS
from tests.paths import ROOT

SOLUTION = re.compile(r"````?\{solution\} (\w+)\n:class: dropdown\n(.*)", re.DOTALL)
LABEL = re.compile(r"```\{exercise\}[^\n]*\n:label: (\w+)")


def read_cells(notebook, kind):
    return [cell.source for cell in nbformat.read(notebook, 4).cells if cell.cell_type == kind]


def find_labels(notebook):
    return [label for text in read_cells(notebook, "markdown") for label in LABEL.findall(text)]


def run_imports(notebook):
    namespace = {}
    exec(next(code for code in read_cells(notebook, "code") if "import check" in code), namespace)
    return namespace


def read_stub(notebook, label):
    return next(code for code in read_cells(notebook, "code") if f'check("{label}"' in code)


def read_solution(notebook, label):
    texts = {match[1]: match[2] for text in read_cells(notebook, "markdown")
             for match in SOLUTION.finditer(text)}
    return "\n".join(re.findall(r"```python\n(.*?)```", texts[label], re.DOTALL))


def run_check(notebook, code, stub):
    namespace = run_imports(notebook)
    exec(code, namespace)
    question = ast.parse(stub).body[-1]
    return eval(ast.unparse(question), namespace)


IN_CHAPTERS = [pytest.param(notebook, label, id=label)
               for notebook in NOTEBOOKS for label in find_labels(notebook)]
MISTAKES = [pytest.param(exercise, mistake, id=f"{exercise.name}-{number}")
            for exercise in list_exercises() for number, mistake in enumerate(exercise.mistakes)]


def test_every_chapter_has_its_exercises():
    assert len(NOTEBOOKS) == len(CHAPTERS)
    for notebook, chapter in zip(NOTEBOOKS, CHAPTERS):
        names = [exercise.name for exercise in list_exercises(chapter)]
        assert find_labels(notebook) == names
        assert len(names) >= 4


@pytest.mark.parametrize("notebook, label", IN_CHAPTERS)
def test_the_blank_stub_is_met_kindly(notebook, label):
    stub = read_stub(notebook, label)
    verdict = run_check(notebook, stub, stub)
    assert not verdict.passed and verdict.message.startswith("Not answered yet")
    assert "run the cell" not in verdict.message, "A page of the book has no kernel."


@pytest.mark.parametrize("notebook, label", IN_CHAPTERS)
def test_the_solution_in_the_dropdown_passes(notebook, label):
    verdict = run_check(notebook, read_solution(notebook, label), read_stub(notebook, label))
    assert verdict.passed, verdict.message
    assert verdict.message == f"Right. {find_exercise(label).why}"


@pytest.mark.parametrize("exercise, mistake", MISTAKES)
def test_each_mistake_gets_its_own_hint(exercise, mistake):
    verdict = check(exercise.name, mistake.answer)
    assert not verdict.passed
    assert verdict.message == f"Not yet. {mistake.hint}"


@pytest.mark.parametrize("exercise", list_exercises(), ids=lambda exercise: exercise.name)
def test_hints_differ_and_the_answer_passes(exercise):
    hints = [mistake.hint for mistake in exercise.mistakes] + [exercise.hint]
    assert len(exercise.mistakes) >= 2 and len(set(hints)) == len(hints)
    assert check(exercise.name, exercise.answer).passed


@pytest.mark.parametrize("exercise", list_exercises(), ids=lambda exercise: exercise.name)
def test_nonsense_gets_a_message_not_an_error(exercise):
    for answer in ("elephant", [1, "two"], {"a": 1}, object(), np.nan, lambda *_: "x", -12345.678):
        verdict = check(exercise.name, answer)
        assert not verdict.passed and verdict.message.startswith("Not yet.")


@given(st.floats(-1e6, 1e6))
def test_any_way_of_writing_a_number_is_the_same(number):
    for written in (number, np.float64(number), [number], (number,), np.array([[number]])):
        assert is_same(written, number)
    assert not is_same(number + 1 + abs(number), number)


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=9))
def test_any_way_of_writing_a_list_is_the_same(numbers):
    assert is_same(np.array(numbers), numbers) and is_same(tuple(numbers), np.array(numbers))
    assert not is_same(numbers[:-1], numbers)
    assert not is_same([number + 1 for number in numbers], numbers)


def test_tensors_pass():
    tf = pytest.importorskip("tensorflow")
    assert is_same(tf.constant(0.25), 0.25) and is_same([tf.constant(1.0), 2.0], [1, 2])
    assert is_same(tf.Variable([[1.0, 2.0]]), [1, 2])


def test_a_function_may_not_change_what_it_is_given():
    exercise = find_exercise("fill_with_mean")

    def fill_in_place(image, mask):
        image[mask] = exercise.answer(image, mask)[mask]
        return image

    verdict = check(exercise.name, fill_in_place)
    assert not verdict.passed and "Work on a copy" in verdict.message
    assert check(exercise.name, exercise.answer).passed


def test_two_decimals_are_enough_for_the_widened_level():
    assert check("widened_level", 99.96).passed
    assert not any(check("widened_level", wrong).passed for wrong in (99.9, 99.979, 99.98))


@pytest.mark.parametrize("notebook, label", IN_CHAPTERS)
def test_the_page_says_how_many_decimals_are_enough(notebook, label):
    exercise = find_exercise(label)
    if exercise.trials or isinstance(exercise.answer, str):
        return
    answer = np.array(exercise.answer, dtype=float)
    exact = np.allclose(np.round(answer, 3), answer, rtol=0, atol=1e-9)
    [text] = [text for text in read_cells(notebook, "markdown") if f":label: {label}\n" in text]
    words = ("no decimal", "one decimal", "two decimals", "three decimals")
    assert exact or words[exercise.decimals] in text.lower()


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(KeyError, match="share_missing"):
        check("no_such_exercise", 1)


NUMERIC = [exercise.name for exercise in list_exercises()
           if isinstance(exercise.answer, int | float) and not isinstance(exercise.answer, bool)]


@pytest.mark.parametrize("name", NUMERIC)
def test_a_number_with_an_imaginary_part_is_not_right(name):
    right = find_exercise(name).answer
    assert not check(name, complex(right, 7)).passed
    assert not check(name, [complex(right, 1e-3)]).passed
    assert not check(name, np.timedelta64(int(right), "s")).passed
    assert check(name, complex(right, 0)).passed and check(name, np.float64(right)).passed


def test_odd_answers_are_wrong_and_no_traceback():
    endless = []
    endless.append(endless)
    for name in (NUMERIC[0], *(exercise.name for exercise in list_exercises()
                               if isinstance(exercise.answer, str | tuple | list | dict))):
        for answer in (endless, 10 ** 400, 10 ** 5000, [10 ** 400], {}, {1: endless}, b"7",
                       object(), np.datetime64("2026-01-01"), float("nan"), [[1, 2], [3]], 3j):
            assert not check(name, answer).passed


class Closed:
    """Whoever looks at it is stopped."""

    def __getattr__(self, name):
        raise RuntimeError(name)

    __float__ = __len__ = __iter__ = __array__ = property(lambda self: 1 / 0)


class ClosedError(BaseException):
    def __str__(self):
        raise RuntimeError("no words")


def test_answers_that_let_nobody_look_at_them_are_wrong_and_no_traceback():
    def stop(error):
        def function(*arguments):
            raise error
        return function

    for exercise in list_exercises():
        answers = [Closed(), [Closed()], (0, [Closed()])]
        if exercise.trials:
            answers = [stop(error) for error in (ClosedError(), SystemExit(3), GeneratorExit())]
            answers += [lambda *_: Closed(), lambda *_: [Closed()]]
        for answer in answers:
            verdict = check(exercise.name, answer)
            assert not verdict.passed and verdict.message.startswith("Not yet. ")


def test_a_student_can_stop_a_check():
    def stop(*arguments):
        raise KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt):
        check("score_inside", stop)


@pytest.mark.parametrize("number", range(len(CHAPTERS)))
def test_an_exercise_has_the_same_number_on_the_page_and_in_the_code(number):
    [chapter] = (ROOT / "chapters").glob(f"{number:02}_*.ipynb")
    prose = "\n".join(cell.source for cell in nbformat.read(chapter, as_version=4).cells)
    on_page = re.findall(r"\{exercise\} (\d+\.\d+) [^\n]+\n:label: (\w+)\n:nonumber:", prose)
    code = (ROOT / f"inpaint_lib/course/exercises/chapter_{number}.py").read_text("utf-8")
    in_code = re.findall(r"# (\d+\.\d+)\n    Exercise\(\n        name=\"(\w+)\"", code)
    assert on_page == in_code
    assert [one for one, _ in on_page] == [f"{number}.{place + 1}" for place in range(len(on_page))]
    assert len(on_page) == prose.count("{exercise}") == code.count("Exercise(\n")
