"""Quizzes: questions whose every option has an answer of its own, on a page or on paper.

The questions lie in ``book/quizzes/``, one JSON file a quiz. From it come the quiz at the end of
each chapter (`show_quiz`), the page *Before and after*, and the worksheets
(`write_quiz_markdown`). Nothing in a shown quiz is a script: it works without a kernel, in a saved
page and with the network off.
"""

from inpaint_lib.quizzes.page import show_quiz, write_quiz_html  # noqa: F401
from inpaint_lib.quizzes.questions import (  # noqa: F401
    Option, Question, Quiz, list_quizzes, load_quiz, read_quiz)
from inpaint_lib.quizzes.worksheet import write_quiz_markdown  # noqa: F401
