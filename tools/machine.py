"""The machine in words, for every tool that measures something."""

import os
import platform
from pathlib import Path

import psutil


def describe_machine():
    """Return the machine in words: cores, processor, memory, system; no names of hosts."""
    model = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        names = [line.split(":", 1)[1].strip() for line in information.read_text().splitlines()
                 if line.startswith("model name")]
        model = names[0] if names else model
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = psutil.virtual_memory().total / 2**30
    return (f"{cores} core{'s' if cores != 1 else ''} of {model}, {memory:.0f} GiB memory, "
            f"{platform.machine()} {platform.system()}, Python {platform.python_version()}")
