"""The book as one PDF: names that do not clash, links that lead inside, pages that are counted."""

import re

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from tools.book.check_links import list_anchors, parse_page
from tools.pdf.make import make_pdf, number_places
from tools.pdf.merge import list_names, merge_book

QUIZ = """<form class="quiz"><fieldset><legend>1. Which?</legend><label>A. One</label>
<div role="status"><p><strong>A. Not this one.</strong></p>
<p class="right"><strong>B. Right.</strong></p></div></fieldset></form>"""
FIRST = f"""<article class="bd-article"><section id="top"><h1>First<a class="headerlink">#</a></h1>
<p id="a">See <a href="chapters/01_b.html#a">the place</a>, <a href="#a">here</a>,
<a href="https://example.org/">outside</a>, <a href="search.html">the search</a>.</p>
<label for="a">x</label><svg><path id="m1"></path><use href="#m1"></use></svg>
<img loading="lazy" src="_images/front.png" alt="One plain orange square.">
<script>alert(1)</script>{QUIZ}<details class="sd-dropdown"><summary>More</summary>folded</details>
</section></article>"""
SECOND = """<article class="bd-article"><section><h1>Second</h1><section id="s"><h2>Part</h2>
<details class="solution" id="sol"><summary>Solution 1</summary>x = 1</details></section>
<section id="far"><h2>Far</h2><p id="a" style="break-before: page">Here it is.</p></section>
</section></article>"""
PARTS = {"chapters/01_b": "Chapters"}


@pytest.fixture
def small(tmp_path):
    """Return the folder of a built book of two pages."""
    (tmp_path / "chapters").mkdir()
    (tmp_path / "_images").mkdir()
    (tmp_path / "index.html").write_text(FIRST)
    (tmp_path / "chapters" / "01_b.html").write_text(SECOND)
    Image.new("RGB", (18, 9), "orange").save(tmp_path / "_images" / "front.png")
    return tmp_path


@pytest.fixture
def merged(small):
    write = merge_book(["index", "chapters/01_b"], PARTS, "Name: what it is", small)
    return BeautifulSoup(write({"p1": 7}), "html.parser")


def test_names_of_pages_do_not_clash_and_links_lead_to_them(merged):
    ids = [tag["id"] for tag in merged.select("[id]")]
    assert len(ids) == len(set(ids)) and {"p0", "p1", "p0-a", "p1-a", "m1"} <= set(ids)
    links = [link["href"] for link in merged.select("#p0 a")]
    assert links == ["#p1-a", "#p0-a", "https://example.org/"]
    assert "the search" in merged.select_one("#p0").get_text()
    assert merged.label["for"] == "p0-a" and merged.use["href"] == "#m1"


def test_what_cannot_be_pressed_on_paper_is_left_out_or_open(merged):
    assert not merged.select("script, .headerlink, [loading]")
    assert merged.select_one("details.sd-dropdown").has_attr("open")
    quiz = merged.select_one("form.quiz").get_text(" ")
    assert "Not this one" not in quiz and quiz.split("Answers")[1].split() == ["B.", "Right."]


def test_solutions_stand_at_the_end(merged):
    assert not merged.select("#p1 details")
    solutions = merged.select("article")[-1]
    assert solutions.h2.get_text() == "Second" and solutions.details["id"] == "p1-sol"
    assert solutions.details.has_attr("open")


def test_contents_name_parts_pages_sections_and_where_they_stand(merged):
    lines = [" ".join(line.get_text(" ").split())
             for line in merged.select(".book-contents > :not(h1)")]
    assert lines == ["First", "Chapters", "Second 7", "Part", "Far", "Solutions"]
    assert merged.select_one(".cover .name").get_text() == "Name"


@pytest.mark.browser
def test_a_small_book_is_printed_with_its_pages_and_links(browser_path, small, tmp_path):
    path, count = make_pdf(["index", "chapters/01_b"], PARTS, "Name: what it is",
                           tmp_path / "pdf", small)
    pdf = path.read_bytes()
    pages, places = number_places(pdf)
    # Cover, contents, the first page, the second's two, the solutions.
    assert pages == count == 6
    assert places["p0"] == 3 and places["p1"] == 4 and places["p1-far"] == 4
    assert places["p1-a"] == 5 and places["solutions"] == 6
    written = BeautifulSoup(path.with_suffix(".html").read_text(), "html.parser")
    assert written.select_one('.book-contents a[href="#p1"]').get_text() == "Second4"
    assert pdf.count(b"/URI (https://example.org/)") == 1
    links = {name.decode() for name in re.findall(rb"/Dest /(\S+?)[\s/>]", pdf)}
    assert links >= {"p1-a", "p1-far"}


def test_every_link_of_the_book_leads_to_a_place_in_it(html, tmp_path):
    names, parts = list_names()
    path = tmp_path / "book.html"
    path.write_text(merge_book(names, parts, "Name: what it is", html)({}), encoding="utf-8")
    tree = parse_page(path)
    assert len(tree.select("article")) == len(names) + 1
    lost = {link["href"] for link in tree.select("a[href^='#']")} - {
        f"#{name}" for name in list_anchors(path)}
    assert not lost
