"""The directive ``{quiz} name``: a quiz of book/quizzes/ on a prose page.

The chapters show theirs with a cell, which JupyterLab understands as well.
"""

from docutils import nodes
from docutils.parsers.rst import Directive

from inpaint_lib.course.quizzes import find_quizzes, load_quiz, write_quiz_html


def link_to_chapter(chapter, anchor):
    """Return the address of a chapter's section, seen from a page in book/."""
    return f"../chapters/{chapter}.html#{anchor}"


class QuizDirective(Directive):
    """Put the quiz that is named after the directive into the page."""

    required_arguments = 1

    def run(self):
        name = self.arguments[0]
        for file in (f"{name}.json", "quiz.css"):
            self.state.document.settings.env.note_dependency(str(find_quizzes() / file))
        try:
            page = write_quiz_html(load_quiz(name), link_to_chapter)
        except (KeyError, ValueError) as error:
            raise self.error(error.args[0])
        return [nodes.raw("", page, format="html")]


def setup(app):
    """Tell Sphinx about the directive."""
    app.add_directive("quiz", QuizDirective)
    return {"parallel_read_safe": True}
