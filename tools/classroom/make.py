"""Write what a class needs into ``_build/classroom``, all of it from the chapters.

`make classroom` calls this.
"""

import shutil
import sys

import nbformat

from tools.book.repository import fill_in_address, find_repository
from tools.browser import find_browser
from tools.chapters import list_chapters
from tools.classroom.grader import CONFIG, make_assignment
from tools.classroom.notebooks import make_student_notebook, make_teacher_notebook
from tools.classroom.pages import print_pdf
from tools.classroom.plan import read_plan
from tools.classroom.slides import write_slides
from tools.classroom.worksheets import write_worksheets
from tools.paths import ROOT
from tools.run_times.sections import read_times

CLASSROOM = ROOT / "_build" / "classroom"


def write_notebooks(folder, paths):
    """Write the students' set, the teachers' set and the assignments of nbgrader."""
    plan, times, address = read_plan(), read_times(), find_repository()
    for path in paths:
        name = path.name
        for place, notebook in (
                (f"student/{name}", make_student_notebook(path)),
                (f"teacher/{name}", make_teacher_notebook(path, plan, times)),
                (f"nbgrader/source/{path.stem}/{name}", make_assignment(path))):
            target = folder / place
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(fill_in_address(nbformat.writes(notebook), address),
                              encoding="utf-8")
    (folder / "nbgrader" / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")


def write_pdfs(files):
    """Print the pages where there is a Chromium; return how many."""
    browser = find_browser()
    if not browser:
        print("No Chromium was found: print the slides and sheets from your own browser.")
        return 0
    for file in files:
        print_pdf(file, browser)
    return len(files)


def main():
    """Write everything anew and return the exit code."""
    shutil.rmtree(CLASSROOM, ignore_errors=True)
    chapters = list_chapters()
    write_notebooks(CLASSROOM, chapters)
    try:
        pages = [*write_worksheets(CLASSROOM / "worksheets", chapters, read_plan()),
                 *write_slides(CLASSROOM / "slides", chapters)]
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 1
    printed = write_pdfs(pages)
    print(f"{CLASSROOM.relative_to(ROOT)}: {3 * len(chapters)} notebooks, {len(pages)} decks and "
          f"sheets, {printed} of them as PDF")
    return 0


if __name__ == "__main__":
    sys.exit(main())
