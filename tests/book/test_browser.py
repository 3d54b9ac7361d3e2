"""Pages of the built book in headless Chromium, with every other host blocked."""

import pytest

PAGES = ["book/index.html", "chapters/00_images_with_holes.html",
         "chapters/01_one_pixel_eight_neighbours.html"]
QUIZ = PAGES[1]
ALL_QUIZZES = ["book/quiz_before_after.html", *PAGES[1:],
               "chapters/02_one_pixel_twenty_four_neighbours.html",
               "chapters/03_the_whole_picture.html", "chapters/04_thirty_two.html",
               "chapters/05_is_it_any_good.html", "chapters/06_holes_anywhere.html",
               "chapters/08_heavier_encoders.html"]


@pytest.fixture
def open_page(browser, address):
    """Return a function that opens a page and gives it back with the list of its faults."""
    contexts = []

    def open_one(name, width=1280, scheme="light"):
        context = browser.new_context(viewport={"width": width, "height": 900},
                                      color_scheme=scheme)
        contexts.append(context)
        page, faults = context.new_page(), []

        def allow_own_host(route):
            own = route.request.url.startswith((address, "data:"))
            if not own:
                faults.append(f"asked another host: {route.request.url}")
            route.continue_() if own else route.abort()

        page.route("**/*", allow_own_host)
        page.on("requestfailed", lambda request: faults.append(f"failed: {request.url}"))
        page.on("response", lambda response: response.ok or response.status == 304
                or faults.append(f"{response.status}: {response.url}"))
        page.on("pageerror", lambda error: faults.append(error.message))
        page.on("console", lambda message: faults.append(message.text))
        page.goto(f"{address}/{name}", wait_until="networkidle")
        return page, faults

    yield open_one
    for context in contexts:
        context.close()


def read_brightness(page, selector, key):
    """Return the mean of red, green and blue, 0 to 255, of a colour on the page."""
    colour = page.locator(selector).first.evaluate(f"tag => getComputedStyle(tag)['{key}']")
    numbers = [float(part) for part in colour.split("(")[1].rstrip(")").split(",")[:3]]
    return sum(numbers) / 3


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_page_opens_without_a_fault(open_page, name, scheme):
    page, faults = open_page(name, scheme=scheme)
    assert faults == []
    paper = read_brightness(page, "body", "backgroundColor")
    ink = read_brightness(page, "article p", "color")
    assert paper - ink > 120 if scheme == "light" else ink - paper > 120


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES[1:])
def test_formulas_are_drawn_and_read_aloud(open_page, name):
    page, _ = open_page(name)
    drawn = page.locator("article .katex")
    assert drawn.count() == page.locator("article .math").count() > 0
    assert all(drawn.evaluate_all("tags => tags.map(tag => tag.offsetWidth > 0)"))
    assert page.locator("article .katex math annotation").count() == drawn.count()
    assert page.locator("article .katex :is([tabindex], a)").count() == 0


@pytest.mark.browser
def test_solutions_are_folded_and_open_by_a_key(open_page):
    page, _ = open_page(PAGES[1])
    solution = page.locator("details.solution").first
    code = solution.locator("pre").first
    assert not code.is_visible()
    assert solution.locator("summary").inner_text().startswith("Solution to Exercise")
    solution.locator("summary").focus()
    page.keyboard.press("Enter")
    code.wait_for(state="visible")


FIRST_FOUND = {"stencil": "book/glossary.html#term-stencil",
               "Telea": "book/glossary.html#term-Telea",
               "biharmonic": "book/glossary.html#term-biharmonic-fill",
               "receptive field": "book/glossary.html#term-receptive-field",
               "overfitting": "book/glossary.html",
               "membranes": "book/glossary.html",
               "exemplar": "book/glossary.html#term-exemplar-fill",
               "chelsea": "chapters/00_images_with_holes.html"}


