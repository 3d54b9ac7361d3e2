"""A worksheet to print for each chapter, and the same with the answers for the teacher.

Predictions, exercises and quiz come from the chapter, its checks and `book/quizzes`.
"""

from html import escape

from inpaint_lib.course.exercises import find_exercise
from inpaint_lib.course.quizzes import load_quiz, write_quiz_markdown
from tools.chapters import find_title, list_predictions, read_notebook, read_tasks, write_plain
from tools.classroom.notebooks import write_note
from tools.classroom.pages import write_html, write_page

STYLE = "worksheets.css"
PREDICTION_LINES, SUM_LINES, FUNCTION_LINES = 2, 4, 8
BOX = "\u2610"
NAME = '<p class="name"><span>Name</span><span>Date</span></p>'


def make_worksheet(path, plan, answers=False):
    """Return the worksheet of a chapter as one HTML page.

    Parameters
    ----------
    path : pathlib.Path
        The chapter.
    plan : dict
        What `read_plan` returns.
    answers : bool
        Whether to print the answers, with what the teacher wants to know, in place of the room.
    """
    notebook = read_notebook(path)
    own = plan["chapters"][path.stem]["exercises"]
    heading = f"Chapter {int(path.stem[:2])}: {find_title(notebook)}"
    parts = [f"<h1>{escape(heading)}{' (answers)' if answers else ''}</h1>"]
    parts += [] if answers else [NAME]
    parts.append("<h2>Predict, before you see the result</h2>")
    for number, (place, text) in enumerate(list_predictions(notebook), start=1):
        place = place.removeprefix("Experiment: ")
        place = f"{place[0].upper()}{place[1:]}{'' if place.endswith('?') else '.'}"
        parts.append(make_block(f"**{number}.** *{place}* {text}",
                                "" if answers else draw_lines(PREDICTION_LINES)))
    if answers:
        parts.append("<p>Each is settled in the section it names; those from before the start, in "
                     "the course of the chapter and in its summary.</p>")
    parts.append("<h2>Exercises</h2>")
    for task in read_tasks(notebook):
        minutes = own[task.label]["minutes"]
        words = f"### {task.title} ({minutes} min)\n\n{write_plain(task.text)}"
        parts.append(make_block(words, draw_room(task)) if not answers else
                     write_html(f"{words}\n\n```python\n{task.solution}\n```\n\n"
                                + write_note(task, own[task.label]).split("\n\n", 1)[1]))
    parts += ["<h2>Quiz</h2>", write_quiz_html(path.stem, answers)]
    return write_page(heading, STYLE, "\n".join(parts))


def make_quiz_sheet(name, answers=False):
    """Return a quiz alone as one HTML page, for the quizzes before and after the course."""
    quiz = load_quiz(name)
    title = f"{quiz.title}{' (answers)' if answers else ''}"
    return write_page(quiz.title, STYLE, "\n".join([
        f"<h1>{escape(title)}</h1>", "" if answers else NAME, write_quiz_html(name, answers)]))


def write_quiz_html(name, answers):
    """Return the questions of a quiz, each kept on one page, with boxes to tick."""
    questions = write_quiz_markdown(name, answers).replace("- [ ]", f"- {BOX}").split("\n**")
    return "\n".join(make_block(text if text.startswith("**") else f"**{text}", "")
                     for text in questions)


def make_block(markdown, room):
    """Return a part of a sheet that is not torn by the end of a page."""
    return f'<div class="block">\n{write_html(markdown)}{room}</div>'


def draw_room(task):
    """Return room for an answer: lines, and for a function its first line above them."""
    if not find_exercise(task.label).trials:
        return draw_lines(SUM_LINES)
    return f"<pre>{escape(task.stub.splitlines()[0])}</pre>{draw_lines(FUNCTION_LINES)}"


def draw_lines(count):
    """Return empty lines to write on."""
    return '<div class="line"></div>' * count


def write_worksheets(folder, paths, plan):
    """Write all sheets, with and without answers; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    sheets = {}
    for ending, answers in (("", False), ("_answers", True)):
        for path in paths:
            sheets[f"{path.stem}{ending}"] = make_worksheet(path, plan, answers)
        for name in ("before", "after"):
            sheets[f"{name}{ending}"] = make_quiz_sheet(name, answers)
    for name, sheet in sheets.items():
        (folder / f"{name}.html").write_text(sheet, encoding="utf-8")
    return [folder / f"{name}.html" for name in sheets]
