"""The rule in each page's head by which the browser itself refuses whatever is not of the book."""

import base64
import hashlib

RULES = {
    "default-src": "'none'",
    # The network in the page is compiled from a file of the book.
    "script-src": "'self' 'wasm-unsafe-eval'",
    # Formulas and pictures say their sizes in the text itself.
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self' blob: data:",
    "worker-src": "'self' blob:",
    "base-uri": "'self'",
    "form-action": "'self'",
}


def hash_script(text):
    """Return the name by which a policy knows a script that stands in the page."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def write_policy(scripts):
    """Return the policy for a page with these scripts in its text."""
    rules = {**RULES, "script-src": " ".join([RULES["script-src"], *map(hash_script, scripts)])}
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def add_policy(tree):
    """Put the policy at the head of a page, before anything is loaded."""
    scripts = [tag.string for tag in tree.select("script:not([src])") if tag.string]
    tag = tree.new_tag("meta", attrs={"http-equiv": "Content-Security-Policy",
                                      "content": write_policy(scripts)})
    charset = tree.head.select_one("meta[charset]")
    if charset:
        charset.insert_after(tag)
    else:
        tree.head.insert(0, tag)
