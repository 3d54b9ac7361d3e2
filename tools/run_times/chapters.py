"""Measure how long a chapter runs from start to end, and the most memory that it takes."""

import threading
import time
from contextlib import contextmanager

import psutil
from nbclient import NotebookClient

from tools.chapters import read_notebook


@contextmanager
def watch_memory():
    """Keep the largest sum of resident memory of this process's children, in MB, in a list."""
    peak, stop = [0.0], threading.Event()

    def watch():
        while not stop.wait(0.05):
            used = 0
            for child in psutil.Process().children(recursive=True):
                try:
                    used += child.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            peak[0] = max(peak[0], used / 1e6)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peak
    finally:
        stop.set()
        watcher.join()


def measure_chapter(path):
    """Return a chapter's seconds and megabytes, by the names of their figures."""
    notebook = read_notebook(path)
    client = NotebookClient(notebook, timeout=600, kernel_name="python3",
                            resources={"metadata": {"path": str(path.parent)}})
    started = time.perf_counter()
    with watch_memory() as peak:
        client.execute()
        seconds = time.perf_counter() - started
    return {f"{path.stem}_time": seconds, f"{path.stem}_memory": peak[0]}
