"""Pictures of a chapter have a number and a sentence, and a prediction stays one."""

from pathlib import Path

from bs4 import BeautifulSoup

from tests.paths import ROOT
from tools.book.check_links import parse_page
from tools.pages.numbers import caption_pictures

CELL = """<div class="cell"><div class="cell_input"><pre>{code}</pre></div>
<div class="cell_output"><div class="picture" role="img" aria-label="{words}"></div></div></div>"""
PAGE = f"""<article><h2>Experiment: what comes?<a class="headerlink" href="#a">#</a></h2>
{CELL.format(code="plots.plot_images(a, b, 'two lines fall')", words="two lines fall.")}
{CELL.format(code="plots.<span>load_alt</span>('key')", words="The answer is one half.")}
<div class="cell"><div class="cell_output"><img class="picture lab-picture" alt="A lab."></div>
</div></article>"""


def caption(name):
    tree = BeautifulSoup(PAGE, "html.parser")
    caption_pictures(tree, Path(name))
    return tree


def test_pictures_are_numbered_in_their_order_with_their_sentence():
    tree = caption("chapters/04_thirty_two.html")
    told, kept = tree.select("figure.numbered")
    assert told.figcaption.get_text() == "Figure 4.1. Two lines fall."
    assert told["id"] == "figure-4-1"
    # What all can read below a picture is not read out twice.
    assert told.select_one(".picture")["aria-label"] == "Figure 4.1, told in its caption"
    assert kept.figcaption.get_text() == "Figure 4.2. What comes?"
    assert kept.select_one(".picture")["aria-label"] == "The answer is one half."
    assert not tree.select("figure .lab-picture")


def test_pages_that_are_no_chapters_number_nothing():
    assert not caption("book/faces.html").select("figure")


def test_every_picture_of_the_book_has_its_number(chapter, html):
    tree = parse_page(html / "chapters" / f"{chapter.stem}.html")
    captions = [figure.figcaption.get_text() for figure in tree.select("figure.numbered")]
    number = int(chapter.stem[:2])
    assert [words.split(". ")[0] for words in captions] == [
        f"Figure {number}.{place}" for place in range(1, len(captions) + 1)]
    assert len(captions) >= 6 and all(len(words.split()) > 3 for words in captions)
    texts = (ROOT / "book" / "pictures.toml").read_text(encoding="utf-8")
    assert not [words for words in captions if words.split(". ", 1)[1][:40] in texts]
