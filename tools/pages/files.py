"""The files beside the pages: what no page loads is left out of the book."""

import re
import shutil

from tools.pages.head import CHATTER

UNUSED = ("_static/vendor", "_static/locales", "_static/**/*.map", "_static/*webpack-macros.html",
          "_static/sphinx-thebe.*", "_static/togglebutton.*", "_static/file.png",
          "_static/minus.png", "_static/plus.png", "_static/play-solid.svg")


def drop_unused_files(html):
    """Delete what the theme brings along and no page loads, and quiet its scripts."""
    for pattern in UNUSED:
        for path in html.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in html.glob("_static/scripts/*.js"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"\n//# sourceMappingURL=.*", "", CHATTER.sub("void 0", text)),
                        encoding="utf-8")