@pytest.mark.browser
@pytest.mark.parametrize("words", FIRST_FOUND)
def test_search_finds_the_best_page_first(open_page, words):
    page, faults = open_page(f"search.html?q={words}")
    page.wait_for_selector("#search-results li a")
    found = page.locator("#search-results li a").evaluate_all("tags => tags.map(tag => tag.href)")
    names = [address.split("/", 3)[3].split("?")[0] for address in found]
    assert found[0].split("/", 3)[3] == FIRST_FOUND[words]
    ranks = [name.startswith("book/api") for name in names]
    assert ranks == sorted(ranks), names
    assert faults == []


@pytest.mark.browser
def test_the_button_of_the_colours_says_its_mode(open_page):
    page, _ = open_page(PAGES[0])
    button = page.locator(".theme-switch-button")
    names = set()
    for _ in range(3):
        button.click()
        names.add(button.get_attribute("aria-label"))
    assert names == {f"Colours: {words}. Change them"
                     for words in ("light", "dark", "as the system has them")}


@pytest.mark.browser
def test_paper_is_white_and_shows_the_whole_text(open_page):
    page, _ = open_page(PAGES[1], scheme="dark")
    page.emulate_media(media="print")
    page.wait_for_selector("html[data-theme=light]")
    assert page.locator("details.solution:not([open])").count() == 0
    assert not page.locator(".bd-sidebar-secondary").is_visible()
    assert page.locator("article h1").is_visible()
    assert read_brightness(page, "article p", "color") < 100
    assert page.locator("article pre").evaluate_all(
        "tags => tags.every(tag => tag.scrollWidth <= tag.clientWidth + 1)")
    page.emulate_media(media="screen")
    page.wait_for_selector("html[data-theme=dark]")
    assert page.locator("details.solution[open]").count() == 0


@pytest.mark.browser
def test_the_policy_keeps_other_hosts_away(open_page):
    page, faults = open_page(PAGES[0])
    asked = page.evaluate("""() => fetch("https://example.org/").then(() => true, () => false)""")
    assert asked is False
    assert any("Content Security Policy" in fault for fault in faults)
    assert not any("asked another host" in fault for fault in faults)


@pytest.mark.browser
def test_a_wrong_address_leads_back(open_page):
    page, faults = open_page("404.html")
    page.locator("a").click()
    page.wait_for_load_state()
    assert page.url.endswith("/book/index.html") and faults == []


# The quizzes

def measure_contrast(tags, key="color"):
    """Return the least contrast of the tags' ink with the paper behind, 1 to 21, as WCAG counts."""
    return min(tags.evaluate_all("""(tags, key) => {
        const read = text => text.match(/[\\d.]+/g).map(Number);
        const weigh = part => (part /= 255) <= 0.04045 ? part / 12.92
            : ((part + 0.055) / 1.055) ** 2.4;
        const shine = c => 0.2126 * weigh(c[0]) + 0.7152 * weigh(c[1]) + 0.0722 * weigh(c[2]);
        const find = tag => {
            const paper = read(getComputedStyle(tag).backgroundColor);
            return paper[3] === 0 ? find(tag.parentElement) : paper;
        };
        return tags.filter(tag => tag.offsetParent).map(tag => {
            const both = [shine(read(getComputedStyle(tag)[key])), shine(find(tag))];
            return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
        });
    }""", key))


def list_shown(box):
    """Return the answers to options that a question shows."""
    return [text for text in box.locator("[role=status] > p").all() if text.is_visible()]


