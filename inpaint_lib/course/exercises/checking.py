"""How an answer is compared with the right one and with each likely mistake."""

import importlib
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import numpy as np

CHAPTERS = ("chapter_0", "chapter_1", "chapter_2", "chapter_3", "chapter_4", "chapter_5",
            "chapter_6", "chapter_7", "chapter_8")
TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True)
class Mistake:
    """A wrong value or function that students are likely to answer, and the hint it deserves."""

    answer: Any
    hint: str


@dataclass(frozen=True)
class Exercise:
    """One question with its answer, its likely mistakes and the reason why the answer is right.

    Attributes
    ----------
    name : str
        Unique in the book; the same as the label of the exercise in the chapter.
    answer : any
        A number, a sequence of numbers, a string, a bool, or a function.
    mistakes : tuple of Mistake
        At least two; `hint` is for any other wrong answer.
    trials : tuple of tuple
        For a function: the arguments it is tried on.
    tolerance : float
        Largest accepted difference, times the right value, which counts as at least 1 and at most
        1000, so that whole numbers are exact.
    decimals : int or None
        For numbers: rounded to so many decimals, or to more, an answer is right too.
    """

    name: str
    answer: Any
    why: str
    mistakes: tuple
    hint: str
    trials: tuple = ()
    tolerance: float = 1e-6
    decimals: int | None = None


@dataclass(frozen=True)
class Verdict:
    """What `check` says. Shown as its message."""

    passed: bool
    message: str

    def __repr__(self):
        return self.message


def find_exercise(name):
    """Return the exercise of that name; a KeyError lists the names there are."""
    exercises = {exercise.name: exercise for exercise in list_exercises()}
    if name not in exercises:
        raise KeyError(f"No exercise is called {name!r}. There are: {', '.join(exercises)}.")
    return exercises[name]


def list_exercises(chapter=None):
    """Return the exercises of one chapter, such as ``"chapter_0"``, or of all."""
    names = CHAPTERS if chapter is None else (chapter,)
    modules = [importlib.import_module(f"inpaint_lib.course.exercises.{name}") for name in names]
    return [exercise for module in modules for exercise in module.EXERCISES]


def is_blank(answer):
    """Tell whether nothing was answered yet: None, ``...``, or an empty string or sequence.

    Examples
    --------
    >>> is_blank(...), is_blank(0)
    (True, False)
    """
    if answer is None or answer is Ellipsis:
        return True
    if isinstance(answer, str):
        return not answer.strip()
    if isinstance(answer, (list, tuple)):
        try:
            return all(is_blank(part) for part in answer)
        except RecursionError:  # a list that holds itself
            return False
    return False


def has_gap(answer):
    """Tell whether something in a list is not filled in yet, at any depth."""
    if not isinstance(answer, (list, tuple)):
        return is_blank(answer)
    try:
        return any(has_gap(part) for part in answer)
    except RecursionError:  # a list that holds itself
        return False


def read_text(answer):
    """Return the numbers and truths that texts spell, such as "3.927" or "True"."""
    try:
        if isinstance(answer, (list, tuple)):
            return [read_text(part) for part in answer]
        word = answer.strip().lower() if isinstance(answer, str) else None
        return answer if word is None else TRUTHS[word] if word in TRUTHS else float(word)
    except (ValueError, RecursionError):  # no number, or a list that holds itself
        return answer


def is_same_word(given, wanted):
    """Tell whether a name or some letters are meant, in a list or not, with or without stops.

    Examples
    --------
    >>> is_same_word(["C"], "C"), is_same_word("B: a sentence", "B"), is_same_word("c, b", "BC")
    (True, True, True)
    """
    parts = [given] if isinstance(given, str) else given
    if not isinstance(parts, (list, tuple, set, np.ndarray)) or not all(
            isinstance(part, str) for part in parts):
        return False
    words = re.findall(r"\w+", " ".join(part.partition(":")[0] for part in parts).lower())
    if wanted.isupper():  # letters, in any order
        return set("".join(word for word in words if word != "and")) == set(wanted.lower())
    return words == [wanted.lower()]


def _as_numbers(value):
    # A tensor or a variable of TensorFlow turns into an array by its numpy method.
    if hasattr(value, "numpy"):
        value = value.numpy()
    if isinstance(value, (list, tuple)):
        value = [part.numpy() if hasattr(part, "numpy") else part for part in value]
    numbers = np.squeeze(np.asarray(value))
    if numbers.dtype.kind in "mM" or numbers.dtype.kind == "c" and np.any(numbers.imag):
        raise TypeError("dates, spans of time and numbers with an imaginary part are no answer")
    return numbers.real


def _is_rounded(given, wanted, decimals):
    """Tell of each number whether it is the wanted one, rounded to these decimals or to more."""
    rounded = np.zeros(given.shape, dtype=bool)
    for places in range(decimals, 7):
        whole = np.abs(given * 10 ** places - np.round(given * 10 ** places)) < 1e-3
        rounded |= whole & (np.abs(given - wanted) * 10 ** places <= 0.5 + 1e-6)
    # Rounding that leaves nothing of a small number says nothing.
    return rounded & (np.abs(given - wanted) <= 0.05 * np.abs(wanted))


