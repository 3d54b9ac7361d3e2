"""What a screen reader, a keyboard and a phone need and the theme leaves out."""


def fold_solutions(tree):
    """Make each folded box one that the browser folds: it opens by key and without scripts."""
    for box in tree.select("div.admonition.dropdown"):
        title = box.select_one(".admonition-title")
        for link in title.select("a"):
            link.unwrap()
        box.name = "details"
        title.name = "summary"


def scope_headings(tree):
    """Say of each heading of a table whether it is over a column or beside a row."""
    for cell in tree.select("table th"):
        if not cell.get_text(strip=True):
            cell.name = "td"
        elif not cell.has_attr("scope"):
            cell["scope"] = "col" if cell.find_parent("thead") else "row"


def mend_access(tree):
    """Mend a page in all these ways."""
    fold_solutions(tree)
    scope_headings(tree)
    for tag in tree.select("#jb-print-docs-body"):
        tag.decompose()
    for tag in tree.select("summary:has(> .toctree-toggle)"):
        above = tag.parent.find_previous_sibling("a").get_text(strip=True)
        tag["aria-label"] = f"Pages below {above}"
    for tag in tree.select("[role=doc-biblioentry]"):
        tag["role"] = "listitem"
    for tag in tree.select(".search-button-field"):  # its own words name it, the keys too
        del tag["aria-label"]
    for tag in tree.select("button[title]:not([aria-label], .search-button-field)"):
        tag["aria-label"] = tag["title"]
