"""How an answer is compared with the right one and with each likely mistake."""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

CHAPTERS = ("chapter_0", "chapter_1", "chapter_2", "chapter_3", "chapter_4", "chapter_5",
            "chapter_6")


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
        Largest accepted difference, relative to the larger of 1 and the right value.
    """

    name: str
    answer: Any
    why: str
    mistakes: tuple
    hint: str
    trials: tuple = ()
    tolerance: float = 1e-6


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


def is_same(given, wanted, tolerance=1e-6):
    """Tell whether two answers mean the same, however they are written.

    Scalars, lists, arrays and tensors are alike; axes of length one and the case of words do not
    count. The tolerance is relative to the larger of 1 and the wanted value.
    """
    try:
        if isinstance(wanted, str) or isinstance(given, str):
            return str(given).strip().lower() == str(wanted).strip().lower()
        given, wanted = _as_numbers(given), _as_numbers(wanted)
        if given.shape != wanted.shape:
            return False
        if wanted.dtype == bool or given.dtype == bool:
            return bool(given.dtype == wanted.dtype and np.array_equal(given, wanted))
        given, wanted = given.astype(np.float64), wanted.astype(np.float64)
    except (TypeError, ValueError, OverflowError, RecursionError):
        return False
    # An endless wanted value (the PSNR of no error) is met only by itself.
    endless = ~np.isfinite(wanted)
    near = np.abs(given - np.where(endless, 0, wanted)) <= tolerance * np.maximum(
        1, np.abs(np.where(endless, 0, wanted)))
    return bool(np.all(np.where(endless, given == wanted, near)))


def _run_trials(function, trials):
    results = []
    for arguments in trials:
        # Each trial gets its own copies, so that one that is written into spoils nothing.
        copies = [np.copy(part) if isinstance(part, np.ndarray) else part for part in arguments]
        results.append(function(*copies))
        if any(isinstance(part, np.ndarray) and not np.array_equal(part, copy)
               for part, copy in zip(arguments, copies)):
            raise ValueError("it changed the array it was given. Work on a copy: array.copy().")
    return results


def _matches(given, wanted, exercise):
    if exercise.trials:
        return all(is_same(one, other, exercise.tolerance)
                   for one, other in zip(given, _run_trials(wanted, exercise.trials)))
    if isinstance(wanted, Mapping):
        return isinstance(given, Mapping) and given.keys() == wanted.keys() and all(
            is_same(given[key], wanted[key], exercise.tolerance) for key in wanted)
    return is_same(given, wanted, exercise.tolerance)


def check(name, answer):
    """Say whether an answer is right; if not, give a hint; if it is blank, say so kindly.

    Parameters
    ----------
    name : str
        Name of the exercise, as printed in the chapter.
    answer : any
        A value, or a function where the exercise asks for one. Any correct way of writing it
        passes: Python and NumPy numbers, lists, arrays, tensors.

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
    Not answered yet: replace the dots (...) and run the cell again.
    """
    exercise = find_exercise(name)
    if is_blank(answer):
        return Verdict(False, "Not answered yet: replace the dots (...) and run the cell again.")
    if exercise.trials:
        if not isinstance(answer, Callable):
            return Verdict(False, "Not yet. This exercise asks for a function: pass its name "
                                  f"without brackets. What came was {type(answer).__name__}.")
        try:
            answer = _run_trials(answer, exercise.trials)
        except Exception as error:  # whatever a student's code raises becomes a message
            return Verdict(False, f"Not yet. Your function stopped with {type(error).__name__}: "
                                  f"{error}")
        if all(is_blank(part) for part in answer):
            return Verdict(False, "Not answered yet: your function returns nothing. "
                                  "Replace the dots (...) and run the cell again.")
    elif callable(answer) and not hasattr(answer, "numpy"):
        return Verdict(False, "Not yet. This exercise asks for a value, and a function came. "
                              "Did you forget to call it?")
    if _matches(answer, exercise.answer, exercise):
        return Verdict(True, f"Right. {exercise.why}")
    for mistake in exercise.mistakes:
        if _matches(answer, mistake.answer, exercise):
            return Verdict(False, f"Not yet. {mistake.hint}")
    return Verdict(False, f"Not yet. {exercise.hint}")
