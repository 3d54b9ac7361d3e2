"""How many minutes of a chapter are left at the start of each section, from its own statement."""

import re

from tools.pages.numbers import read_number

STATED = re.compile(r"(\d+) minutes to read and run, (\d+) minutes for")


def count_words(section):
    """Return how many words stand in a section, those of its code too."""
    return len(section.get_text(" ").split())


def share_minutes(minutes, words):
    """Return the minutes left at the start of each of some parts, by their words."""
    return [minutes * sum(words[place:]) / sum(words) for place in range(len(words))]


def time_sections(tree, page):
    """Write into a chapter's sections what is left of its minutes; page.js shows it."""
    stated = tree.select_one("#minutes-needed") and STATED.search(
        tree.select_one("#minutes-needed").get_text(" ", strip=True))
    if read_number(page.as_posix()) is None or not stated:
        return
    sections = tree.select("article > section > section")
    starts = [section.h2.get_text().startswith("Exercises") for section in sections]
    end = starts.index(True) if True in starts else len(sections)
    words = [count_words(section) for section in sections[:end]]
    for section, left in zip(sections, share_minutes(int(stated[1]), words)):
        section["data-left"] = f"{left:.0f}"
    if end < len(sections):
        sections[end]["data-exercises"] = stated[2]
