"""The chapters as two sets of notebooks: for students without solutions, for teachers with them.

The prose becomes plain Markdown, so that the notebooks read well in any program.
"""

import re

import nbformat

from inpaint_lib.course.exercises import find_exercise
from inpaint_lib.course.quizzes import write_quiz_markdown
from tools.book.store_outputs import NOTEBOOK_METADATA
from tools.chapters import find_title, read_notebook, read_tasks, write_plain
from tools.classroom.mistakes import describe_mistakes
from tools.classroom.plan import write_section_table

TEACHER = "teacher"
FOLDED = re.compile(r"\s*The solutions? (?:is|are) folded away beneath\.")


def make_student_notebook(path):
    """Return a chapter without its solutions and outputs; the answers stay blank."""
    notebook = read_notebook(path)
    solutions = {task.cell_ids[2] for task in read_tasks(notebook)}
    return _join_cells(_copy_cell(cell) for cell in notebook.cells if cell.id not in solutions)


def make_teacher_notebook(path, plan, times):
    """Return the same cells with the solutions filled in, and notes marked by a tag.

    The notes give the time of each section, for each exercise its minutes, why the answer is
    right, the known wrong answers with what the student is told, and what to ask, and the answers
    to the quiz.
    """
    tasks = {task.cell_ids[1]: task for task in read_tasks(read_notebook(path))}
    cells = []
    for cell in make_student_notebook(path).cells:
        task = tasks.get(cell.id)
        if task:
            cell.source = f"{task.solution}\n\n{task.question}"
        cells.append(cell)
        if task:
            own = plan["chapters"][path.stem]["exercises"][task.label]
            cells.append(_make_note(task.label, write_note(task, own)))
        elif cell.source.rstrip().endswith(f'show_quiz("{path.stem}")'):
            cells.append(_make_note("quiz", "**For the teacher: the answers to the quiz**\n\n"
                                    + write_quiz_markdown(path.stem, answers=True)))
    title = find_title(read_notebook(path))
    cells.insert(1, _make_note("timing", f"**For the teacher: the time of {title}**\n\n"
                               + write_section_table(plan, path, times)))
    return _join_cells(cells)


def write_note(task, own):
    """Return what a teacher is told about one exercise, as plain Markdown."""
    return "\n\n".join([
        f"**For the teacher: {task.title} ({own['minutes']} min)**",
        f"**The answer.** {find_exercise(task.label).why} {write_plain(task.remark)}".rstrip(),
        f"**Wrong answers to expect, and what the check says to them**\n\n"
        f"{describe_mistakes(task.label)}",
        f"**Any other wrong answer.** {find_exercise(task.label).hint}",
        f"**Ask.** {own['ask']}"])


def name_cell(label, kind):
    """Return a valid cell id for an exercise's extra cell."""
    return re.sub(r"[^a-zA-Z0-9-]", "-", f"{kind}-{label}")[:64]


def _make_note(label, text):
    return nbformat.v4.new_markdown_cell(text, id=name_cell(label, TEACHER),
                                         metadata={"tags": [TEACHER]})


def _copy_cell(cell):
    source = cell.source if cell.cell_type == "code" else FOLDED.sub(
        "", write_plain(cell.source, keep_links=True))
    make = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
    return make[cell.cell_type](source, id=cell.id)


def _join_cells(cells):
    return nbformat.v4.new_notebook(cells=list(cells), metadata=NOTEBOOK_METADATA)
