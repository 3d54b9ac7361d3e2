"""The times of the sections: those of the chapters that are not run again stay as they are."""

from tools.run_times import sections


def test_no_chapter_leaves_the_table_as_it_is(tmp_path, monkeypatch):
    stored = sections.TABLE
    monkeypatch.setattr(sections, "TABLE", tmp_path / "times.csv")
    monkeypatch.setattr(sections, "list_chapters", list)
    sections.main([])
    assert sections.TABLE.read_bytes() == stored.read_bytes()


def test_a_chapter_s_new_times_take_the_place_of_its_old_ones(tmp_path, monkeypatch):
    monkeypatch.setattr(sections, "TABLE", tmp_path / "times.csv")
    monkeypatch.setattr(sections, "measure_chapter", lambda path: {"Keep your work": (1.25, 2.5)})
    sections.main(["01"])
    old, new = sections.read_times(), sections.read_times(sections.TABLE)
    [chapter] = {key[0] for key in old if key[0].startswith("01")}
    row = new[chapter, "Keep your work"]
    assert list(row) == sections.COLUMNS and row["processor_seconds"] == "2.5"
    assert [key for key in new if key[0] == chapter] == [(chapter, "Keep your work")]
    assert {key: row for key, row in old.items() if key[0] != chapter} == {
        key: row for key, row in new.items() if key[0] != chapter}
