"""What is done to pages after Sphinx: each change on a small page, and on all of the book."""

import base64
import hashlib
import io
import re

import numpy as np
import pytest
from bs4 import BeautifulSoup
from PIL import Image

from tools.book.check_links import list_loaded, list_pages, parse_page
from tools.book.repository import find_site
from tools.pages.access import mend_access
from tools.pages.finish import parse_text
from tools.pages.formulas import read_formula, run_katex
from tools.pages.head import MODE, MOST_LETTERS, describe_page, mend_head
from tools.pages.icons import PATHS, draw_icons
from tools.pages.numbers import number_chapters
from tools.pages.pictures import lighten_pictures, press_picture
from tools.pages.policy import add_policy
from tools.pages.site import write_site_files

HEAVY = ("fontawesome", "thebe", "mathjax", "togglebutton", "ipy_model", "data:image",
         "document.write")


def read(text):
    return BeautifulSoup(text, "html.parser")


def make_png(pixels):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


# Pictures

@pytest.mark.parametrize("channels", [3, 4])
def test_a_pressed_picture_keeps_every_pixel(tmp_path, channels):
    pixels = np.random.default_rng(0).integers(0, 256, (12, 20, channels), dtype=np.uint8)
    pixels[2:9, 3:15] = 200
    data, ending = press_picture(make_png(pixels), tmp_path)
    mode = "RGBA" if channels == 4 else "RGB"
    assert np.array_equal(Image.open(io.BytesIO(data)).convert(mode), pixels)
    assert press_picture(make_png(pixels), tmp_path) == (data, ending)
    assert len(list(tmp_path.iterdir())) == 1


def test_pictures_become_files_with_a_size_and_wait(tmp_path):
    page = tmp_path / "chapters" / "a.html"
    source = base64.b64encode(make_png(np.zeros((6, 9, 3), np.uint8))).decode()
    picture = f'<div style="overflow-x: auto"><img class="picture" src="data:image/png;base64,' \
              f'{source}" style="min-width: 30rem"></div>'
    tree = read(f"<article>{picture}{picture}</article>")
    lighten_pictures(tree, page, tmp_path)
    first, second = tree.select("img")
    assert (tmp_path / "chapters" / first["src"]).resolve().exists()
    assert first["src"] == second["src"] and first["src"].startswith("../_images/")
    assert (first["width"], first["height"]) == ("9", "6")
    assert not first.has_attr("loading") and second["loading"] == "lazy"
    assert not first.has_attr("style") and first.parent.name == "article"


# Formulas and icons

def test_a_formula_is_read_as_sphinx_writes_it():
    assert read_formula(read(r"<span class='math'>\(a &lt; b\)</span>").span) == ("a < b", False)
    text = "<div class='math'><span class='eqno'>(1)</span>\\[\na\n\\]</div>"
    assert read_formula(read(text).div) == ("a", True)


def test_a_formula_keeps_its_mathml():
    [drawn] = run_katex([(r"\frac{1}{8}", False)])
    assert "<mfrac><mn>1</mn><mn>8</mn></mfrac>" in drawn and 'aria-hidden="true"' in drawn


def test_a_faulty_formula_is_named():
    with pytest.raises(ValueError, match="nonsense"):
        run_katex([(r"\nonsense", False)])


def test_icons_are_drawings_that_keep_their_place():
    tree = read('<i class="theme-switch fa-solid fa-sun fa-lg" data-mode="light"></i>')
    draw_icons(tree)
    assert tree.svg["class"] == ["icon", "theme-switch"] and tree.svg["data-mode"] == "light"
    assert tree.path["d"] == PATHS["sun"]
    with pytest.raises(KeyError):
        draw_icons(read('<i class="fas fa-unknown"></i>'))


# The head

PAGE = """<html lang="en"><head><meta charset="utf-8"><title>Holes — The book</title>
<meta name="viewport" content="a"><meta name="viewport" content="b">
<script data-cfasync="false">old</script><script src="_static/a/fontawesome/all.min.js"></script>
<link rel="preload" href="x.woff2"><script src="_static/page.js"></script>
<script src="_static/search.js"></script><link rel="stylesheet" href="_static/exercise.css">
<script>const THEBE_JS_URL = "x"</script></head><body><article><h1>Holes</h1>
<section id="the-question"><p>What lies <em>under</em> it?</p></section>
<script>document.write(`<button title="b" onclick="window.print()">Print</button>`);</script>
</article></body></html>"""


def test_the_head_keeps_what_the_page_uses(tmp_path):
    tree = read(PAGE)
    mend_head(tree, tmp_path / "a.html", tmp_path, None, parse_text)
    assert [tag.get("src") for tag in tree.select("script")] == [None, "_static/page.js"]
    assert tree.script.string == MODE
    assert not tree.select("link") and len(tree.select("[name=viewport]")) == 1
    assert tree.select_one("article button")["data-action"] == "print"


