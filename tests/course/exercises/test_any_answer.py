"""Any object as an answer: never a traceback, and never right unless it is the answer."""

import copy

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_lib.course.exercises import check, list_exercises

EXERCISES = {exercise.name: exercise for exercise in list_exercises()}
ERRORS = (ValueError("no"), KeyError(1), RecursionError(), MemoryError(), StopIteration(),
          SystemExit(3), GeneratorExit(), UserWarning("w"), OSError(2, "no"))


class Closed:
    """Whoever looks at it, or asks it for a number, is stopped."""

    def __getattr__(self, name):
        raise RuntimeError(name)

    __float__ = __len__ = __iter__ = __array__ = __repr__ = property(lambda self: 1 / 0)


def make_endless():
    endless = [1]
    endless.append(endless)
    return endless


def nest(answer, times):
    for _ in range(times):
        answer = [answer]
    return answer


SIMPLE = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(500, 6000).map(lambda n: 10 ** n),
    st.floats(), st.complex_numbers(), st.text(max_size=5), st.binary(max_size=3),
    st.fractions(), st.decimals(), st.dates(), st.just(...), st.builds(Closed), st.builds(object),
    st.builds(make_endless), st.sampled_from([np.ma.masked, np.float16(3), np.datetime64("NaT"),
                                              np.zeros((0, 3)), np.zeros((2,) * 9), len, int, np]))
NESTED = st.recursive(SIMPLE, lambda part: st.one_of(
    st.lists(part, max_size=4), st.lists(part, max_size=4).map(tuple),
    st.dictionaries(st.text(max_size=2), part, max_size=3),
    st.builds(nest, part, st.sampled_from([1, 30, 3000]))), max_leaves=6) | st.sets(st.integers())


@st.composite
def draw_functions(draw):
    way = draw(st.sampled_from(["raises", "returns", "given", "calls itself", "spoils", "exits"]))
    result, error = draw(NESTED), draw(st.sampled_from(ERRORS))

    def function(*arguments):
        if way == "raises":
            raise error
        if way == "calls itself":
            return function(*arguments)
        if way == "spoils" and isinstance(arguments[0], np.ndarray):
            arguments[0].flat[0] = 7
        return arguments if way == "given" else result
    return function


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.sampled_from(sorted(EXERCISES)), st.one_of(NESTED, draw_functions()))
def test_any_object_gets_a_verdict(name, answer):
    verdict = check(name, answer)
    assert str(verdict).startswith(("Not yet. ", "Not answered yet", "Right. "))
    # A number may be drawn that is right, a function that knows nothing may not.
    assert not (verdict.passed and callable(answer))


def spoil(answer, place, factor, tolerance, decimals):
    """Change one number of an answer by more than is allowed; None if there is none in it."""
    if isinstance(answer, str):
        return None
    numbers = np.array(answer.numpy() if hasattr(answer, "numpy") else answer)
    if numbers.dtype == bool and numbers.size:
        numbers.flat[place % numbers.size] ^= True
        return numbers
    if numbers.dtype.kind not in "iuf" or not numbers.size:
        return None
    numbers = numbers.astype(float)
    value = numbers.flat[place % numbers.size]
    allowed = 0 if decimals is None else 0.5 * 10.0 ** -decimals
    allowed += tolerance * np.clip(abs(value), 1, 1000) if np.isfinite(value) else 0
    numbers.flat[place % numbers.size] = (value + factor * (allowed + 1e-9) if np.isfinite(value)
                                          else 0)
    return numbers


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.sampled_from(sorted(EXERCISES)), st.integers(0, 9999),
       st.sampled_from([1.1, -1.1, 30, -30, 1e4, np.nan, np.inf]))
def test_one_wrong_number_is_not_right(name, place, factor):
    exercise, spoilt = EXERCISES[name], []

    def answer_almost(*arguments):
        right = exercise.answer(*arguments)
        spoilt.append(spoil(right, place, factor, exercise.tolerance, None))
        return right if spoilt[-1] is None else spoilt[-1]

    answer = answer_almost if exercise.trials else spoil(
        copy.deepcopy(exercise.answer), place, factor, exercise.tolerance, exercise.decimals)
    if exercise.trials:
        verdict = check(name, answer)
        assert not verdict.passed or all(one is None for one in spoilt)
    elif answer is not None:
        assert not check(name, answer).passed
