"""Numbers on the command line: each has a range, and what lies outside is refused in words."""

import argparse
import math

MOST_CORES = 256
"""Processor cores that may be asked for; far more threads than cores only wait for each other."""


def read_number(least, most, kind=int):
    """Return what argparse calls `type`: it reads a whole number, or any, from least to most.

    Examples
    --------
    >>> read_number(0, 9)("7"), read_number(0, 9, float)("0.5")
    (7, 0.5)
    """
    def read(text):
        try:
            number = kind(text)
        except ValueError:
            number = math.nan
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(
                f"wanted a {'whole ' if kind is int else ''}number from {least:,} to {most:,}, "
                f"got {text!r}")
        return number
    return read
