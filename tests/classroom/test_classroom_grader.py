"""nbgrader itself: it makes the students' version of a chapter and grades what comes back."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from tests.paths import CHAPTERS
from tools.chapters import read_notebook, read_tasks
from tools.classroom.grader import CONFIG, count_points, make_assignment

CHAPTER = CHAPTERS[0]
NAME = CHAPTER.stem
TASKS = read_tasks(read_notebook(CHAPTER))
POINTS = {task.label: count_points(task.label) for task in TASKS}
NUMBERS = [task.label for task in TASKS if not task.stub.startswith("def")]


def run_nbgrader(folder, command):
    """Run a command of nbgrader in a course folder."""
    binaries = Path(sys.executable).parent
    run = subprocess.run(
        [binaries / "nbgrader", command, NAME], cwd=folder, capture_output=True, text=True,
        env={**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}",
             "JUPYTER_CONFIG_DIR": str(folder / "jupyter")})
    assert run.returncode == 0, run.stderr


def answer_wrong(task):
    """Return a wrong answer to an exercise: no number is 12345, and no function returns None."""
    return task.stub.replace("...", "12345" if task.label in NUMBERS else "return None")


def hand_in(folder, student, answers, cheat=False):
    """Put a student's notebook where nbgrader looks for it; ``cheat`` empties the graded cells."""
    notebook = nbformat.read(folder / "release" / NAME / f"{NAME}.ipynb", as_version=4)
    for cell in notebook.cells:
        settings = cell.metadata.get("nbgrader", {})
        if settings.get("grade_id") in answers:
            cell.source = answers[settings["grade_id"]]
        if settings.get("grade") and cheat:
            cell.source = "pass"
    target = folder / "submitted" / student / NAME / f"{NAME}.ipynb"
    target.parent.mkdir(parents=True)
    nbformat.write(notebook, target)


@pytest.fixture(scope="module")
def grades(tmp_path_factory):
    """Return student: points of each exercise, as nbgrader gives them."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    source = folder / "source" / NAME / f"{NAME}.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(make_assignment(CHAPTER), source)
    run_nbgrader(folder, "generate_assignment")
    right = {task.label: f"{task.solution}\n\n{task.question}" for task in TASKS}
    wrong = {task.label: f"{answer_wrong(task)}\n\n{task.question}" for task in TASKS}
    hand_in(folder, "right", right)
    hand_in(folder, "blank", {})
    hand_in(folder, "wrong", wrong)
    hand_in(folder, "half", {label: right[label] for label in NUMBERS})
    hand_in(folder, "cheat", wrong, cheat=True)
    run_nbgrader(folder, "autograde")
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        return {student: {grade.name.removeprefix("test_"): grade.score for grade in
                          book.find_submission_notebook(NAME, NAME, student).grades}
                for student in ("right", "blank", "wrong", "half", "cheat")}


@pytest.mark.slow
def test_nbgrader_gives_each_its_points(grades):
    nothing = dict.fromkeys(POINTS, 0)
    assert sum(POINTS.values()) == 9
    assert grades == {
        "right": POINTS, "blank": nothing, "wrong": nothing, "cheat": nothing,
        "half": {label: POINTS[label] if label in NUMBERS else 0 for label in POINTS}}


def test_wrong_answers_are_wrong_and_not_blank():
    for task in TASKS:
        assert "..." not in answer_wrong(task)
