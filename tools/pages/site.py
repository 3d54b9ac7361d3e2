"""What Sphinx does not write: the root that leads on, the page for a wrong address, the map."""

from html import escape

from tools.book.check_links import list_pages

ICON = "_static/favicon.svg"
SHELL = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{head}
<style>
body {{ max-width: 34rem; margin: 15vh auto 0; padding: 0 1rem; font: 18px/29px sans-serif;
  color: #1b1e23; background: #fff }}
a {{ color: #0b5cad }}
</style>
</head>
<body><main><h1>{title}</h1>
{body}
</main></body>
</html>
"""
LOST = """<p>There is no page at this address. It may have been renamed.</p>
<p><a href="book/index.html">To the front page</a></p>
<form action="search.html"><label>Search the course: <input type="search" name="q"></label>
<button>Search</button></form>"""
FRONT = '<p><a href="book/index.html">To the front page</a></p>'
NOT_LISTED = {"index.html", "404.html", "search.html", "genindex.html"}


def write_shell(path, title, body, head=""):
    """Write a small page without the theme."""
    if (path.parent / ICON).exists():
        head += f'\n<link rel="icon" href="{ICON}">'
    path.write_text(SHELL.format(title=escape(title), body=body, head=head), encoding="utf-8")


def write_map(html, site):
    """Write the list of all pages for search engines, and the file that tells them of it."""
    names = [page.relative_to(html).as_posix() for page in list_pages(html)]
    lines = [f"<url><loc>{escape(site + name)}</loc></url>" for name in names
             if name not in NOT_LISTED]
    (html / "sitemap.xml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        + "\n".join(lines) + "\n</urlset>\n", encoding="utf-8")
    (html / "robots.txt").write_text(f"User-agent: *\nSitemap: {site}sitemap.xml\n",
                                     encoding="utf-8")


def write_site_files(html, site):
    """Write these pages; with the address of the site, the map too."""
    write_shell(html / "index.html", "Filling the Hole", FRONT,
                '<meta http-equiv="refresh" content="0; url=book/index.html">')
    # A server shows this page at any address, so its links begin at the site's root.
    root = "/" + site.split("/", 3)[3] if site else "/"
    write_shell(html / "404.html", "Page not found", LOST, f'<base href="{root}">')
    if site:
        write_map(html, site)
