"""Playgrounds in headless Chromium, each on a page of its own that needs no built book."""

import base64

import numpy as np
import pytest

from tests.paths import ROOT
from tools.browser import serve
from tools.pages.vendor import VENDOR, fetch_javascript
from tools.playground.build import TARGET, write_playgrounds
from tools.playground.playground_directive import HEAD, read_words, write_figure

STYLE = ROOT / "book" / "_static" / "custom.css"
PAGE = """<!doctype html><html lang="en" data-theme="{scheme}"><meta charset="utf-8">
<title>{name}</title><meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="custom.css">
<style>body {{ margin: 1rem; font: 16px/1.6 sans-serif; }} * {{ box-sizing: border-box; }}
body {{ background: var(--ground); color: var(--truth); }}</style>
<main class="bd-article"><h1>{name}</h1>{figure}</main></html>
"""


@pytest.fixture(scope="session")
def files():
    """Return the folder that holds the playgrounds and, beside it, what is vendored."""
    # Not again where the book is built: another worker may be reading it.
    if not (VENDOR / "onnxruntime-web").exists():
        fetch_javascript()
    write_playgrounds()
    return TARGET.parent


@pytest.fixture(scope="session")
def address(files):
    with serve(files) as found:
        yield found


@pytest.fixture
def open_playground(browser, address):
    """Return a function that opens a playground's page and gives it back with its faults."""
    contexts = []

    def open_one(name, width=1000, scheme="light", start=True, prepare=None, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page, faults = context.new_page(), []
        figure = (HEAD + write_figure(name, read_words()[name], "playground/").replace(
            "{base}", "")).replace("{base}", "playground/")
        page.route("**/*", lambda route: route.continue_()
                   if route.request.url.startswith((address, "data:", "blob:"))
                   else faults.append(f"asked another host: {route.request.url}") or route.abort())
        page.route("**/stage.html", lambda route: route.fulfill(
            content_type="text/html", body=PAGE.format(name=name, scheme=scheme, figure=figure)))
        page.route("**/custom.css", lambda route: route.fulfill(path=STYLE))
        page.on("pageerror", lambda error: faults.append(error.message))
        page.on("console", lambda message: message.type == "error" and faults.append(message.text))
        if prepare:
            prepare(page)
        page.goto(f"{address}/stage.html")
        if start:
            page.get_by_role("button", name="Start").click()
            page.wait_for_selector("figure[data-state=running]")
        return page, faults

    yield open_one
    for context in contexts:
        context.close()


CALL = """async ([module, body, packed]) => {
    const bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
    const open = value => value?.uint8 !== undefined ? bytes(value.uint8)
        : value?.float32 !== undefined ? new Float32Array(bytes(value.float32).buffer) : value;
    const given = Object.fromEntries(Object.entries(packed).map(([k, v]) => [k, open(v)]));
    const m = await import(new URL(`playground/${module}`, location.href).href);
    const base = new URL("playground/", location.href).href;
    const run = new (async () => {}).constructor("m", "given", "base", body);
    const answer = await run(m, given, base);
    if (!ArrayBuffer.isView(answer)) return answer;
    let text = "";
    for (const byte of new Uint8Array(Float32Array.from(answer).buffer))
        text += String.fromCharCode(byte);
    return {float32: btoa(text)};
}"""


def pack_array(value):
    """Return an array as the text in which it travels to the page fast; all else as it is."""
    if not isinstance(value, np.ndarray):
        return value
    kind = "float32" if value.dtype.kind == "f" else "uint8"
    return {kind: base64.b64encode(value.astype(kind).tobytes()).decode()}


@pytest.fixture(scope="module")
def empty_page(browser, address):
    page = browser.new_page()
    page.route("**/empty.html", lambda route: route.fulfill(content_type="text/html", body="<p>"))
    page.goto(f"{address}/empty.html")
    return page


@pytest.fixture
def call_module(empty_page):
    """Return a function that runs JavaScript on a module `m` and what is `given`, by name.

    Arrays travel as they are, float or bool; a typed array comes back as float32.
    """
    def call(module, body, **given):
        packed = {name: pack_array(value) for name, value in given.items()}
        answer = empty_page.evaluate(CALL, [module, body, packed])
        if isinstance(answer, dict) and "float32" in answer:
            return np.frombuffer(base64.b64decode(answer["float32"]), np.float32)
        return answer

    return call
