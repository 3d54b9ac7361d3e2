"""Pictures of the pages as files with a size, loaded when they come near the window."""

import base64
import hashlib
import os
import re
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

from PIL import Image

from tools.paths import ROOT

KEPT = ROOT / "_build" / "pictures"
"""Compressed pictures by a hash of what they were made from."""
DATA_PNG = "data:image/png;base64,"
LENGTH = re.compile(r'<svg[^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"')


def press_picture(png, kept=KEPT):
    """Return the smaller of a PNG and its lossless WebP, and the ending that it needs."""
    name = hashlib.sha256(png).hexdigest()[:20]
    for ending in (".webp", ".png"):
        if (kept / f"{name}{ending}").exists():
            return (kept / f"{name}{ending}").read_bytes(), ending
    picture = Image.open(BytesIO(png))
    if picture.mode == "RGBA" and picture.getextrema()[3] == (255, 255):
        picture = picture.convert("RGB")
    pressed = BytesIO()
    picture.save(pressed, "WEBP", lossless=True, quality=80, method=4)
    data, ending = min((pressed.getvalue(), ".webp"), (png, ".png"), key=lambda pair: len(pair[0]))
    kept.mkdir(parents=True, exist_ok=True)
    (kept / f"{name}{ending}").write_bytes(data)
    return data, ending


def write_picture(png, html):
    """Write a picture into the book under a name made from its content; return the path."""
    data, ending = press_picture(png)
    path = html / "_images" / f"{hashlib.sha256(data).hexdigest()[:16]}{ending}"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


def measure_picture(path):
    """Return width and height in pixels; of a drawing, as its first line says."""
    if path.suffix == ".svg":
        found = LENGTH.search(path.read_text(encoding="utf-8"))
        return tuple(round(float(number)) for number in found.groups()) if found else None
    with Image.open(path) as picture:
        return picture.size


def find_file(address, page):
    """Return the file behind a local address on a page, or None."""
    parts = urlsplit(address)
    return None if parts.scheme or parts.netloc else (page.parent / unquote(parts.path)).resolve()


def move_picture(tag, page, html):
    """Make a picture a small file; return the file, or None for one that lies elsewhere."""
    address = tag.get("src", "")
    if address.startswith(DATA_PNG):
        path = write_picture(base64.b64decode(address.removeprefix(DATA_PNG)), html)
    else:
        path = find_file(address, page)
        if not path or not path.exists() or path.suffix != ".png":
            return path if path and path.exists() else None
        path = write_picture(path.read_bytes(), html)
    tag["src"] = Path(os.path.relpath(path, page.parent)).as_posix()
    if tag.parent.name == "a" and tag.parent.get("href") == address:
        tag.parent["href"] = tag["src"]
    return path


def free_picture(tag):
    """Let a picture of a chapter shrink with the window: its own style would have it scroll."""
    del tag["style"]
    if tag.parent.name == "div" and "overflow-x" in tag.parent.get("style", ""):
        tag.parent.unwrap()


def lighten_pictures(tree, page, html):
    """Give every picture of a page its own file, its size, and leave to load it late.

    The first picture of a page is loaded at once: it may be what the reader sees first.
    """
    opening = tree.select_one("article :is(img, .picture)")
    for tag in tree.select("article img[src]"):
        path = move_picture(tag, page, html)
        if not path:
            continue
        if not (tag.has_attr("width") or tag.has_attr("height")):
            size = measure_picture(path)
            if size:
                tag["width"], tag["height"] = map(str, size)
        if "picture" in tag.get("class", []):
            free_picture(tag)
        tag["decoding"] = "async"
        if any(part is opening for part in (tag, *tag.parents)):
            tag["fetchpriority"] = "high"
        else:
            tag["loading"] = "lazy"