def test_a_page_says_what_it_is(tmp_path):
    tree = read(PAGE)
    mend_head(tree, tmp_path / "chapters" / "a.html", tmp_path, "https://a.io/b/", parse_text)
    facts = {tag.get("property") or tag.get("name"): tag["content"] for tag in tree.select("meta")
             if tag.has_attr("content")}
    assert facts["description"] == facts["og:description"] == "What lies under it?"
    assert facts["og:title"] == "Holes" and facts["og:type"] == "article"
    assert facts["og:image"] == "https://a.io/b/_images/front.png"
    assert tree.select_one("[rel=canonical]")["href"] == "https://a.io/b/chapters/a.html"


def test_a_long_description_ends_at_a_word():
    words = describe_page(read(f"<article><p>{'word ' * 80}</p></article>"))
    assert words.endswith("word…") and len(words) <= MOST_LETTERS


def test_the_policy_allows_the_scripts_of_the_page_and_no_other():
    tree = read("<head><meta charset='utf-8'><script>let a;</script></head>")
    add_policy(tree)
    policy = tree.select_one("[http-equiv=Content-Security-Policy]")["content"]
    digest = base64.b64encode(hashlib.sha256(b"let a;").digest()).decode()
    assert f"script-src 'self' 'wasm-unsafe-eval' 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';") and "http" not in policy
    assert tree.meta.find_next_sibling()["http-equiv"] == "Content-Security-Policy"


# Numbers, access, the site

def test_chapters_have_their_numbers(tmp_path):
    tree = read('<title>Thirty-two</title><nav class="bd-links"><a class="reference internal" '
                'href="#">Thirty-two</a>'
                '<a class="reference internal" href="03_whole.html">Whole</a>'
                '<a class="reference internal" href="../book/a.html">A</a></nav>'
                "<article><h1>Thirty-two</h1></article>")
    number_chapters(tree, tmp_path / "04_thirty_two.html")
    assert [tag.get_text() for tag in tree.select("a")] == ["4. Thirty-two", "3. Whole", "A"]
    assert tree.h1.get_text() == "Chapter 4 Thirty-two" and tree.title.string == "4. Thirty-two"


def test_folded_boxes_open_without_scripts():
    tree = read('<div class="admonition dropdown"><p class="admonition-title">To'
                '<a href="#a"> it</a>'
                "</p>x</div><table><thead><tr><th>a<th></tr></thead></table>")
    mend_access(tree)
    assert tree.details.summary.get_text() == "To it" and not tree.select("a")
    assert tree.th["scope"] == "col"


@pytest.mark.parametrize("repository, site", [
    (None, None), ("https://github.com/Owner/course", "https://owner.github.io/course/"),
    ("https://github.com/owner/owner.github.io", "https://owner.github.io/")])
def test_the_site_follows_from_the_repository(repository, site):
    assert find_site(repository) == site


@pytest.mark.parametrize("site, root", [(None, "/"), ("https://a.github.io/b/", "/b/")])
def test_the_map_is_written_where_the_address_is_known(tmp_path, site, root):
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "index.html").write_text("x")
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static" / "favicon.svg").write_text("<svg/>")
    write_site_files(tmp_path, site)
    assert 'rel="icon"' in (tmp_path / "index.html").read_text()
    assert f'<base href="{root}">' in (tmp_path / "404.html").read_text()
    if site:
        listed = re.findall("<loc>(.*?)</loc>", (tmp_path / "sitemap.xml").read_text())
        assert listed == [f"{site}book/index.html"]
    else:
        assert not (tmp_path / "sitemap.xml").exists()


# The book

def test_no_page_of_the_book_is_heavy_or_without_a_name(html):
    for page in list_pages(html):
        tree = parse_page(page)
        scripts = [tag.get_text() for tag in tree.select("script")]
        loaded = " ".join([*list_loaded(tree), *scripts]).lower()
        assert not [word for word in HEAVY if word in loaded], page
        assert len(tree.select("meta[name=viewport]")) == 1, page
        assert tree.select_one("meta[http-equiv=Content-Security-Policy]"), page
        assert tree.title.get_text(strip=True), page
        for picture in tree.select("article img"):
            assert picture.get("width") and picture.get("height"), f"{page}: {picture}"
        if tree.select_one("article h1") and page.name != "genindex.html":  # a list, no text
            assert 0 < len(tree.select_one("meta[name=description]")["content"]) <= MOST_LETTERS
    assert not list(html.glob("_static/**/*.map"))
