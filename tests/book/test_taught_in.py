"""The table of what is taught where comes from the chapters themselves."""

import nbformat

from tests.paths import CHAPTERS
from tools.book.taught_in import find_file, find_first_chapters, write_taught_in


def test_a_name_belongs_to_the_first_chapter_that_imports_it(tmp_path):
    v4, paths = nbformat.v4, []
    for number, code in enumerate(["from inpaint_lib.fills import fill_mean\nimport numpy",
                                   "from inpaint_lib.fills import fill_telea, fill_mean"]):
        paths.append(tmp_path / f"0{number}_one.ipynb")
        nbformat.write(v4.new_notebook(cells=[v4.new_markdown_cell("from x"),
                                              v4.new_code_cell(code)]), paths[-1])
    assert find_first_chapters(paths) == {"fills": {"fill_mean": paths[0], "fill_telea": paths[1]}}


def test_a_link_leads_to_the_file_that_holds_the_name():
    assert find_file("fills", "fill_telea") == "inpaint_lib.fills.classical.fill_telea"
    assert find_file("holes", "PAPER_32") is None


def test_the_table_has_a_row_a_room(tmp_path):
    write_taught_in(tmp_path / "taught_in.md")
    text = (tmp_path / "taught_in.md").read_text(encoding="utf-8")
    assert "| fills | " in text and "`fill_telea <inpaint_lib.fills.classical.fill_telea>`" in text
    assert f"[0](../chapters/{CHAPTERS[0].name})" in text
