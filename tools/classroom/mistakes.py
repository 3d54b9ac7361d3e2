"""The wrong answers that the exercises know, as their authors wrote them down.

`inpaint_lib/course/exercises` keeps each as a value or a function. A teacher wants to see how a
student came to it, ``16 / 128`` rather than 0.125, so the words are read from the source.
"""

import ast
from functools import lru_cache
from pathlib import Path

from inpaint_lib.course import exercises
from inpaint_lib.course.exercises.checking import CHAPTERS, find_exercise

FOLDER = Path(exercises.__file__).parent


@lru_cache(maxsize=None)
def read_mistake_sources():
    """Return exercise name: list of the code of each known mistake, in the library's order."""
    sources = {}
    for chapter in CHAPTERS:
        tree = ast.parse((FOLDER / f"{chapter}.py").read_text(encoding="utf-8"))
        functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Exercise":
                words = {keyword.arg: keyword.value for keyword in call.keywords}
                sources[words["name"].value] = [
                    ast.unparse(functions.get(getattr(mistake.args[0], "id", ""), mistake.args[0]))
                    for mistake in words["mistakes"].elts]
    return sources


def describe_mistakes(name):
    """Return plain Markdown: one item for each known wrong answer, with what the student is told.

    The value stands beside the code where the code is a sum to be done.
    """
    items = []
    for code, mistake in zip(read_mistake_sources()[name], find_exercise(name).mistakes):
        if "\n" in code:
            shown = "\n\n  ```python\n" + "\n".join(f"  {line}" for line in code.splitlines())
            items.append(f"- A function such as{shown}\n  ```\n\n  {mistake.hint}")
        else:
            value = _write_value(code, mistake.answer)
            items.append(f"- `{_strip_lambda(code)}`{value}: {mistake.hint}")
    return "\n".join(items)


def _write_value(code, answer):
    if not isinstance(answer, float):
        return ""
    number = f"{answer:.5g}"
    return "" if number == code else f", which is {number}"


def _strip_lambda(code):
    tree = ast.parse(code, mode="eval").body
    return ast.unparse(tree.body) if isinstance(tree, ast.Lambda) else code
