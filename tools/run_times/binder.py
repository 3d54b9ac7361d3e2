"""Run each chapter as on Binder: its packages alone, one core, 2 GiB; note time and memory.

    .venv/bin/python -m tools.run_times.binder            all chapters
    .venv/bin/python -m tools.run_times.binder 00 03      those whose names begin so; keeps the rest

makes an environment in a temporary folder as binder/ tells Binder to, starts JupyterLab's server
in it and beside it one chapter after the other. Writes data/binder_chapters.csv and its card.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psutil

from inpaint_lib.files import read_table, write_table
from tools.card import write_card
from tools.chapters import list_chapters
from tools.paths import DATA, ROOT

TABLE = DATA / "binder_chapters.csv"
MEMORY_LIMIT = 2 * 2**30
"""What Binder gives a session, in bytes."""

COLUMNS = ("chapter", "seconds", "cpu seconds", "peak", "server")
INTERVAL = 0.05
PATIENCE = 1800
"""Seconds after which a chapter is given up: other work may slow it, so this is no judgement."""

CARD = """# binder_chapters.csv

Each chapter run from top to bottom as on Binder. Shown on the page `A hub for a class`.

- **Command:** `.venv/bin/python -m tools.run_times.binder`
- **Environment:** made for this from `binder/requirements.txt` alone, then `binder/postBuild`.
- **Core:** one; server and kernel are bound to it.
- **Limit:** {limit} MiB, for JupyterLab's server, the runner that stands for the browser
  (`jupyter execute`) and the kernel together. Who enforces it: this tool. Every {interval:.0f} ms
  it adds up the memory of the whole tree of processes (proportional set size, PSS: a page that
  two of them share counts once) and kills the tree above the limit. Between two looks a process
  can go beyond it; a container's own limit, which also counts cached files, cannot be overstepped.
- **A row:** one chapter. `seconds` is from the start of its kernel's runner to its end,
  `cpu seconds` what the tree computed in that time, user and system; `peak` and `server` are in
  MiB: the largest sum, and the server's part before the chapter began.
- **Last run:** chapters {measured}: {total:.0f} s in all, {day}, on
  {machine}; load average {load:.0f}, with the machine to itself it is 1.
  From other work `seconds` suffers, `cpu seconds` little, `peak` not.
"""


@dataclass(frozen=True)
class Usage:
    """What a tree of processes used, and how it ended.

    Attributes
    ----------
    code : int
        Exit code of the process that was waited for.
    was_killed : bool
        Whether it was killed for its memory.
    seconds, cpu_seconds : float
    peak, start : int
        Largest sum of memory, and the first, in bytes.
    """

    code: int
    was_killed: bool
    seconds: float
    cpu_seconds: float
    peak: int
    start: int


def measure_memory(process):
    """Return the memory of a process in bytes: PSS where the system tells it, else RSS."""
    try:
        with open(f"/proc/{process.pid}/smaps_rollup", encoding="ascii") as file:
            return next(1024 * int(line.split()[1]) for line in file if line.startswith("Pss:"))
    except FileNotFoundError:
        return process.memory_info().rss


def list_tree(roots):
    """Return the processes and all that they started."""
    tree = []
    for root in roots:
        try:
            tree += [root, *root.children(recursive=True)]
        except psutil.NoSuchProcess:
            pass
    return tree


def read_tree(roots):
    """Return the memory of the trees in bytes, and the seconds that each process computed."""
    memory, seconds = 0, {}
    for process in list_tree(roots):
        try:
            times = process.cpu_times()
            seconds[process.pid, process.create_time()] = times.user + times.system
            memory += measure_memory(process)
        except (psutil.Error, ProcessLookupError, StopIteration):
            pass  # It has just ended.
    return memory, seconds


def kill_tree(roots):
    """Kill the processes and all that they started."""
    for process in list_tree(roots):
        try:
            process.send_signal(signal.SIGKILL)
        except psutil.NoSuchProcess:
            pass


def watch_memory(command, limit, beside=(), patience=PATIENCE, **options):
    """Run a command under a limit of memory that is enforced.

    Parameters
    ----------
    command : list of str
    limit : int
        Bytes, for the command, all that it starts, and the processes beside it.
    beside : sequence of subprocess.Popen
        Running processes whose trees count as well, and are killed as well.
    patience : float
        Seconds after which all is killed, whatever its memory.
    **options
        For subprocess.Popen.

    Returns
    -------
    Usage
    """
    neighbours = [psutil.Process(process.pid) for process in beside]
    start, before = read_tree(neighbours)
    started, peak, was_killed, used = time.monotonic(), start, False, dict(before)
    process = subprocess.Popen(command, **options)
    roots = [*neighbours, psutil.Process(process.pid)]
    while process.poll() is None:
        memory, seconds = read_tree(roots)
        peak = max(peak, memory)
        used.update(seconds)
        if memory > limit or time.monotonic() - started > patience:
            was_killed = memory > limit
            kill_tree(roots)
        time.sleep(INTERVAL)
    return Usage(process.returncode, was_killed, time.monotonic() - started,
                 sum(used.values()) - sum(before.values()), peak, start)


def make_environment(folder):
    """Make an environment as Binder does from binder/; return its folder of programs."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    programs = Path(folder, "bin")
    subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", "--requirement",
                    ROOT / "binder" / "requirements.txt"], check=True)
    subprocess.run(["bash", ROOT / "binder" / "postBuild"], check=True, cwd=ROOT,
                   env=set_path(programs))
    return programs


