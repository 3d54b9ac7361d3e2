"""Results are found wherever the reader stands, and tables keep numbers and words apart."""

import numpy as np
import pytest

from inpaint_lib import results


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    (tmp_path / "chapters").mkdir()
    monkeypatch.chdir(tmp_path / "chapters")
    return tmp_path / "data"


def test_a_file_is_found_from_a_folder_below(folder):
    (folder / "own.json").write_text('{"a": 1}')
    assert results.load_result("own.json") == {"a": 1}


def test_a_missing_file_names_the_folders_that_were_looked_into(folder):
    with pytest.raises(FileNotFoundError, match="clone the whole repository") as error:
        results.find_data("nothing.csv")
    assert str(folder) in str(error.value)


def test_a_table_has_numbers_where_all_are_numbers(folder):
    (folder / "own.csv").write_text('image,mse of it,label\n0,0.25,fox\n1,nan,"wolf, grey"\n')
    table = results.load_table("own.csv")
    assert list(table) == ["image", "mse of it", "label"]
    assert table["mse of it"].dtype == np.float64 and np.isnan(table["mse of it"][1])
    assert table["label"].tolist() == ["fox", "wolf, grey"]


def test_a_torn_table_is_an_error(folder):
    (folder / "torn.csv").write_text("a,b\n1,2\n3\n")
    with pytest.raises(ValueError):
        results.load_table("torn.csv")
