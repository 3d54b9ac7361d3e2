"""A chapter taken apart: its sections, predictions and exercises, and its prose as plain Markdown.

Everything that `make classroom` writes is made of these parts, so that a chapter is written once.
"""

import ast
import re
from dataclasses import dataclass

import nbformat

from tools.paths import ROOT

EXERCISE = re.compile(r"\A```\{exercise\} (?P<title>[^\n]+)\n:label: (?P<label>\w+)\n:nonumber:\n\n"
                      r"(?P<text>.*?)\n```\s*\Z", re.DOTALL)
SOLUTION = re.compile(r"\A````\{solution\} (?P<label>\w+)\n:class: dropdown\n\n(?P<text>.*?)\n````"
                      r"\s*\Z", re.DOTALL)
CODE = re.compile(r"```python\n(.*?)\n```", re.DOTALL)
BOX = re.compile(r"^(?P<fence>`{3,}|:{3,})\{(?P<kind>[\w-]+)\}(?P<title>[^\n]*)\n"
                 r"(?P<options>(?::[\w-]+:[^\n]*\n)*)(?P<text>.*?)\n?^(?P=fence)[ \t]*$",
                 re.MULTILINE | re.DOTALL)
MARKUP_LEFT = re.compile(r"\{[a-z][\w:-]*\}`|^[`:]{3,}\{", re.MULTILINE)


@dataclass(frozen=True)
class Section:
    """What stands under one heading of the second level."""

    heading: str
    cells: tuple


@dataclass(frozen=True)
class Task:
    """An exercise as it stands in a chapter: three cells, taken apart.

    ``stub`` is the blank answer, ``answer`` the words that `check` is given, ``solution`` the
    code in the dropdown and ``remark`` its words.
    """

    label: str
    title: str
    text: str
    stub: str
    answer: str
    solution: str
    remark: str
    cell_ids: tuple

    @property
    def question(self):
        """The line that checks the answer."""
        return f'check("{self.label}", {self.answer})'


def list_chapters(root=ROOT):
    """Return the chapters' notebooks in reading order."""
    return sorted(root.glob("chapters/[0-9]*.ipynb"))


def read_notebook(path):
    """Return the notebook of a file, as the newest minor version: each cell has a name."""
    return nbformat.read(path, as_version=4)


def find_title(notebook):
    """Return the chapter's name, from its first heading."""
    return notebook.cells[0].source.splitlines()[0].removeprefix("# ")


def read_sections(notebook):
    """Return the sections of a chapter; the cells before the first belong to none."""
    starts = [number for number, cell in enumerate(notebook.cells) if find_heading(cell)]
    return [Section(find_heading(notebook.cells[start]), tuple(notebook.cells[start:end]))
            for start, end in zip(starts, [*starts[1:], len(notebook.cells)])]


def find_heading(cell):
    """Return the heading of the second level in a cell of prose, or None."""
    heading = re.search(r"^## (.+)$", cell.source, re.MULTILINE)
    return heading[1] if heading and cell.cell_type == "markdown" else None


def find_section(notebook, beginning):
    """Return the first section whose heading begins so, or None."""
    return next((section for section in read_sections(notebook)
                 if section.heading.startswith(beginning)), None)


def read_room(notebook, beginning):
    """Return the prose of the section whose heading begins so, without the heading."""
    cells = find_section(notebook, beginning).cells
    prose = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return re.split(r"^## .+\n+", prose, maxsplit=1, flags=re.MULTILINE)[1].strip()


def read_tasks(notebook):
    """Return the exercises of a chapter in their order."""
    solutions = {match["label"]: (match["text"], cell.id) for cell in notebook.cells
                 if (match := SOLUTION.match(cell.source))}
    tasks = []
    for cell, after in zip(notebook.cells, notebook.cells[1:]):
        if match := EXERCISE.match(cell.source):
            text, solution_id = solutions[match["label"]]
            stub, answer = split_stub(after.source)
            code = "\n\n".join(CODE.findall(text))
            tasks.append(Task(match["label"], match["title"], match["text"], stub, answer, code,
                              CODE.sub("", text).strip(), (cell.id, after.id, solution_id)))
    return tasks


def split_stub(source):
    """Return the blank answer of an exercise's code cell, and what its check is given."""
    *blank, question = ast.parse(source).body
    lines = source.splitlines()[:question.lineno - 1]
    return "\n".join(lines).rstrip(), ast.unparse(question.value.args[1])


def list_predictions(notebook):
    """Return what a chapter asks to be predicted: pairs of a heading and plain Markdown.

    First the questions of the room *Predict first*, one by one where they are numbered; then the
    boxes named *Predict* of the sections.
    """
    room = read_room(notebook, "Predict")
    numbered = re.split(r"^\d+\. ", room, flags=re.MULTILINE)[1:]
    found = [("Before you start", write_plain(text.strip())) for text in numbered or [room]]
    for section in read_sections(notebook):
        for cell in section.cells:
            found += [(section.heading, write_plain(box["text"].strip()))
                      for box in BOX.finditer(cell.source)
                      if cell.cell_type == "markdown" and box["title"].strip() == "Predict"]
    return found


def write_plain(text, keep_links=False):
    """Return Markdown that any program draws, from the book's: no directives, roles or labels.

    Citations are left out, because the chapters name authors in words. Links inside the book
    become their words; those from chapter to chapter stay with ``keep_links``.
    """
    text = BOX.sub(_write_box, text)
    text = re.sub(r"\s*\{cite(?::\w+)?\}`[^`]+`", "", text)
    text = re.sub(r"\{\w+\}`([^`<]+?)(?:\s*<[^`>]*>)?`", r"\1", text)
    text = re.sub(r"(\$\$)[ \t]*\([\w-]+\)", r"\1", text)
    text = re.sub(r"^\([\w-]+\)=\n", "", text, flags=re.MULTILINE)
    inside = r"\.\./[^)\s]+" if keep_links else r"(?!https?:)[^)\s]+"
    text = re.sub(rf"(?<!!)\[([^\]]+)\]\({inside}\)", r"\1", text)
    if left := MARKUP_LEFT.search(CODE.sub("", text)):
        raise ValueError(f"No plain way to write {text[left.start():left.start() + 60]!r}.")
    return text


def _write_box(box):
    if box["kind"] == "exercise":
        return f"### Exercise: {box['title'].strip()}\n\n{box['text'].strip()}"
    is_live = box["kind"] == "playground"
    title = ("On the page of the book" if is_live else
             box["title"].strip() or box["kind"].capitalize())
    lines = [f"**{title}**", "", *box["text"].strip().splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in lines)
