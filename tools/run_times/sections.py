"""Measure how long each section of the chapters takes to run, for the page for teachers.

    .venv/bin/python -m tools.run_times.sections            all chapters
    .venv/bin/python -m tools.run_times.sections 00 03      those whose names begin so

Writes ``data/section_times.csv``; its card says what it holds.
"""

import os
import sys
from datetime import datetime
from pathlib import Path

import psutil
from nbclient import NotebookClient

from inpaint_lib.files import read_rows, write_rows
from tools.chapters import list_chapters, read_notebook, read_sections
from tools.machine import describe_machine
from tools.paths import DATA

TABLE = DATA / "section_times.csv"
COLUMNS = ["chapter", "section", "seconds", "processor_seconds", "date", "load", "machine"]


def read_times(path=TABLE):
    """Return (chapter, section): row, as measured, or an empty dictionary."""
    if not Path(path).exists():
        return {}
    return {(row["chapter"], row["section"]): row for row in read_rows(path)}


def measure_cell(cell):
    """Return the seconds between the start of a cell and its end, as its kernel reported them."""
    times = cell.metadata.get("execution", {})
    start, end = (times.get(f"iopub.status.{state}") for state in ("busy", "idle"))
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()


class TimedClient(NotebookClient):
    """Runs a notebook and keeps the processor time that its kernel has spent on each cell."""

    def __init__(self, notebook, **settings):
        self.spent = {}
        super().__init__(notebook, record_timing=True, on_cell_start=self._note_start,
                         on_cell_executed=self._note_end, **settings)

    def _read_clock(self):
        return sum(psutil.Process(self.km.provisioner.pid).cpu_times()[:4])

    def _note_start(self, cell, cell_index):
        self.spent[cell.id] = -self._read_clock()

    def _note_end(self, cell, cell_index, execute_reply):
        self.spent[cell.id] += self._read_clock()


def measure_chapter(path):
    """Run a chapter; return section: (seconds, seconds of the processor)."""
    notebook = read_notebook(path)
    client = TimedClient(notebook, timeout=600, kernel_name="python3",
                         resources={"metadata": {"path": str(path.parent)}})
    client.execute()
    measured = {}
    for section in read_sections(notebook):
        cells = [cell for cell in section.cells
                 if cell.cell_type == "code" and cell.source.strip()]
        if cells:
            measured[section.heading] = (sum(map(measure_cell, cells)),
                                         sum(client.spent[cell.id] for cell in cells))
    return measured


def main(beginnings):
    """Measure the chapters whose names begin so, or all; keep the rows of the others."""
    rows = read_times()
    for path in list_chapters():
        if beginnings and not path.stem.startswith(tuple(beginnings)):
            continue
        print(f"running {path.name}", flush=True)
        load = os.getloadavg()[0]
        measured = measure_chapter(path)
        rows = {key: row for key, row in rows.items() if key[0] != path.stem}
        for heading, (seconds, spent) in measured.items():
            rows[path.stem, heading] = dict(zip(COLUMNS, [
                path.stem, heading, f"{seconds:.1f}", f"{spent:.1f}", f"{datetime.now():%Y-%m-%d}",
                f"{load:.1f}", describe_machine()]))
    write_rows(TABLE, [rows[key] for key in sorted(rows, key=lambda key: key[0])])


if __name__ == "__main__":
    main(sys.argv[1:])
