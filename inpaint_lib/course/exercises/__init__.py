"""Exercises that check themselves: ``check("name", answer)`` says right, or gives a hint.

An exercise knows its answer and the wrong answers students are likely to give. A wrong answer
that is one of those gets the hint written for it; any other gets the general one.
"""

from inpaint_lib.course.exercises.checking import (  # noqa: F401
    Exercise, Mistake, Verdict, check, find_exercise, list_exercises)
