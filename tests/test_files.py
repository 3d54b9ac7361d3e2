"""Files are whole or not there, and results are found and read wherever the reader stands."""

import errno
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from inpaint_lib import files
from inpaint_lib.files import (ADVICE, check_folder, explain_error, hold_folder, read_rows,
                               replace_file, update_table, write_rows)
from tests.paths import ROOT

NEEDS_FORK = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system with fork")
NOBODY = 65534


@pytest.fixture
def path(tmp_path):
    """A file that was there before."""
    path = tmp_path / "loss.csv"
    path.write_text("old")
    return path


def run_in_child(action):
    """Run a function in a process of its own; return how that ended."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            code = action() or 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def list_names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def test_the_old_file_is_there_until_the_new_one_is_whole(path):
    with replace_file(path) as part:
        part.write_text("half")
        assert path.read_text() == "old"
    assert path.read_text() == "half"
    assert list_names(path.parent) == ["loss.csv"]


def test_a_file_that_was_not_there_before(tmp_path):
    with replace_file(tmp_path / "new.txt") as part:
        part.write_bytes(b"\0" * 1000)
        assert list_names(tmp_path) == [part.name]
    assert (tmp_path / "new.txt").read_bytes() == b"\0" * 1000


@pytest.mark.parametrize("name", ["best.keras", "last.npz", "epoch_030.png"])
def test_the_part_lies_beside_its_file_and_ends_like_it(tmp_path, name):
    with replace_file(tmp_path / name) as part:
        assert part.parent == tmp_path
        assert part.suffix == Path(name).suffix
        assert part.name != name
        part.write_text("")


def test_all_is_on_the_disk_before_the_name_is_given(path, monkeypatch):
    calls, real = [], {name: getattr(os, name) for name in ("fsync", "replace")}
    for name in real:
        monkeypatch.setattr(os, name, lambda *arguments, name=name: (
            calls.append(name), real[name](*arguments)))
    with replace_file(path) as part:
        part.write_text("new")
    assert calls[:2] == ["fsync", "replace"]
    assert path.read_text() == "new"


@pytest.mark.parametrize("error", [ValueError("wrong"), KeyboardInterrupt(), MemoryError()])
def test_an_error_of_the_writer_leaves_the_old_file_and_is_not_changed(path, error):
    with pytest.raises(type(error)) as caught, replace_file(path) as part:
        part.write_text("half")
        raise error
    assert caught.value is error
    assert path.read_text() == "old"
    assert list_names(path.parent) == ["loss.csv"]


def test_an_error_of_the_writer_leaves_no_file_where_none_was(tmp_path):
    with pytest.raises(ZeroDivisionError), replace_file(tmp_path / "new.txt") as part:
        part.write_text("half")
        part.write_text(str(1 / 0))
    assert list_names(tmp_path) == []


@NEEDS_FORK
def test_a_process_killed_while_it_writes_leaves_the_old_file(path):
    def write_half():
        with replace_file(path) as part:
            part.write_text("half")
            os.kill(os.getpid(), signal.SIGKILL)
    assert run_in_child(write_half) == -signal.SIGKILL
    assert path.read_text() == "old"
    part, name = list_names(path.parent)
    assert part.startswith(".part-") and name == "loss.csv"
    with replace_file(path) as part:
        part.write_text("new")
    assert path.read_text() == "new"
    assert list_names(path.parent) == ["loss.csv"]


def test_a_reader_s_file_that_looks_like_an_unfinished_one_stays(path):
    names = ["loss.part.csv", ".part-loss.csv", "loss.csv.part"]
    for name in names:
        path.with_name(name).write_text("mine")
    with replace_file(path) as part:
        part.write_text("new")
    assert list_names(path.parent) == sorted([*names, "loss.csv"])


@NEEDS_FORK
def test_two_writers_of_one_file_do_not_mix(path):
    with replace_file(path) as first, replace_file(path) as second:
        first.write_text("first")
        second.write_text("second")
        assert first != second

        def write():
            with replace_file(path) as third:
                third.write_text("third")
        assert run_in_child(write) == 0
        assert path.read_text() == "third"
        assert first.read_text() == "first" and second.read_text() == "second"
    assert path.read_text() == "first"
    assert list_names(path.parent) == ["loss.csv"]


def test_a_name_that_the_disk_just_takes(tmp_path):
    path = tmp_path / (251 * "a" + ".png")
    with replace_file(path) as part:
        part.write_text("new")
    assert path.read_text() == "new"


@pytest.mark.parametrize("make, words", {
    lambda folder: open(folder / (256 * "a")): r"/a+: its name is too long; most disks take 255",
    lambda folder: open(folder / "file" / "out.png"): "out.png: a part of its path is a file",
    lambda folder: open(folder): ": it is a folder",
    lambda folder: open(folder / "none"): "none: there is no such file or folder",
}.items())
def test_an_error_of_the_system_is_said_in_words(tmp_path, make, words):
    (tmp_path / "file").touch()
    with pytest.raises(OSError) as caught:
        make(tmp_path)
    assert re.search(words, explain_error(caught.value))
    assert "Errno" not in explain_error(caught.value)


@pytest.mark.parametrize("name", ["faces_hardness", "install_sizes", "pairs_5x5", "section_times",
                                  "sizes"])
def test_rows_that_are_read_and_written_are_the_same_file(tmp_path, name):
    stored = ROOT / "data" / f"{name}.csv"
    write_rows(tmp_path / "new.csv", read_rows(stored))
    assert (tmp_path / "new.csv").read_bytes() == stored.read_bytes()


def test_an_error_with_words_of_its_own_keeps_them():
    assert explain_error(OSError(errno.ENOSPC, "Make room.")) == "Make room."
    assert explain_error(OSError("odd")) == "odd"
    assert explain_error(ValueError("wrong")) == "wrong"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk(path, number):
    with pytest.raises(OSError, match="The disk is full") as caught, replace_file(path) as part:
        part.write_text("half")
        raise OSError(number, os.strerror(number))
    message = str(caught.value)
    assert caught.value.errno == number
    assert str(path) in message
    assert "The file that was there is whole." in message
    assert ADVICE in message
    assert path.read_text() == "old"
    assert list_names(path.parent) == ["loss.csv"]


@NEEDS_FORK
def test_a_disk_that_is_really_full(path):
    resource = pytest.importorskip("resource")

    def write_too_much():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
        try:
            with replace_file(path) as part:
                part.write_bytes(b"\0" * 20_000)
        except OSError as error:
            return 3 if "The disk is full" in str(error) else 4
    assert run_in_child(write_too_much) == 3
    assert path.read_text() == "old"
    assert list_names(path.parent) == ["loss.csv"]


def test_a_full_disk_where_no_file_was(tmp_path):
    with pytest.raises(OSError, match="The disk is full") as caught, \
            replace_file(tmp_path / "new.txt"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert "is whole" not in str(caught.value)
    assert list_names(tmp_path) == []


def test_another_error_of_the_disk(path):
    with pytest.raises(OSError, match=r"written \(the disk reports an error\)") as caught, \
            replace_file(path):
        raise OSError(errno.EIO, "Input/output error")
    assert "The disk is full" not in str(caught.value)
    assert "The file that was there is whole." in str(caught.value)
    assert path.read_text() == "old"


def test_an_error_without_a_number(path):
    with pytest.raises(OSError, match=r"could not be written \(something odd\)") as caught, \
            replace_file(path):
        raise OSError("something odd")
    assert caught.value.errno == errno.EIO


def test_a_folder_that_is_not_there(tmp_path):
    path = tmp_path / "absent" / "loss.csv"
    with pytest.raises(FileNotFoundError, match="loss.csv could not be written .there is no"), \
            replace_file(path) as part:
        part.write_text("new")


def test_nothing_was_written(path):
    with pytest.raises(FileNotFoundError, match="could not be written"), replace_file(path):
        pass
    assert path.read_text() == "old"


def test_a_folder_in_the_place_of_the_file(tmp_path):
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "kept.txt").write_text("kept")
    with pytest.raises(OSError, match="runs could not be written"), \
            replace_file(tmp_path / "runs") as part:
        part.write_text("new")
    assert list_names(tmp_path) == ["runs"]
    assert (tmp_path / "runs" / "kept.txt").read_text() == "kept"


# The folder, before any work is done

def test_little_room_is_told_in_numbers_that_differ(tmp_path, monkeypatch):
    usage = type("Usage", (), {"free": 400_000})
    monkeypatch.setattr("inpaint_lib.files.shutil.disk_usage", lambda folder: usage)
    for n_bytes, words in ((450_000, r"400\.0 kB and 450\.0 kB"),
                           (400_001, r"400\.0 kB and 400\.1 kB")):
        with pytest.raises(OSError, match=f"room for {words} are needed"):
            check_folder(tmp_path, n_bytes)
    usage.free = 12_300_000
    for n_bytes, words in ((12_400_000, "12 MB and 13 MB"), (3 * 10 ** 9, "12 MB and 3,000 MB")):
        with pytest.raises(OSError, match=f"room for {words} are needed"):
            check_folder(tmp_path, n_bytes)


def test_a_folder_is_made_and_left_empty(tmp_path):
    folder = tmp_path / "runs" / "first"
    for _ in range(2):
        check_folder(folder, n_bytes=1000)
        assert list_names(folder) == []


def test_what_is_in_a_folder_stays(path):
    check_folder(path.parent, n_bytes=0)
    assert list_names(path.parent) == ["loss.csv"]
    assert path.read_text() == "old"


def test_a_reader_s_file_that_looks_like_the_check_s_stays(tmp_path):
    mine = tmp_path / f".probe{os.getpid()}"
    mine.write_text("mine")
    check_folder(tmp_path, n_bytes=0)
    assert mine.read_text() == "mine"


def test_a_file_where_the_folder_should_be(path):
    for folder in (path, path / "runs"):
        with pytest.raises(OSError, match="Cannot write to .*loss.csv.*you may write to"):
            check_folder(folder, 1)
    assert path.read_text() == "old"


@NEEDS_FORK
@pytest.mark.parametrize("name", ["", "runs"])
def test_a_folder_that_belongs_to_somebody_else(path, name):
    def check_as_stranger():
        if os.geteuid() == 0:
            # Nobody may write where root does, but root may write everywhere.
            os.chdir(path.parent)
            os.setuid(NOBODY)
            folder = Path(name)
        else:
            os.chmod(path.parent, 0o500)
            folder = path.parent / name
        try:
            check_folder(folder, 1)
        except PermissionError as error:
            return 3 if "you may not" in str(error) and "Cannot write to" in str(error) else 4
    try:
        assert run_in_child(check_as_stranger) == 3
    finally:
        path.parent.chmod(0o700)
    assert list_names(path.parent) == ["loss.csv"]


def test_a_disk_with_too_little_room(tmp_path):
    with pytest.raises(OSError, match="MB and 1,000,000,000,000 MB are needed") as caught:
        check_folder(tmp_path, 10 ** 18)
    assert caught.value.errno == errno.ENOSPC
    assert ADVICE in str(caught.value)


HOLD = """
import sys
from pathlib import Path
from inpaint_lib.files import hold_folder
with hold_folder(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("killed", [True, False])
def test_a_folder_is_held_by_one_process_until_its_end(tmp_path, killed):
    folder = tmp_path / "runs"
    holder = subprocess.Popen([sys.executable, "-c", HOLD, folder], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "held\n"
    wanted = rf"Another run \(process {holder.pid}, since 20.*\) is using the folder .*runs\."
    for _ in range(2):
        with pytest.raises(OSError, match=wanted), hold_folder(folder):
            pass
    if killed:
        holder.kill()
    holder.communicate()
    for _ in range(2):
        with hold_folder(folder):
            assert f"process {os.getpid()}, since " in (folder / ".lock").read_text()


def test_a_disk_without_locks_is_written_all_the_same(tmp_path, monkeypatch):
    fcntl = pytest.importorskip("fcntl")

    def refuse(*_):
        raise OSError(errno.ENOLCK, "No locks available")
    monkeypatch.setattr(fcntl, "flock", refuse)
    with hold_folder(tmp_path), hold_folder(tmp_path):
        pass
    assert list_names(tmp_path) == []


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    (tmp_path / "chapters").mkdir()
    monkeypatch.chdir(tmp_path / "chapters")
    return tmp_path / "data"


def test_a_file_is_found_from_a_folder_below(folder):
    (folder / "own.json").write_text('{"a": 1}')
    assert files.load_result("own.json") == {"a": 1}


def test_a_missing_file_names_the_folders_that_were_looked_into(folder):
    with pytest.raises(FileNotFoundError, match="clone the whole repository") as error:
        files.find_data("nothing.csv")
    assert str(folder) in str(error.value)


def test_a_table_has_numbers_where_all_are_numbers(folder):
    (folder / "own.csv").write_text('image,mse of it,label\n0,0.25,fox\n1,nan,"wolf, grey"\n')
    table = files.load_table("own.csv")
    assert list(table) == ["image", "mse of it", "label"]
    assert table["mse of it"].dtype == np.float64 and np.isnan(table["mse of it"][1])
    assert table["label"].tolist() == ["fox", "wolf, grey"]


def test_a_torn_table_is_an_error(folder):
    (folder / "torn.csv").write_text("a,b\n1,2\n3\n")
    with pytest.raises(ValueError):
        files.load_table("torn.csv")


def test_a_table_keeps_its_other_columns(tmp_path):
    path = tmp_path / "table.csv"
    update_table(path, {"image": ["a", "b"], "mse Telea": [0.5, 0.25]})
    update_table(path, {"image": ["a", "b"], "mse Telea": [0.5, 0.75], "ssim": [1, 2]})
    update_table(path, {"image": ["a", "b"], "mse membrane": [0.125, 3]})
    assert read_rows(path)[1] == {"image": "b", "mse Telea": "0.75", "ssim": "2",
                                  "mse membrane": "3"}
    with pytest.raises(ValueError, match="of other images"):
        update_table(path, {"image": ["b", "a"], "mse membrane": [0, 0]})