def set_path(programs, **more):
    """Return the environment variables with which an environment's programs come first."""
    return {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", **more}


def keep_to_one_core():
    """Bind this process and what it starts to one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


@contextmanager
def start_server(programs, folder):
    """Start JupyterLab's server, as a session on Binder has one; give its process."""
    with open(Path(folder, "server.log"), "w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [programs / "jupyter", "lab", "--no-browser", "--allow-root", "--ServerApp.port=0",
             "--ServerApp.ip=127.0.0.1"], stdout=log, stderr=log, cwd=ROOT,
            env=set_path(programs, JUPYTER_RUNTIME_DIR=str(folder)),
            preexec_fn=keep_to_one_core)
        try:
            while not list(Path(folder).glob("jpserver-*.json")):
                if process.poll() is not None:
                    raise RuntimeError(f"The server ended: {Path(log.name).read_text()}")
                time.sleep(INTERVAL)
            yield process
        finally:
            process.terminate()
            process.wait()


def measure_chapter(path, programs, limit=MEMORY_LIMIT):
    """Run one chapter beside a fresh server.

    Parameters
    ----------
    path : pathlib.Path
        Of the notebook; the file stays as it is.
    programs : pathlib.Path
        The environment's folder of programs.
    limit : int
        In bytes.

    Returns
    -------
    Usage
    """
    with tempfile.TemporaryDirectory() as folder, start_server(programs, folder) as server:
        return watch_memory(
            [programs / "jupyter", "execute", "--timeout=-1", path.name], limit, [server],
            cwd=path.parent, env=set_path(programs), preexec_fn=keep_to_one_core)


def measure_chapters(paths, programs):
    """Return the columns of the table, and the machine's mean load."""
    columns, loads = {name: [] for name in COLUMNS}, []
    for path in paths:
        usage = measure_chapter(path, programs)
        if usage.code:
            why = "needs more than the limit" if usage.was_killed else f"ended with {usage.code}"
            raise RuntimeError(f"{path.stem} {why}: {usage}")
        row = (path.stem, usage.seconds, usage.cpu_seconds, usage.peak / 2**20,
               usage.start / 2**20)
        for column, value in zip(columns.values(), row):
            column.append(value if isinstance(value, str) else round(value, 1))
        loads.append(os.getloadavg()[0])
        print(*row, flush=True)
    return columns, sum(loads) / len(loads)


def merge_tables(old, new):
    """Return the columns of both tables, sorted by chapter; the new one wins."""
    rows = {row[0]: row for table in (old, new)
            for row in zip(*(table[name] for name in COLUMNS), strict=True)}
    return dict(zip(COLUMNS, zip(*(rows[chapter] for chapter in sorted(rows)))))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("beginnings", nargs="*", help="of the names of the chapters to run")
    parser.add_argument("--environment", type=Path, help="the folder of one made before")
    arguments = parser.parse_args()
    started, folder = time.monotonic(), tempfile.mkdtemp()
    try:
        programs = (arguments.environment.resolve() / "bin" if arguments.environment
                    else make_environment(folder))
        paths = [path for path in list_chapters()
                 if path.name.startswith(tuple(arguments.beginnings) or "")]
        columns, load = measure_chapters(paths, programs)
    finally:
        shutil.rmtree(folder)
    write_table(TABLE, merge_tables(read_table(TABLE), columns) if TABLE.exists() else columns)
    write_card(TABLE.with_suffix(".md"), CARD, limit=MEMORY_LIMIT // 2**20,
               interval=1000 * INTERVAL, day=date.today(), total=time.monotonic() - started,
               measured=", ".join(path.stem[:2] for path in paths), load=load)


if __name__ == "__main__":
    main()
