"""The built book: every page whole, no error text, no broken link, every picture described."""

import re

import pytest
import yaml

from tests.paths import ROOT
from tools.book.check_links import check_book, list_pages, parse_page
from tools.book.store_outputs import is_marked, read_notebook

UNREAD_MARKUP = re.compile(r"\{(?:ref|cite|doc|term|glue|exercise|solution)[:\w]*\}|:::")


def list_table_of_contents():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    entries = [entry for part in toc["parts"] for entry in part["chapters"]]
    entries += [inner for entry in entries for inner in entry.get("sections", [])]
    return [toc["root"], *(entry["file"] for entry in entries)]


def test_every_page_of_the_contents_is_built(html):
    built = {page.relative_to(html).with_suffix("").as_posix() for page in list_pages(html)}
    assert set(list_table_of_contents()) <= built


def test_every_page_and_chapter_is_in_the_contents():
    files = [*ROOT.glob("book/**/*.md"), *ROOT.glob("chapters/*.ipynb")]
    written = {path.relative_to(ROOT).with_suffix("").as_posix() for path in files}
    assert written <= set(list_table_of_contents())


def test_nothing_on_any_page_is_broken(html):
    assert check_book(html) == []


def test_no_page_shows_an_error_or_unread_markup(html):
    for page in list_pages(html):
        words = [text for text in parse_page(page).find_all(string=True)
                 if not text.find_parent(["code", "pre", "script", "style"])]
        assert not UNREAD_MARKUP.search(" ".join(words)), page
        for output in parse_page(page).select(".cell_output"):
            assert "Traceback (most recent call last)" not in output.get_text(), page


def test_every_picture_has_a_sentence(html):
    for page in list_pages(html):
        article = parse_page(page).select_one("article")
        for picture in article.select("img") if article else []:
            words = picture.get("alt", "").split()
            if picture.find_parent(role="img"):
                continue  # one sentence for all that stand side by side
            assert len(words) >= 5 and "/" not in words[0], f"{page}: {str(picture)[:200]}"


def test_every_chapter_was_executed(chapter, html):
    page = html / "chapters" / f"{chapter.stem}.html"
    shown = parse_page(page).select("div.cell")
    cells = [cell for cell in read_notebook(chapter).cells if cell.cell_type == "code"]
    assert len(shown) == len(cells)
    for cell, block in zip(cells, shown):
        if is_marked(cell) and cell.outputs and cell.outputs[0].output_type == "stream":
            printed = block.select_one(".cell_output").get_text()
            assert cell.outputs[0].text.split() == printed.split(), cell.source


def test_every_module_is_on_a_page_of_the_library():
    pages = [ROOT / "book" / "api.md", *ROOT.glob("book/api/*.md")]
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    listed = set(re.findall(r"automodule:: inpaint_lib\.([\w.]+)", text))
    folder = ROOT / "inpaint_lib"
    files = {".".join(path.relative_to(folder).with_suffix("").parts)
             for path in folder.rglob("*.py") if path.stem != "__main__"}
    files = {file.removesuffix(".__init__") for file in files} - {"__init__"}
    # Rooms whose files no reader calls: their own docstring tells what they do.
    inner = re.compile(r"(drawing|course\.exercises|training)\.(?!small|checking)\w+")
    assert {file for file in files if not inner.fullmatch(file)} == listed


FAULTS = {
    '<a href="gone.html">x</a>': "link to a missing file: gone.html",
    '<a href="#gone">x</a>': "link to a missing place on a page: #gone",
    '<a href="/etc/passwd">x</a>': "link to a file outside the book: /etc/passwd",
    '<script src="https://cdn.example/x.js"></script>': "loads from another host",
    '<link rel="stylesheet" href="//cdn.example/x.css">': "loads from another host",
    '<div class="cell_output"><div class="traceback">ValueError</div></div>': "error on the page",
}


@pytest.mark.parametrize("tag", FAULTS)
def test_the_check_finds_each_kind_of_fault(tag, tmp_path):
    (tmp_path / "page.html").write_text(f"<article id='a'>{tag}</article>")
    found = check_book(tmp_path)
    assert len(found) == 1 and found[0].startswith(f"page.html: {FAULTS[tag]}")


def test_the_check_passes_a_page_in_order(tmp_path):
    (tmp_path / "b.html").write_text("<p id='here'>")
    (tmp_path / "a.html").write_text('<a href="b.html#here">x</a><a href="https://example.org">y</a>')
    assert check_book(tmp_path) == []
