"""The plan for teachers: working minutes, sessions and wrong answers, as tables in Markdown.

`book/teaching.toml` holds what no chapter says; the rest comes from the chapters, from the known
mistakes of `inpaint_lib/course/exercises` and from `data/section_times.csv` where it has been
measured.

    .venv/bin/python -m tools.classroom.plan    writes the tables into ``_build/teaching``
"""

import re
import tomllib

from myst_parser.mdit_to_docutils.base import default_slugify

from tools.chapters import (find_section, find_title, list_chapters, read_notebook, read_room,
                            read_sections, read_tasks, write_plain)
from tools.classroom.mistakes import describe_mistakes
from tools.paths import ROOT
from tools.run_times.sections import read_times

PLAN = ROOT / "book" / "teaching.toml"
TABLES = ROOT / "_build" / "teaching"
STATED = re.compile(r"(\d+) minutes to read and run, (\d+) minutes for")


def read_plan(path=PLAN):
    """Return the plan of `book/teaching.toml`."""
    with open(path, "rb") as file:
        return tomllib.load(file)


def find_minutes(plan, chapter, heading):
    """Return the working minutes of one section of a chapter.

    Raises
    ------
    KeyError
        If the plan has none; the message says where they go.
    """
    own = plan["chapters"][chapter]
    if heading == "Exercises":
        return sum(task["minutes"] for task in own["exercises"].values())
    for table in (own["minutes"], plan["every_chapter"], plan["extra"]):
        for beginning, minutes in table.items():
            if heading.startswith(beginning):
                return minutes
    raise KeyError(f"book/teaching.toml gives no minutes for {heading!r} of {chapter}.")


def is_extra(plan, heading):
    """Tell whether a section comes on top of the minutes that its chapter states."""
    return heading.startswith(tuple(plan["extra"]))


def read_stated_minutes(notebook):
    """Return the minutes that a chapter states: to read and run, and for its exercises."""
    return tuple(map(int, STATED.search(read_room(notebook, "Minutes needed")).groups()))


def write_section_table(plan, path, times):
    """Return a chapter's table: each section with its working minutes, and how long it ran.

    The run times stand there once they have been measured.
    """
    measured = any(chapter == path.stem for chapter, _ in times)
    rows = ["| Section | Work | Run | Processor |", "|---|---:|---:|---:|"]
    for section in read_sections(read_notebook(path)):
        minutes = find_minutes(plan, path.stem, section.heading)
        row = times.get((path.stem, section.heading))
        spent = [write_seconds(row[key]) if row else ""
                 for key in ("seconds", "processor_seconds")]
        extra = " (on top)" if is_extra(plan, section.heading) else ""
        if minutes:
            rows.append(f"| {section.heading} | {minutes} min{extra} | {' | '.join(spent)} |")
    return "\n".join(rows if measured else ["|".join(row.split("|")[:3]) + "|" for row in rows])


def write_seconds(seconds):
    """Return seconds from a table, for people."""
    return "below 1 s" if float(seconds) < 1 else f"{float(seconds):.0f} s"


def write_overview(plan, paths, times):
    """Return one table of all chapters: what comes first, and the minutes."""
    titles = {path.stem: find_title(read_notebook(path)) for path in paths}
    rows = ["| Chapter | Needs chapter | Read and run | Exercises |", "|---|---|---:|---:|"]
    for path in paths:
        needs = ", ".join(str(int(name[:2])) for name in plan["chapters"][path.stem]["needs"])
        reading, exercises = read_stated_minutes(read_notebook(path))
        rows.append(f"| {int(path.stem[:2])} [{titles[path.stem]}](../chapters/{path.name}) "
                    f"| {needs or 'none'} | {reading} min | {exercises} min |")
    lines = [*rows, ""]
    if times:
        machines = sorted({row["machine"] for row in times.values()})
        load = max(float(row["load"]) for row in times.values())
        lines += [f"The cells were timed on {' and on '.join(machines)}. *Run* is the time that "
                  "passed, *Processor* the time that the cells had of it, all cores added up. In "
                  f"the minute before a chapter started, up to {load:.1f} programs were at work on "
                  "average, the chapter before it included; with more programs than cores *Run* is "
                  "longer than you will see.", ""]
    return "\n".join(lines)


