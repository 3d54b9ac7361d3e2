"""The form in which notebooks are committed: text of marked cells, no pictures, no noise."""

from tools.book import store_outputs
from tools.book.store_outputs import is_marked, read_notebook, tidy_notebook, write_notebook


def test_notebook_is_stored_as_the_tool_writes_it(chapter):
    tidied = write_notebook(tidy_notebook(read_notebook(chapter)))
    assert chapter.read_text(encoding="utf-8") == tidied, "Run `make store-outputs`."


def test_every_marked_cell_has_stored_text(chapter):
    marked = [cell for cell in read_notebook(chapter).cells if is_marked(cell)]
    assert len(marked) >= 6
    empty = [cell.source for cell in marked if not cell.outputs]
    assert not empty, "Run `make store-outputs`: these cells are marked and print nothing."


def test_pictures_and_unmarked_outputs_are_dropped():
    v4 = store_outputs.nbformat.v4
    picture = v4.new_output("display_data", data={"image/png": "aGVsbG8=", "text/plain": "x"})
    words = v4.new_output("stream", name="stdout", text="0.5\n")
    unmarked = v4.new_code_cell("1", outputs=[picture, words], execution_count=7)
    marked = v4.new_code_cell("2", outputs=[words, words], execution_count=8,
                              metadata={"tags": [store_outputs.MARK], "collapsed": True})
    first, second = tidy_notebook(v4.new_notebook(cells=[unmarked, marked])).cells
    assert first.outputs == [] and first.execution_count is None
    assert [output.text for output in second.outputs] == ["0.5\n0.5\n"]
    # nbval compares nothing for a cell without a number.
    assert second.execution_count == 1
    assert set(second.metadata) == {"tags"}
