"""The chapters keep to the house's measures, and show the library's own functions."""

import ast
import importlib
import pkgutil
import re
import statistics
import subprocess
import sys

import pytest

import inpaint_lib
from tests.paths import CHAPTERS, ROOT
from tools.book.store_outputs import read_notebook

ROOMS = ["What you will be able to do", "Minutes needed", "The question", "Predict", "Experiment",
         "What went wrong", "Exercises", "Summary", "Further reading"]
HIDING_TAGS = {"hide-cell", "hide-input", "hide-output", "remove-cell", "remove-input",
               "remove-output", "nbval-skip", "nbval-ignore-output"}
MOST_WORDS = 5_500


def list_cells(chapter, kind):
    return [cell for cell in read_notebook(chapter).cells if cell.cell_type == kind]


def count_code_lines(source):
    lines = [line.strip() for line in source.splitlines()]
    return sum(bool(line) and not line.startswith("#") for line in lines)


def count_words(source):
    """Count all that stands between blanks: numbers, formulas and directives are words, too."""
    return len(source.split())


def test_words_and_lines_are_counted():
    assert count_words("## Two words\n```{exercise} One\n:label: x\nIn 3 of $a + b$.\n```\n") == 14
    assert count_code_lines("# why\n\na = 1\n    b = 2  # how") == 2


def test_cells_are_short(chapter):
    lengths = sorted(count_code_lines(cell.source) for cell in list_cells(chapter, "code"))
    assert statistics.median(lengths) <= 5
    assert statistics.quantiles(lengths, n=10, method="inclusive")[-1] <= 12
    assert lengths[-1] <= 15


def test_prose_outweighs_code(chapter):
    prose, code = list_cells(chapter, "markdown"), list_cells(chapter, "code")
    assert len(prose) >= 1.2 * len(code)
    words = sum(count_words(cell.source) for cell in prose)
    assert words >= 15 * sum(count_code_lines(cell.source) for cell in code)
    assert words <= MOST_WORDS


def test_nothing_is_hidden(chapter):
    for cell in read_notebook(chapter).cells:
        assert not HIDING_TAGS & set(cell.metadata.get("tags", [])), cell.source
        assert not cell.metadata.get("jupyter"), cell.source


def test_every_room_is_there(chapter):
    source = "\n".join(cell.source for cell in list_cells(chapter, "markdown"))
    headings = re.findall(r"^## (.+)$", source, re.MULTILINE)
    missing = [room for room in ROOMS
               if not any(heading.startswith(room) for heading in headings)]
    assert not missing


def test_four_exercises_have_their_check_and_solution(chapter):
    prose = "\n".join(cell.source for cell in list_cells(chapter, "markdown"))
    code = "\n".join(cell.source for cell in list_cells(chapter, "code"))
    labels = re.findall(r"\{exercise\}[^\n]*\n:label: (\S+)", prose)
    assert len(labels) >= 4
    assert sorted(labels) == sorted(re.findall(r"\{solution\} (\S+)\n:class: dropdown", prose))
    assert all(f'check("{label}"' in code for label in labels)


def find_library_functions():
    """Return name: set of syntax trees, for every function and class the library defines."""
    trees = {}
    for module in pkgutil.walk_packages(inpaint_lib.__path__, "inpaint_lib."):
        source = importlib.util.find_spec(module.name).origin
        with open(source, encoding="utf-8") as file:
            for node in ast.parse(file.read()).body:
                if isinstance(node, ast.FunctionDef | ast.ClassDef):
                    trees.setdefault(node.name, set()).add(dump_without_docstring(node))
    return trees


def dump_without_docstring(node):
    """Return the syntax of a function as text, without docstring and type hints."""
    if ast.get_docstring(node) is not None:
        node.body = node.body[1:]
    node.returns = None
    for part in ast.walk(node):
        if isinstance(part, ast.arg):
            part.annotation = None
    return ast.dump(node)


def is_stub(node):
    """Tell whether a function is an exercise's blank: nothing but dots."""
    return ast.dump(node.body[0]) == ast.dump(ast.parse("...").body[0])


def test_a_changed_function_is_noticed():
    shown = ast.parse("def f(a):\n    return a + 1").body[0]
    same = ast.parse('def f(a: int) -> int:\n    """Doc."""\n    return a + 1').body[0]
    other = ast.parse("def f(a):\n    return a + 2").body[0]
    assert dump_without_docstring(shown) == dump_without_docstring(same)
    assert dump_without_docstring(shown) != dump_without_docstring(other)


def test_functions_shown_are_the_librarys(chapter):
    library = find_library_functions()
    for cell in list_cells(chapter, "code"):
        for node in ast.parse(cell.source).body:
            if isinstance(node, ast.FunctionDef) and node.name in library and not is_stub(node):
                assert dump_without_docstring(node) in library[node.name], node.name


def test_some_functions_are_shown():
    shown = {node.name for chapter in CHAPTERS for cell in list_cells(chapter, "code")
             for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.FunctionDef)}
    assert len(shown & set(find_library_functions())) >= 3


@pytest.mark.parametrize("what", ["inpaint_lib", "tests", "tools", "chapters"])
def test_ruff_finds_no_fault(what):
    run = subprocess.run([sys.executable, "-m", "ruff", "check", what], cwd=ROOT,
                         capture_output=True, text=True)
    assert run.returncode == 0, run.stdout
