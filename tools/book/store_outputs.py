"""Run the chapters and store in them the text that their marked cells print, and nothing else.

    make store-outputs                                        all chapters
    make store-outputs CHAPTERS=chapters/00_images_with_holes.ipynb

A cell is marked by the tag ``nbval-check-output``; the tests compare what it prints with what is
stored here. Pictures and the outputs of all other cells are left out: the book makes them anew.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from tools.chapters import list_chapters, read_notebook

MARK = "nbval-check-output"
KEPT_METADATA = {"tags", "mystnb"}
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def is_marked(cell):
    """Tell whether the cell's printed text is stored and compared by the tests."""
    return MARK in cell.metadata.get("tags", [])


def keep_text(outputs):
    """Return what a marked cell printed, as one output, and what it showed in words."""
    text, kept = "", []
    for output in outputs:
        if output.output_type == "stream":
            text += output.text if output.name == "stdout" else ""
        elif {"text/plain"} <= set(output.get("data", {})) <= {"text/plain", "text/markdown"}:
            data = dict(output.data)
            number = {"execution_count": None} if output.output_type == "execute_result" else {}
            kept.append(nbformat.v4.new_output(output.output_type, data=data, **number))
        else:
            raise ValueError(f"A marked cell may only show text; this one made {output}")
    return ([nbformat.v4.new_output("stream", name="stdout", text=text)] if text else []) + kept


def tidy_notebook(notebook):
    """Return the notebook in the form it is committed in: see the top of this file."""
    cells = []
    for cell in notebook.cells:
        metadata = {key: value for key, value in cell.metadata.items() if key in KEPT_METADATA}
        tidied = {"id": cell.id, "cell_type": cell.cell_type, "metadata": metadata,
                  "source": cell.source}
        if cell.cell_type == "code":
            tidied["outputs"] = keep_text(cell.outputs) if is_marked(cell) else []
            # Without a number nbval takes the cell as never run and compares nothing.
            tidied["execution_count"] = 1 if tidied["outputs"] else None
        cells.append(tidied)
    return nbformat.from_dict({"cells": cells, "metadata": NOTEBOOK_METADATA,
                               "nbformat": 4, "nbformat_minor": 5})


def write_notebook(notebook):
    """Return the text of a notebook's file."""
    return nbformat.writes(notebook, version=nbformat.NO_CONVERT) + "\n"


def store_outputs(path):
    """Run one chapter and write it back with the outputs of its marked cells."""
    notebook = read_notebook(path)
    NotebookClient(notebook, timeout=300, kernel_name="python3",
                   resources={"metadata": {"path": str(path.parent)}}).execute()
    path.write_text(write_notebook(tidy_notebook(notebook)), encoding="utf-8")


def main(names):
    """Run the named notebooks, or all chapters."""
    for path in [Path(name).resolve() for name in names] or list_chapters():
        print(f"running {path.name}", flush=True)
        store_outputs(path)


if __name__ == "__main__":
    main(sys.argv[1:])
