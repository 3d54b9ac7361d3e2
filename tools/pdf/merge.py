"""One page of HTML made of all pages of the built book, in reading order, to be printed."""

import re
from html import escape
from urllib.parse import unquote, urlsplit

from sphinx_external_toc.parsing import parse_toc_yaml

from tools.book.check_links import HTML
from tools.pages.finish import parse_text
from tools.paths import ROOT

CSS = ROOT / "tools" / "pdf" / "pdf.css"
DROPPED = ("script, noscript, button, template, link, .headerlink, .copybtn, .pg-start, "
           ".toctree-wrapper")
NAMES = ("id", "for", "aria-labelledby", "aria-describedby", "aria-controls", "headers")
"""Attributes that name places on a page; in the book each page's names begin with its number."""
SHEETS = ("theme", "bootstrap", "pydata", "pygments", "book-theme", "mystnb", "exercise",
          "sphinx-design", "custom", "katex", "playground")
NO_NUMBER = "&nbsp;" * 4


def list_names(path=ROOT / "_toc.yml"):
    """Return the names of the pages in order, and name: part for the first of each part."""
    toc = parse_toc_yaml(path)
    parts = {tree.items[0]: tree.caption for tree in toc.root.subtrees if tree.caption}
    return list(toc), parts


def read_article(path):
    """Return the article of a page as a tree of its own."""
    tree = parse_text(path.read_text(encoding="utf-8"))
    return tree.select_one("article.bd-article")


def name_places(article, number):
    """Begin every name on a page with the page's number; names inside drawings stay."""
    for tag in article.select(", ".join(f"[{name}]" for name in NAMES)):
        if not tag.find_parent("svg"):
            for name in set(NAMES) & set(tag.attrs):
                tag[name] = " ".join(f"p{number}-{word}" for word in str(tag[name]).split())
    article["id"] = f"p{number}"


def find_place(address, path, numbers, html):
    """Return where a link leads inside the book as one page, or None for what is not in it."""
    parts = urlsplit(address)
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    name = target.relative_to(html).with_suffix("").as_posix() if html in target.parents else ""
    if name not in numbers or target.suffix not in ("", ".html"):
        return None
    return f"#p{numbers[name]}" + (f"-{parts.fragment}" if parts.fragment else "")


def lead_links(article, path, numbers, html):
    """Let links lead to places in the book as one page; outside ones stay."""
    for link in article.select("a[href]"):
        if urlsplit(link["href"]).scheme:
            continue
        place = find_place(link["href"], path, numbers, html)
        if place:
            link["href"] = place
        else:
            link.unwrap()
    for picture in article.select("img[src]"):
        if not urlsplit(picture["src"]).scheme:
            picture["src"] = (path.parent / unquote(picture["src"])).resolve().as_uri()
        del picture["loading"]


def answer_quizzes(article):
    """Leave of the answers to a quiz's options the right ones, below all questions."""
    for quiz in article.select("form.quiz"):
        answers = [answer.extract() for answer in quiz.select("[role=status] p.right")]
        for box in quiz.select("[role=status], input[type=reset], .score"):
            box.decompose()
        if answers:
            below = parse_text('<div class="answers"><p><b>Answers</b></p></div>').div
            below.extend(answers)
            quiz.append(below)


def take_solutions(article):
    """Take the solutions out of a chapter and open every other folded box."""
    solutions = [box.extract() for box in article.select("details.solution")]
    for box in [*article.select("details"), *solutions]:
        box["open"] = ""
    return solutions


def prepare_article(path, number, numbers, html):
    """Return a page's article as it is printed, and the solutions that stand in it."""
    article = read_article(path)
    for tag in article.select(DROPPED):
        tag.decompose()
    name_places(article, number)
    lead_links(article, path, numbers, html)
    answer_quizzes(article)
    return article, take_solutions(article)


def read_title(article):
    """Return the heading of an article on one line."""
    return " ".join(article.h1.get_text(" ").split())


def write_contents(entries, found):
    """Return the contents: of each entry its level, words, place, and the page it stands on."""
    lines = [f'<a class="level-{level}" href="#{place}"><span>{escape(words)}</span>'
             f'<span>{found.get(place, NO_NUMBER)}</span></a>' if place else
             f'<p class="part">{escape(words)}</p>' for level, words, place in entries]
    return f'<nav class="book-contents"><h1>Contents</h1>{"".join(lines)}</nav>'


def list_sheets(path):
    """Return the style sheets that a page loads and print needs, as addresses."""
    tree = parse_text(path.read_text(encoding="utf-8"))
    files = [(path.parent / link["href"].split("?")[0]).resolve()
             for link in tree.select("link[rel=stylesheet]")]
    return [file.as_uri() for file in files if any(name in file.name for name in SHEETS)]


def merge_book(names, parts, title, html=HTML):
    """Return a function from found page numbers to the book as one page of HTML."""
    numbers = {name: number for number, name in enumerate(names)}
    entries, articles, solved, sheets = [], [], [], {}
    for name, number in numbers.items():
        path = html / f"{name}.html"
        article, solutions = prepare_article(path, number, numbers, html)
        if "/api/" in name:
            article["class"] = [*article["class"], "api"]
        sheets |= dict.fromkeys(list_sheets(path))
        if name in parts:
            entries.append((0, parts[name], None))
        entries.append((1, read_title(article), article["id"]))
        if name.startswith("chapters/"):
            entries += [(2, words, section["id"]) for section, words in list_sections(article)]
        articles.append(str(article))
        if solutions:
            heading = f"<h2>{escape(read_title(article))}</h2>"
            solved.append(heading + "".join(map(str, solutions)))
    if solved:
        entries.append((1, "Solutions", "solutions"))
        articles.append('<article class="bd-article" id="solutions"><h1>Solutions</h1>'
                        f'{"".join(solved)}</article>')
    links = "".join(f'<link rel="stylesheet" href="{sheet}">' for sheet in sheets)
    cover = (html / "_images" / "front.png").as_uri()
    head, _, tail = title.partition(": ")
    return lambda found: (
        '<!doctype html><html lang="en" data-theme="light" data-mode="light"><head>'
        f'<meta charset="utf-8"><title>{escape(title)}</title>{links}'
        f'<style>{CSS.read_text(encoding="utf-8")}</style></head><body>'
        f'<div class="cover"><p class="name">{escape(head)}</p><p>{escape(tail)}</p>'
        f'<img src="{cover}" alt=""></div>{write_contents(entries, found)}'
        f'<main class="bd-content">{"".join(articles)}</main></body></html>')


def list_sections(article):
    """Return the sections of a chapter: pairs of a tag and its heading."""
    return [(section, re.sub(r"\s+", " ", section.h2.get_text()).strip())
            for section in article.select("section > section:has(> h2)") if section.has_attr("id")]
