"""axe-core, from npm through the lock: what it finds against WCAG 2.2, levels A and AA."""

from tests.paths import ROOT

AXE = ROOT / "tools" / "book" / "javascript" / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
"""Nothing but the contrast depends on the colours."""
RUN = """async only => {
    const options = { resultTypes: ["violations"], rules: { "target-size": { enabled: true } },
                      runOnly: only };
    const found = await axe.run(document, options);
    return found.violations.flatMap(rule => rule.nodes.map(node =>
        `${rule.id}: ${node.html.slice(0, 120)}`));
}"""


def load_axe(page):
    """Put axe into a page, whatever the page's policy says of scripts."""
    page.evaluate(AXE.read_text(encoding="utf-8"))


def run_axe(page, only=RULES):
    """Return the faults that axe finds on a page."""
    return page.evaluate(RUN, only)
