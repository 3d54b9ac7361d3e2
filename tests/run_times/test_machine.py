"""The machine in words."""

import platform
import re

from tools.machine import describe_machine


def test_the_machine_is_described_without_its_name():
    words = describe_machine()
    assert re.fullmatch(r"\d+ cores? of .+, \d+ GiB memory, \w+ \w+, Python (\S+)", words)
    assert words.endswith(f"Python {platform.python_version()}")
    assert platform.node() not in words.split()