def write_chapter_pages(plan, paths, times):
    """Return for each chapter what it teaches, what it needs, and its table of sections."""
    titles = {path.stem: find_title(read_notebook(path)) for path in paths}
    parts = []
    for path in paths:
        notebook = read_notebook(path)
        objectives = "\n".join(re.findall(
            r"^- .+$", write_plain(read_room(notebook, "What you will")), re.MULTILINE))
        before = [f"[{titles[name]}](../chapters/{name}.ipynb)"
                  for name in plan["chapters"][path.stem]["needs"]]
        runs = [float(row["seconds"]) for key, row in times.items() if key[0] == path.stem]
        reading, exercises = read_stated_minutes(notebook)
        parts += [f"### Chapter {int(path.stem[:2])}: {titles[path.stem]}", "",
                  "**Afterwards a student can**", "", objectives, "",
                  f"**Before it:** {', '.join(before) or 'no other chapter'}. "
                  f"{read_needs(notebook)}", "",
                  f"**Time:** {reading} minutes to read and run, {exercises} minutes for the "
                  "exercises" + (f"; the cells run for {sum(runs):.0f} s." if runs else "."), "",
                  f"```{{dropdown}} Minutes a section: {titles[path.stem]}", "",
                  write_section_table(plan, path, times), "```", ""]
    return "\n".join(parts)


def read_needs(notebook):
    """Return a chapter's sentence on what it needs."""
    room = write_plain(read_room(notebook, "Minutes needed"))
    return next(part.split(". ")[0] + "." for part in room.split("\n\n")
                if part.startswith("You need"))


def list_steps(plan, session):
    """Return a session's steps in order: (chapter, words, minutes), welcome and close included."""
    steps = [("", "Welcome and questions", session["open"])]
    for part in session["parts"]:
        notebook = read_notebook(ROOT / "chapters" / f"{part['chapter']}.ipynb")
        for beginning in part["sections"]:
            section = find_section(notebook, beginning)
            if section is None:
                raise KeyError(f"{part['chapter']} has no section {beginning!r}.")
            steps.append((part["chapter"], link_to_section(part["chapter"], section.heading),
                          find_minutes(plan, part["chapter"], section.heading)))
        titles = {task.label: task.title for task in read_tasks(notebook)}
        own = plan["chapters"][part["chapter"]]["exercises"]
        steps += [(part["chapter"], f"*Exercise: {titles[label]}*", own[label]["minutes"])
                  for label in part["exercises"]]
    steps.append(("", "What we predicted, what came, what is left open", session["close"]))
    return [step for step in steps if step[2]]


def link_to_section(chapter, heading):
    """Return a link to a section of a chapter, in Markdown, by the words of its heading."""
    words = heading.removeprefix("Experiment: ")
    return (f"[{words[0].upper()}{words[1:]}](../chapters/{chapter}.ipynb"
            f"#{default_slugify(heading)})")


def write_sessions(plan):
    """Return the plans: for each session a table with the clock, and the homework."""
    parts = []
    for plan_of_sessions in plan["plans"]:
        parts += [f"## {plan_of_sessions['name']}", ""]
        for number, session in enumerate(plan_of_sessions["sessions"], start=1):
            steps, clock = list_steps(plan, session), 0
            parts += [f"### {number}. {session['title']} ({session['minutes']} minutes)", ""]
            parts += [session["before"], ""] if session["before"] else []
            parts += ["| Clock | Chapter | What | Minutes |", "|---:|---|---|---:|"]
            for chapter, words, minutes in steps:
                name = int(chapter[:2]) if chapter else ""
                parts.append(f"| {clock // 60}:{clock % 60:02d} | {name} | {words} | {minutes} |")
                clock += minutes
            spare = session["minutes"] - clock
            parts += [f"| {clock // 60}:{clock % 60:02d} | | In reserve | {spare} |", ""]
            parts += [session["after"], ""] if session["after"] else []
    return "\n".join(parts)


def write_wrong_answers(plan, paths):
    """Return for each exercise the wrong answers it knows, its hints, and what to ask."""
    parts = []
    for path in paths:
        notebook = read_notebook(path)
        parts += [f"## Chapter {int(path.stem[:2])}: {find_title(notebook)}", ""]
        for task in read_tasks(notebook):
            own = plan["chapters"][path.stem]["exercises"][task.label]
            parts += [f"### {task.title} ({own['minutes']} min)", "", write_plain(task.text), "",
                      describe_mistakes(task.label), "", f"**Ask:** {own['ask']}", ""]
    return "\n".join(parts)


def write_tables(folder=TABLES):
    """Write the tables that the pages of the book include, those that have changed."""
    plan, paths, times = read_plan(), list_chapters(), read_times()
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("overview", write_overview(plan, paths, times)),
                       ("chapters", write_chapter_pages(plan, paths, times)),
                       ("sessions", write_sessions(plan)),
                       ("wrong_answers", write_wrong_answers(plan, paths))):
        path = folder / f"{name}.md"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_tables()
