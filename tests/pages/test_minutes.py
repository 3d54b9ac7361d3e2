"""The minutes that are left of a chapter, from those that it states."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tools.book.check_links import parse_page
from tools.browser import serve
from tools.pages.minutes import STATED, share_minutes, time_sections

PAGE = """<article><section><h1>A</h1><section id="minutes-needed"><h2>Minutes</h2><p>20 minutes
to read and run, 5 minutes for the exercises.</p></section><section><h2>Read</h2><p>{words}</p>
</section><section><h2>Exercises</h2></section><section><h2>Summary</h2></section></section>
</article>""".replace("minutes\nto", "minutes to")


def test_minutes_go_down_as_the_words_do():
    assert share_minutes(60, [1, 1, 2]) == [60, 45, 30]


def test_sections_say_what_is_left_before_the_exercises():
    tree = BeautifulSoup(PAGE.format(words="word " * 38), "html.parser")
    time_sections(tree, Path("chapters/03_a.html"))
    first, read, exercises, summary = tree.select("section section")
    # 13 words of 52 are behind the reader.
    assert first["data-left"] == "20" and read["data-left"] == "15"
    assert exercises["data-exercises"] == "5" and not exercises.has_attr("data-left")
    assert not {"data-left", "data-exercises"} & set(summary.attrs)


def test_a_page_that_states_no_minutes_says_none():
    tree = BeautifulSoup(PAGE.replace("20 minutes", "Some"), "html.parser")
    time_sections(tree, Path("chapters/03_a.html"))
    assert not tree.select("[data-left], [data-exercises]")


def test_every_chapter_says_what_is_left(chapter, html):
    tree = parse_page(html / "chapters" / f"{chapter.stem}.html")
    left = [int(section["data-left"]) for section in tree.select("[data-left]")]
    stated = STATED.search(tree.select_one("#minutes-needed").get_text(" ", strip=True))
    assert left[0] == int(stated[1]) and left == sorted(left, reverse=True) and left[-1] > 0
    assert tree.select_one("[data-exercises]")["data-exercises"] == stated[2]


@pytest.mark.browser
def test_the_page_shows_what_is_left(browser_path, chapter, html):
    from playwright.sync_api import expect, sync_playwright
    with serve(html) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 800})
        page.goto(f"{address}/chapters/{chapter.stem}.html")
        note = page.locator(".minutes-left")
        expect(note).to_be_hidden()
        page.locator("[data-left]").nth(4).evaluate("part => part.scrollIntoView()")
        expect(note).to_have_text(re.compile(r"About \d+ min left"))
        page.locator("[data-exercises]").evaluate("part => part.scrollIntoView()")
        expect(note).to_have_text(re.compile(r"Exercises: about \d+ minutes"))
        browser.close()