def read_score(page):
    """Return how many answers are right, as a screen reader is told: the number is made by CSS."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    tree = {node["nodeId"]: node for node in nodes}

    def read_below(node):
        if node.get("role", {}).get("value") == "StaticText":
            return node["name"]["value"]
        return " ".join(read_below(tree[child]) for child in node.get("childIds", []))

    [score] = [node for node in nodes if node.get("name", {}).get("value", "").strip() == "Right:"
               and node["role"]["value"] == "StaticText"]
    return int(read_below(tree[score["parentId"]]).split()[1])


@pytest.mark.browser
def test_a_quiz_answers_each_choice(open_page):
    page, _ = open_page(QUIZ)
    boxes = page.locator("form.quiz fieldset")
    assert boxes.count() == 5
    for number in range(5):
        box = boxes.nth(number)
        assert list_shown(box) == []
        feedbacks = set()
        for choice in range(box.locator("label").count()):
            box.locator("label").nth(choice).click()
            [shown] = list_shown(box)
            assert shown.inner_text().startswith("ABCDEF"[choice])
            right = box.locator("input").nth(choice).get_attribute("class") == "right"
            assert ("Right." in shown.inner_text()) == right
            feedbacks.add(shown.inner_text())
        assert len(feedbacks) == 4
        box.locator("label:has(.right)").click()
    page.locator("form.quiz button").click()
    assert page.locator("form.quiz input:checked").count() == 0
    assert not any(list_shown(box) for box in boxes.all())


@pytest.mark.browser
def test_a_quiz_is_worked_by_the_keyboard_alone(open_page):
    page, faults = open_page(QUIZ)
    buttons = page.locator("form.quiz fieldset").first.locator("input")
    buttons.first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert [button.is_checked() for button in buttons.all()] == [False, True, False, False]
    page.keyboard.press("Enter")
    assert page.url.endswith(QUIZ), "Enter must not send the form."
    page.keyboard.press("Tab")
    assert "Read again" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowUp")
    assert page.locator("form.quiz fieldset").nth(1).locator("input:checked").count() == 1
    assert faults == []


@pytest.mark.browser
def test_the_score_counts_what_is_right_now(open_page):
    page, _ = open_page(QUIZ)
    assert read_score(page) == 0
    for box in page.locator("form.quiz fieldset").all()[:3]:
        box.locator("label:has(.right)").click()
    assert read_score(page) == 3
    page.locator("form.quiz fieldset").first.locator("label:not(:has(.right))").first.click()
    assert read_score(page) == 2


@pytest.mark.browser
def test_a_quiz_works_without_scripts_and_from_a_file(browser, html):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((html / QUIZ).as_uri())
    box = page.locator("form.quiz fieldset").first
    box.locator("label").nth(2).click()
    [shown] = list_shown(box)
    assert shown.inner_text().startswith("C.")
    shown.locator("a").click()
    assert page.url.endswith("#experiment-scoring-inside-and-outside")
    context.close()


@pytest.mark.browser
def test_the_quiz_before_answers_only_when_asked(open_page):
    page, _ = open_page("book/quiz_before_after.html")
    before, after = page.locator("form.quiz").all()
    for box in before.locator("fieldset").all():
        box.locator("label").first.click()
    assert not any(list_shown(box) for box in before.locator("fieldset").all())
    before.locator(".ask").check()
    assert [len(list_shown(box)) for box in before.locator("fieldset").all()] == [1] * 10
    assert not any(list_shown(box) for box in after.locator("fieldset").all())


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ALL_QUIZZES)
def test_a_quiz_is_readable(open_page, name, scheme):
    page, _ = open_page(name, width=390, scheme=scheme)
    for tag in page.locator("form.quiz .ask").all():
        tag.check()
    boxes = page.locator("form.quiz fieldset")
    boxes.evaluate_all("boxes => boxes.forEach(box => box.querySelector('input').click())")
    answers = page.locator("form.quiz [role=status] > p:visible")
    # One a question, and the score of each quiz.
    assert answers.count() == boxes.count()
    assert measure_contrast(answers, "borderLeftColor") >= 3
    assert measure_contrast(page.locator(
        "form.quiz :is(p, legend, label, span, strong, code, pre, a, button)")) >= 4.5


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_words_below_a_lab_are_readable(open_page, scheme):
    page, _ = open_page("chapters/03_the_whole_picture.html", scheme=scheme)
    assert measure_contrast(page.locator(".lab-still p, .lab-still em")) >= 4.5


@pytest.mark.browser
def test_a_chapter_opens_with_its_question_its_picture_and_its_minutes(open_page, chapter):
    page, _ = open_page(f"chapters/{chapter.stem}.html")
    picture = page.locator("article .cell_output .picture").first.bounding_box()
    minutes = page.locator("article h2").first
    assert minutes.inner_text().startswith("Minutes needed")
    assert 0 < picture["y"] < picture["y"] + picture["height"] <= 900
    assert minutes.bounding_box()["y"] <= 900
