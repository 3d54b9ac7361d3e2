"""Size a hub for a class from what the chapters need, and write the arithmetic into the page.

    .venv/bin/python -m tools.run_times.hub

reads data/binder_chapters.csv and writes anew the tables of book/class_hub.md and what
hub/values.yaml guarantees and allows to a session.
"""

import math
import re
from dataclasses import dataclass

from inpaint_lib.files import read_table, replace_file
from tools.chapters import find_title, read_notebook
from tools.paths import DATA, ROOT

CHAPTERS = ROOT / "chapters"
PAGE = ROOT / "book" / "class_hub.md"
VALUES = ROOT / "hub" / "values.yaml"
TABLE = DATA / "binder_chapters.csv"
CLASSES = (30, 300)

SPARE = 1.1
"""A session may need this many times what was measured: labs, exercises, a second notebook."""

STEP = 64
"""A guarantee of memory is rounded up to a multiple of this, in MiB."""

WAIT = 5
"""Minutes in which a chapter must end even if the whole class runs it at the same moment."""

NODE_CORES, NODE_MEMORY = 8, 32 * 1024
"""A common machine: cores, and memory in MiB."""

KEPT_CORES, KEPT_MEMORY = 0.5, 0.1
"""What Kubernetes and its helpers keep of a machine: cores, and a share of the memory."""


@dataclass(frozen=True)
class Hub:
    """A hub for a class.

    Attributes
    ----------
    students : int
    memory, limit : int
        Guaranteed to each session, and the most it may take, in MiB.
    cores : float
        Guaranteed to each session.
    by_memory, by_cores : int
        Sessions that one machine holds, by either.
    """

    students: int
    memory: int
    limit: int
    cores: float
    by_memory: int
    by_cores: int

    @property
    def sessions(self):
        """Sessions that one machine holds."""
        return min(self.by_memory, self.by_cores)

    @property
    def machines(self):
        """Machines for the sessions; hub and proxy have one more."""
        return math.ceil(self.students / self.sessions)


def size_hub(table, students):
    """Return the hub for a class.

    Parameters
    ----------
    table : dict of str to numpy.ndarray
        data/binder_chapters.csv.
    students : int

    Returns
    -------
    Hub

    Examples
    --------
    >>> needs = {"peak": [1000.0, 600.0], "server": [80.0, 70.0], "cpu seconds": [60.0, 9.0]}
    >>> hub = size_hub(needs, 30)
    >>> hub.memory, hub.limit, hub.cores, hub.by_memory, hub.by_cores, hub.machines
    (1152, 1728, 0.2, 25, 37, 2)
    """
    memory, limit = (STEP * math.ceil(SPARE * need / STEP)
                     for need in (max(table["peak"]), add_two_chapters(table)))
    # In twentieths of a core.
    cores = math.ceil(20 * max(table["cpu seconds"]) / (60 * WAIT)) / 20
    return Hub(students, memory, limit, cores,
               by_memory=int((1 - KEPT_MEMORY) * NODE_MEMORY / memory),
               by_cores=int(round((NODE_CORES - KEPT_CORES) / cores, 9)))


def add_two_chapters(table):
    """Return the memory of the two largest chapters open at once beside one server, in MiB."""
    return sum(sorted(table["peak"])[-2:]) - min(table["server"])


def tabulate_chapters(table):
    """Return the page's table of what each chapter needs."""
    rows = ["| chapter | processor time, s | largest memory, MiB |", "|---|---:|---:|"]
    # Titles: on a phone a file's long name would push the last column out of sight.
    rows += [f"| {int(name[:2])} {find_title(read_notebook(CHAPTERS / f'{name}.ipynb'))} | "
             f"{seconds:.0f} | {peak:,.0f} |" for name, seconds, peak in
             zip(table["chapter"], table["cpu seconds"], table["peak"])]
    return rows


def tabulate_hubs(table):
    """Return the page's table of the arithmetic, a column a class."""
    hubs = [size_hub(table, students) for students in CLASSES]
    hub, peak, seconds = hubs[0], max(table["peak"]), max(table["cpu seconds"])
    free = (1 - KEPT_MEMORY) * NODE_MEMORY
    lines = [
        ("memory guaranteed to a session",
         f"{peak:,.0f} MiB x {SPARE}, up to a multiple of {STEP}", f"{hub.memory:,} MiB"),
        ("memory at most: the two largest chapters and one server",
         f"{add_two_chapters(table):,.0f} MiB x {SPARE}, up to a multiple of {STEP}",
         f"{hub.limit:,} MiB"),
        ("cores guaranteed to a session",
         f"{seconds:.0f} s / ({WAIT} x 60 s), up to a twentieth", f"{hub.cores:.2f}"),
        ("sessions on a machine, by memory",
         f"{NODE_MEMORY:,} MiB less {KEPT_MEMORY:.0%} = {free:,.0f}; / {hub.memory:,}",
         f"{hub.by_memory}"),
        ("sessions on a machine, by cores",
         f"({NODE_CORES} - {KEPT_CORES}) / {hub.cores:.2f}", f"{hub.by_cores}"),
        ("sessions on a machine", "the smaller of the two", f"{hub.sessions}"),
        *((f"machines for {one.students} students", f"{one.students} / {one.sessions}, up",
           f"**{one.machines}**") for one in hubs),
    ]
    return ["| what | how | result |", "|---|---|---:|",
            *(f"| {' | '.join(line)} |" for line in lines)]


def fill_page(text, table):
    """Return the page with its tables made anew, between the marks that name them."""
    for name, rows in (("chapters", tabulate_chapters(table)), ("hubs", tabulate_hubs(table))):
        block = "\n".join([f"<!-- {name} -->", "", *rows, "", f"<!-- end of {name} -->"])
        pattern = f"<!-- {name} -->.*<!-- end of {name} -->"
        text, count = re.subn(pattern, lambda _: block, text, flags=re.DOTALL)
        if count != 1:
            raise ValueError(f"The page must hold the marks of {name} once, found {count}.")
    return text


def fill_values(text, table):
    """Return the values file with memory and cores of a session made anew."""
    hub = size_hub(table, CLASSES[0])
    for pattern, number in ((r"guarantee: (\d+M)$", f"{hub.memory}M"),
                            (r"limit: (\d+M)$", f"{hub.limit}M"),
                            (r"guarantee: ([\d.]+)$", f"{hub.cores:g}")):
        name = pattern.split(":")[0]
        text, count = re.subn(pattern, f"{name}: {number}", text, flags=re.MULTILINE)
        if count != 1:
            raise ValueError(f"The values must hold {pattern} once, found {count}.")
    return text


def main():
    table = read_table(TABLE)
    for path, fill in ((PAGE, fill_page), (VALUES, fill_values)):
        text = fill(path.read_text(encoding="utf-8"), table)
        with replace_file(path) as file:
            file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
