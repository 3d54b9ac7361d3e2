"""The notebooks for students, for teachers and for nbgrader: one source, nothing apart."""

import ast
import os

import pytest
from nbgrader.preprocessors import ClearSolutions
from traitlets.config import Config

from inpaint_lib.course.exercises import check, find_exercise, list_exercises
from tests.paths import CHAPTERS
from tools.chapters import read_notebook, read_sections, read_tasks, write_plain
from tools.classroom.grader import count_points, make_assignment
from tools.classroom.mistakes import read_mistake_sources
from tools.classroom.notebooks import TEACHER, make_student_notebook, make_teacher_notebook
from tools.classroom.plan import (find_minutes, is_extra, list_steps, read_plan,
                                  read_stated_minutes, write_section_table, write_tables)

PLAN = read_plan()
SESSIONS = [session for plan in PLAN["plans"] for session in plan["sessions"]]


def answer_cells(notebook, chapter):
    """Return label: source of the code cell of each exercise."""
    sources = {cell.id: cell.source for cell in notebook.cells}
    return {task.label: sources[task.cell_ids[1]] for task in read_tasks(read_notebook(chapter))}


def run_answer(chapter, source):
    """Run the first code cell of a chapter and an exercise's cell; return what check says."""
    namespace = {}
    first = next(cell for cell in read_notebook(chapter).cells
                 if cell.cell_type == "code" and "import check" in cell.source)
    exec(first.source, namespace)
    *before, question = ast.parse(source).body
    exec(compile(ast.Module(before, []), "answer", "exec"), namespace)
    return eval(ast.unparse(question), namespace)


def test_both_sets_have_the_same_cells_but_for_solutions(chapter):
    student = make_student_notebook(chapter).cells
    teacher = [cell for cell in make_teacher_notebook(chapter, PLAN, {}).cells
               if TEACHER not in cell.metadata.get("tags", [])]
    answers = {task.cell_ids[1] for task in read_tasks(read_notebook(chapter))}
    assert [cell.id for cell in student] == [cell.id for cell in teacher]
    assert {one.id for one, other in zip(student, teacher) if one.source != other.source} == answers


def test_a_student_gets_no_solution_and_no_note(chapter):
    text = "\n".join(cell.source for cell in make_student_notebook(chapter).cells)
    assert "{solution}" not in text and "folded away" not in text and "For the teacher" not in text
    for task in read_tasks(read_notebook(chapter)):
        assert task.solution not in text and (not task.remark or task.remark not in text)


def test_each_student_answer_is_blank(chapter):
    for label, source in answer_cells(make_student_notebook(chapter), chapter).items():
        assert run_answer(chapter, source).message.startswith("Not answered yet"), label


def test_each_teacher_solution_passes(chapter):
    for label, source in answer_cells(make_teacher_notebook(chapter, PLAN, {}), chapter).items():
        assert run_answer(chapter, source).passed, label


def test_every_exercise_has_notes(chapter):
    cells = {cell.id: cell.source for cell in make_teacher_notebook(chapter, PLAN, {}).cells}
    own = PLAN["chapters"][chapter.stem]["exercises"]
    tasks = read_tasks(read_notebook(chapter))
    assert list(own) == [task.label for task in tasks]
    for task in tasks:
        note = cells[f"teacher-{task.label}".replace("_", "-")]
        assert own[task.label]["ask"] in note
        assert all(mistake.hint in note for mistake in find_exercise(task.label).mistakes)


def test_a_teacher_gets_the_answers_to_the_quiz_and_the_minutes(chapter):
    notes = {cell.id: cell.source for cell in make_teacher_notebook(chapter, PLAN, {}).cells
             if TEACHER in cell.metadata.get("tags", [])}
    assert notes["teacher-quiz"].count("**Right.**") == 5
    assert "| Exercises |" in notes["teacher-timing"]


def test_run_times_are_shown_once_they_are_measured(chapter):
    heading = read_sections(read_notebook(chapter))[1].heading
    row = {"seconds": "12.3", "processor_seconds": "0.4"}
    table = write_section_table(PLAN, chapter, {(chapter.stem, heading): row})
    assert "| 12 s | below 1 s |" in table and "Run" in table
    assert "Run" not in write_section_table(PLAN, chapter, {})


def test_known_mistakes_are_read_as_written():
    sources = read_mistake_sources()
    assert set(sources) == {exercise.name for exercise in list_exercises()}
    for exercise in list_exercises():
        assert len(sources[exercise.name]) == len(exercise.mistakes)
    assert not check("share_missing", eval(sources["share_missing"][0])).passed


def test_planned_minutes_are_those_the_chapter_states(chapter):
    headings = [section.heading for section in read_sections(read_notebook(chapter))]
    reading = sum(find_minutes(PLAN, chapter.stem, heading) for heading in headings
                  if heading != "Exercises" and not is_extra(PLAN, heading))
    assert (reading, find_minutes(PLAN, chapter.stem, "Exercises")) == read_stated_minutes(
        read_notebook(chapter))
    assert set(PLAN["chapters"][chapter.stem]["minutes"]) <= set(headings)


def test_a_section_without_minutes_is_named():
    with pytest.raises(KeyError, match="no minutes for 'Unheard of'"):
        find_minutes(PLAN, CHAPTERS[0].stem, "Unheard of")


@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session["title"])
def test_a_session_fits_its_time(session):
    assert 0 <= session["minutes"] - sum(step[2] for step in list_steps(PLAN, session)) <= 15


def test_tables_are_written_where_they_have_changed(tmp_path):
    write_tables(tmp_path)
    tables = sorted(tmp_path.glob("*.md"))
    assert len(tables) == 4
    text = tables[0].read_text(encoding="utf-8")
    tables[0].write_text("old")
    for table in tables:
        os.utime(table, (0, 0))
    write_tables(tmp_path)
    # The book reads a page anew when a table in it is newer.
    assert [table.stat().st_mtime == 0 for table in tables] == [False, True, True, True]
    assert tables[0].read_text(encoding="utf-8") == text


def test_markup_without_a_plain_form_is_refused():
    assert write_plain("a {term}`mask <masks>` {cite}`x2000`.") == "a mask."
    with pytest.raises(ValueError, match="No plain way"):
        write_plain("{figure}`a<b`")


def test_a_playground_is_named_where_none_can_run():
    plain = write_plain("```{playground} paint\nPaint a hole.\n```")
    assert plain == "> **On the page of the book**\n>\n> Paint a hole."


def test_an_assignment_has_an_answer_and_a_graded_cell_for_each_exercise(chapter):
    marked = [cell for cell in make_assignment(chapter).cells if "nbgrader" in cell.metadata]
    settings = [cell.metadata["nbgrader"] for cell in marked]
    labels = [task.label for task in read_tasks(read_notebook(chapter))]
    assert [one["grade_id"] for one in settings] == [
        name for label in labels for name in (label, f"test_{label}")]
    assert [one["points"] for one in settings if one["grade"]] == list(map(count_points, labels))
    assert all(one["locked"] for one in settings if one["grade"])


def test_nbgrader_leaves_students_the_blank_answer(chapter):
    clear = ClearSolutions(config=Config(ClearSolutions={"code_stub": {"python": "# here"}}))
    released = clear.preprocess(make_assignment(chapter), {})[0]
    for label, source in answer_cells(released, chapter).items():
        assert run_answer(chapter, source).message.startswith("Not answered yet"), label
