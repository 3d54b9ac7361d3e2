"""Write the table that says in which chapter each name of the library is first met.

``make book`` calls this; the page of the library includes what it writes.
"""

import ast
import importlib
import inspect

from tools.chapters import list_chapters, read_notebook
from tools.paths import ROOT

TABLE = ROOT / "_build" / "teaching" / "taught_in.md"


def find_first_chapters(paths):
    """Return room: {name: path of the first chapter that imports it}, in reading order."""
    found = {}
    for path in paths:
        for cell in read_notebook(path).cells:
            if cell.cell_type != "code":
                continue
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                        "inpaint_lib."):
                    names = found.setdefault(node.module.removeprefix("inpaint_lib."), {})
                    for alias in node.names:
                        names.setdefault(alias.name, path)
    return found


def find_file(room, name):
    """Return the dotted name under which the page of the library describes a name, or None."""
    # A function that keeps what it returns is wrapped.
    thing = getattr(importlib.import_module(f"inpaint_lib.{room}"), name, None)
    is_described = inspect.isfunction(inspect.unwrap(thing)) or inspect.isclass(thing)
    return f"{thing.__module__}.{name}" if is_described else None


def write_row(room, names):
    """Return a room's row: its names, each with a link to what it does and to its chapter."""
    entries = []
    for name, path in sorted(names.items()):
        target = find_file(room, name)
        link = f"{{py:obj}}`{name} <{target}>`" if target else f"`{name}`"
        entries.append(f"{link} [{int(path.stem[:2])}](../chapters/{path.name})")
    return f"| {room} | {', '.join(entries)} |"


def write_taught_in(path=TABLE):
    """Write the table where it has changed."""
    found = find_first_chapters(list_chapters())
    text = "\n".join(["| Room | Name, and the chapter that first uses it |", "|---|---|",
                      *(write_row(room, found[room]) for room in sorted(found))]) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
