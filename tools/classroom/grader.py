"""The chapters as assignments of nbgrader: cells with points, tests that call the same checks.

What students hand in is graded by ``check`` of `inpaint_lib.course.exercises`, as in the chapters.
A function is worth two points and any other answer one.
"""

import nbformat

from inpaint_lib.course.exercises import find_exercise
from tools.chapters import read_notebook, read_tasks
from tools.classroom.notebooks import make_student_notebook, name_cell

CONFIG = '''"""Settings of nbgrader for this course."""

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "filling_the_hole"
# The blank answer stands above each solution, so that only a line is left in its place.
c.ClearSolutions.code_stub = {"python": "# Replace the dots above, then run this cell."}
# A chapter trains a network; grading runs the whole chapter.
c.Execute.timeout = 600
'''


def count_points(label):
    """Return the points of an exercise."""
    return 2 if find_exercise(label).trials else 1


def make_assignment(path):
    """Return a chapter as the source of an nbgrader assignment, with its solutions.

    nbgrader takes the solutions out when it makes the students' version.
    """
    tasks = {task.cell_ids[1]: task for task in read_tasks(read_notebook(path))}
    notebook = make_student_notebook(path)
    cells = []
    for cell in notebook.cells:
        task = tasks.get(cell.id)
        if task:
            cell.source = (f"{task.stub}\n### BEGIN SOLUTION\n{task.solution}\n### END SOLUTION\n\n"
                           f"{task.question}")
            cell.metadata["nbgrader"] = _write_metadata(task.label, solution=True)
        cells.append(cell)
        if task:
            cells.append(_make_test(task))
    notebook.cells = cells
    return notebook


def _make_test(task):
    points = count_points(task.label)
    source = (f"# Graded: {points} point{'s' if points > 1 else ''}. Before grading this cell is "
              f"set back to this text.\nfrom inpaint_lib.course.exercises import check\n\n"
              f"verdict = {task.question}\nassert verdict.passed, verdict.message")
    metadata = _write_metadata(f"test_{task.label}", grade=True, locked=True, points=points)
    return nbformat.v4.new_code_cell(source, id=name_cell(task.label, "test"),
                                     metadata={"nbgrader": metadata})


def _write_metadata(grade_id, **settings):
    return {"grade_id": grade_id, "schema_version": 3, "cell_type": "code", "task": False,
            "grade": False, "solution": False, "locked": False, **settings}
