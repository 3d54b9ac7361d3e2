"""A deck of slides for each chapter: its questions, its own figures with a line each, its summary.

Everything comes from the chapter as the book build has executed it; the line below a figure is the
figure's alternative text.
"""

import re
from html import escape

from bs4 import BeautifulSoup
from jupyter_cache import get_cache

from tools.chapters import (BOX, list_predictions, read_notebook, read_room, read_sections,
                            read_tasks, write_plain)
from tools.classroom.pages import write_html, write_page
from tools.paths import ROOT

CACHE = ROOT / "_build" / ".jupyter_cache"
LEAD = re.compile(r"^(?:\d+\. )?\*\*(.+?)\*\*", re.MULTILINE)
SENTENCE = re.compile(r".+?[.:?](?= [A-Z*`]|\s*$)", re.DOTALL)
SIZES = [("brief", 200), ("short", 430), ("long", 1000), ("longer", 1200),
         ("longest", float("inf"))]  # in letters
MOST_LINES = 15  # of printed text on a slide
TURN = """<script>
// Arrow keys, page keys and the space bar turn the slides, as a presenter's clicker does.
const steps = {ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1,
               ArrowLeft: -1, ArrowUp: -1, PageUp: -1};
addEventListener("keydown", event => {
  if (!(event.key in steps)) return;
  event.preventDefault();
  const slides = [...document.querySelectorAll(".slide")];
  const now = slides.findLastIndex(slide => slide.offsetTop <= scrollY + 8);
  const next = now + steps[event.key];
  slides[Math.max(0, Math.min(slides.length - 1, next))].scrollIntoView();
});
</script>"""


def read_executed(path):
    """Return a chapter with the outputs that the book build has kept.

    Raises
    ------
    FileNotFoundError
        If the book has not been built since the chapter's code was changed.
    """
    try:
        return get_cache(CACHE).merge_match_into_notebook(read_notebook(path))[1]
    except KeyError:
        raise FileNotFoundError(f"{path.name} has not been executed as it stands. Run `make book` "
                                "first.") from None


def make_slides(notebook, name):
    """Return the deck of an executed chapter as one HTML page; ``name`` is its file's name."""
    title, *words = notebook.cells[0].source.split("\n", 1)
    title = title.removeprefix("# ")
    number = f"Chapter {int(name[:2])}"
    slides = [f"<h1>{escape(title)}</h1>\n<div class=\"short\">"
              f"{write_html(write_plain(''.join(words)))}</div>"]
    slides += [make_text("What you will be able to do", "\n".join(
        re.findall(r"^- .+$", read_room(notebook, "What you will"), re.MULTILINE)))]
    question = find_bold(read_room(notebook, "The question"))
    slides.append(make_text("The question", question[0].upper() + question[1:]))
    slides += [make_text("Predict", text) for place, text in list_predictions(notebook)
               if place == "Before you start"]
    for section in read_sections(notebook):
        if section.heading.startswith(("Experiment", "The verdict")):
            slides += make_section(section)
        elif section.heading.startswith("Lab"):
            slides += make_lab(section)
        elif section.heading.startswith("What went wrong"):
            slides.append(make_text(section.heading, list_leads(section)))
        elif section.heading.startswith("Exercises"):
            slides.append(make_text("Exercises", "\n".join(
                f"- {task.title}" for task in read_tasks(notebook))))
    slides.append(make_text("Summary", "\n".join(
        re.findall(r"^- .+$", read_room(notebook, "Summary"), re.MULTILINE))))
    body = "\n".join(
        f'<section class="slide">\n<p class="place"><span>{number}: {escape(title)}</span>'
        f"<span>{place} / {len(slides)}</span></p>\n{slide}\n</section>"
        for place, slide in enumerate(slides, start=1))
    return write_page(f"{number}: {title}", "slides.css", f"{body}\n{TURN}")


def make_text(heading, markdown):
    """Return a slide of words, in smaller letters where they are many."""
    plain = write_plain(markdown)
    size = next(name for name, letters in SIZES if len(plain) <= letters)
    return f'<h2>{escape(heading)}</h2>\n<div class="{size}">{write_html(plain)}</div>'


def make_figure(heading, picture, line):
    """Return a slide with a picture, as HTML, and a line below it."""
    return (f'<h2>{escape(heading)}</h2>\n<figure>{picture}'
            f'<figcaption aria-hidden="true">{escape(line)}</figcaption></figure>')


def make_section(section):
    """Return the slides of a section: its predictions and figures in their order.

    A section without a figure shows its longest printed output that fits on a slide.
    """
    words = section.heading.removeprefix("Experiment: ")
    heading = words[0].upper() + words[1:]
    slides, figures, printed = [], 0, ("", "")
    for cell, after in zip(section.cells, [*section.cells[1:], None]):
        if cell.cell_type == "markdown":
            slides += [make_text(f"Predict: {words}", box["text"].strip())
                       for box in BOX.finditer(cell.source) if box["title"].strip() == "Predict"]
            continue
        pictures = list_pictures(cell)
        slides += [make_figure(heading, *picture) for picture in pictures]
        figures += len(pictures)
        text = "".join(output.text for output in cell.outputs if output.output_type == "stream")
        if len(text.splitlines()) <= MOST_LINES:
            printed = max(printed, (text, find_sentence(after)), key=lambda pair: len(pair[0]))
    if not figures and printed[0]:
        slides.append(f"<h2>{escape(heading)}</h2>\n<pre>{escape(printed[0].rstrip())}</pre>\n"
                      f'<div class="line">{write_html(printed[1])}</div>')
    return slides


def make_lab(section):
    """Return one slide of a lab: its still picture and what to try."""
    pictures = [picture for cell in section.cells if cell.cell_type == "code"
                for picture in list_pictures(cell)]
    tasks = " ".join(LEAD.findall(write_plain("\n".join(
        cell.source for cell in section.cells if cell.cell_type == "markdown"))))
    return [make_figure(section.heading, picture, tasks or line)
            for picture, line in pictures[:1]]


def list_pictures(cell):
    """Return the pictures that a cell shows: pairs of HTML and a sentence."""
    found = []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if "text/html" in data:
            page = BeautifulSoup(data["text/html"], "html.parser")
            for picture in page.select(".picture"):
                line = picture.get("alt") or picture["aria-label"]
                if picture.name == "img":
                    del picture["style"]
                found.append((str(picture), line))
        elif "image/png" in data:
            line = cell.metadata["mystnb"]["image"]["alt"]
            found.append((f'<img src="data:image/png;base64,{data["image/png"].strip()}" '
                          f'alt="{escape(line)}">', line))
    return found


def list_leads(section):
    """Return the bold beginnings of paragraphs as a list in Markdown."""
    prose = write_plain("\n\n".join(cell.source for cell in section.cells
                                    if cell.cell_type == "markdown"))
    return "\n".join(f"- {lead}" for lead in LEAD.findall(prose))


def find_bold(markdown):
    """Return what is bold in a text."""
    return "\n\n".join(re.findall(r"\*\*(.+?)\*\*", markdown, re.DOTALL))


def find_sentence(cell):
    """Return the first sentence of a cell of prose, or an empty string."""
    if cell is None or cell.cell_type != "markdown" or cell.source.startswith(("#", ":", "`")):
        return ""
    match = SENTENCE.match(write_plain(cell.source).split("\n\n")[0])
    return match[0] if match else ""


def write_slides(folder, paths):
    """Write the deck of each chapter; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for path in paths:
        files.append(folder / f"{path.stem}.html")
        files[-1].write_text(make_slides(read_executed(path), path.stem), encoding="utf-8")
    return files