def is_same(given, wanted, tolerance=1e-6, decimals=None):
    """Tell whether two answers mean the same, however they are written.

    Scalars, lists, arrays and tensors are alike; axes of length one do not count. For `tolerance`
    and `decimals` see `Exercise`.
    """
    try:
        given, wanted = _as_numbers(given), _as_numbers(wanted)
        if given.shape != wanted.shape or given.dtype.kind in "USV":
            return False
        if wanted.dtype == bool:
            return bool(np.array_equal(given, wanted))
        if given.dtype == bool:
            return False
        given, wanted = given.astype(np.float64), wanted.astype(np.float64)
    except (TypeError, ValueError, OverflowError, RecursionError):
        return False
    # An endless wanted value (the PSNR of no error) is met only by itself.
    endless = ~np.isfinite(wanted)
    finite = np.where(endless, 0, wanted)
    near = np.abs(given - finite) <= tolerance * np.clip(np.abs(finite), 1, 1000)
    if decimals is not None:
        near |= _is_rounded(given, finite, decimals)
    equal = (given == wanted) | (np.isnan(given) & np.isnan(wanted))
    return bool(np.all(np.where(endless, equal, near)))


class TrialError(Exception):
    """A function stopped, or changed what it was given; says so in a sentence to the student."""


def _is_unchanged(one, other):
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_is_unchanged, one, other))
    return one == other


def _spell(error):
    try:
        return f"{type(error).__name__}: {error}"
    except Exception:  # an error of the student's own that cannot be shown
        return type(error).__name__


def _run_trials(function, trials):
    results = []
    for arguments in trials:
        # Each trial gets its own copies, so that one that is written into spoils nothing.
        copies = deepcopy(arguments)
        try:
            results.append(function(*copies))
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # whatever a student's code raises becomes a message
            shown = ", ".join(map(repr, arguments))
            raise TrialError(f"Your function stopped with {_spell(error)}"
                             + f" (given {shown})" * (len(shown) < 60)) from error
        for one, other in zip(arguments, copies):
            if not _is_unchanged(one, other):
                kind, copy = (("list", "list(...)") if isinstance(one, list) else
                              ("array", "array.copy()"))
                raise TrialError(f"Your function changed the {kind} it was given. Work on a copy: "
                                 f"{copy}.")
    return results


def _matches(given, wanted, exercise):
    if exercise.trials:
        return all(is_same(one, other, exercise.tolerance)
                   for one, other in zip(given, _run_trials(wanted, exercise.trials)))
    if isinstance(wanted, str):
        return is_same_word(given, wanted)
    return is_same(read_text(given), wanted, exercise.tolerance, exercise.decimals)


@np.errstate(all="ignore")  # what is wrong may divide by zero on its way to its hint
def check(name, answer):
    """Say whether an answer is right; if not, give a hint; if it is blank, say so kindly.

    Parameters
    ----------
    name : str
        Name of the exercise, as printed in the chapter.
    answer : any
        A value, or a function where the exercise asks for one. Any correct way of writing it
        passes: Python and NumPy numbers, texts that spell them, lists, arrays, tensors.

    Returns
    -------
    Verdict
        ``passed`` and ``message``; a notebook shows the message.

    Raises
    ------
    KeyError
        If there is no exercise of that name.

    Examples
    --------
    >>> check("share_missing", ...)
    Not answered yet: the dots (...) stand where your answer goes.
    """
    exercise = find_exercise(name)
    try:
        return _judge(exercise, answer)
    except Exception as error:  # an answer may be an object that lets nobody look at it
        return Verdict(False, "Not yet. What came cannot be read as an answer: looking at it stops "
                              f"with {_spell(error)}.")


def _judge(exercise, answer):
    if is_blank(answer):
        return Verdict(False, "Not answered yet: the dots (...) stand where your answer goes.")
    if exercise.trials:
        if not isinstance(answer, Callable):
            return Verdict(False, "Not yet. This exercise asks for a function: pass its name "
                                  f"without brackets. What came was {type(answer).__name__}.")
        try:
            answer = _run_trials(answer, exercise.trials)
        except TrialError as error:
            return Verdict(False, f"Not yet. {error}")
        if all(is_blank(part) for part in answer):
            return Verdict(False, "Not answered yet: your function returns nothing. "
                                  "The dots (...) stand where your answer goes.")
        if any(part is None or has_gap(part) and not is_blank(part) for part in answer):
            return Verdict(False, "Not yet. Dots (...) are left in what your function returns, or "
                                  "it returns nothing for some of its trials.")
    elif callable(answer) and not hasattr(answer, "numpy"):
        return Verdict(False, "Not yet. This exercise asks for a value, and a function came. "
                              "Did you forget to call it?")
    elif has_gap(answer):
        return Verdict(False, "Not yet. Dots (...) are left in your answer: replace all of them.")
    if _matches(answer, exercise.answer, exercise):
        return Verdict(True, f"Right. {exercise.why}")
    for mistake in exercise.mistakes:
        if _matches(answer, mistake.answer, exercise):
            return Verdict(False, f"Not yet. {mistake.hint}")
    return Verdict(False, f"Not yet. {exercise.hint}")
