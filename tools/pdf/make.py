"""Print the built book into one PDF: cover, contents with page numbers, all pages, solutions.

``make pdf`` calls this. Chromium prints the book twice: where things stand is known only then.
"""

import re
import sys

import yaml

from tools.book.check_links import HTML
from tools.browser import find_browser
from tools.classroom.pages import print_pdf
from tools.pdf.merge import list_names, merge_book
from tools.paths import ROOT

FOLDER = ROOT / "_build" / "pdf"
OBJECT = re.compile(rb"^(\d+) 0 obj\b(.*?)^endobj", re.DOTALL | re.MULTILINE)
PLACE = re.compile(rb"/([^\s/<>\[\]()]+)\s*\[(\d+) 0 R\s*/XYZ")
PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
OPTIONS = ("--allow-file-access-from-files", "--generate-pdf-document-outline")


def number_places(pdf):
    """Return the pages of a PDF that Chromium has printed, and name: page for its places."""
    objects = {int(match[1]): match[2] for match in OBJECT.finditer(pdf)}
    root = next(body for body in objects.values()
                if b"/Type /Pages" in body and b"/Parent" not in body)
    order = list_leaves(root, objects)
    return len(order), {re.sub("#(..)", lambda code: chr(int(code[1], 16)), name.decode()):
                        order.index(int(page)) + 1 for name, page in PLACE.findall(pdf)}


def list_leaves(node, objects):
    """Return the numbers of the pages below a node of the tree of pages, in their order."""
    leaves, kids = [], re.search(rb"/Kids\s*\[(.*?)\]", node, re.DOTALL)[1]
    for kid in map(int, re.findall(rb"(\d+) 0 R", kids)):
        leaves += [kid] if PAGE.search(objects[kid]) else list_leaves(objects[kid], objects)
    return leaves


def make_pdf(names, parts, title, folder=FOLDER, html=HTML):
    """Print these pages of the built book; return the PDF's path and how many pages it has."""
    folder.mkdir(parents=True, exist_ok=True)
    page, found, count = folder / "filling-the-hole.html", {}, 0
    write = merge_book(names, parts, title, html)
    for _ in range(2):
        page.write_text(write(found), encoding="utf-8")
        print_pdf(page, find_browser(), OPTIONS)
        count, found = number_places(page.with_suffix(".pdf").read_bytes())
    return page.with_suffix(".pdf"), count


def main():
    """Print the book and return the exit code."""
    if not find_browser():
        print("The PDF is printed by Chromium, and none was found; install it, for example with "
              "`sudo apt-get install chromium`.", file=sys.stderr)
        return 1
    title = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["title"]
    path, count = make_pdf(*list_names(), title)
    print(f"{count} pages: {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
