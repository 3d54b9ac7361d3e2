"""A checkpoint is whole or not there, whenever its writer is killed."""

import os
import random
import signal
import time

import numpy as np
import pytest

from inpaint_lib.training.checkpoints import CheckpointError, read_checkpoint, write_checkpoint


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system with fork")
def test_a_checkpoint_killed_while_it_is_written_is_the_old_or_the_new(tmp_path):
    path, rng = tmp_path / "last.npz", random.Random(0)
    write_checkpoint(path, [("a", np.zeros(200_000)), ("b", np.zeros(200_000))], {"n": 0})
    seen = set()
    for _ in range(25):
        _, facts = read_checkpoint(path)
        child = os.fork()
        if child == 0:
            for number in range(facts["n"] + 1, 10 ** 6):
                array = np.full(200_000, float(number))
                write_checkpoint(path, [("a", array), ("b", array)], {"n": number})
        time.sleep(rng.uniform(0, .05))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        arrays, facts = read_checkpoint(path)
        assert (arrays["a"] == facts["n"]).all() and (arrays["b"] == facts["n"]).all()
        seen.add(facts["n"])
    assert len(seen) > 2


def test_damaged_checkpoint(tmp_path):
    path = tmp_path / "last.npz"
    write_checkpoint(path, [("a", np.zeros(1000))], {})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(CheckpointError, match="damaged.*Delete it"):
        read_checkpoint(path)


def test_a_folder_in_the_place_of_a_checkpoint(tmp_path):
    with pytest.raises(CheckpointError, match="is a folder; wanted a checkpoint's file"):
        read_checkpoint(tmp_path)


@pytest.mark.parametrize("content", [
    b"", b"PK", bytes(range(256)) * 40,
    b"PK\x05\x06" + bytes(18),  # an archive of nothing
], ids=["empty", "two bytes", "noise", "nothing"])
def test_what_is_no_checkpoint(tmp_path, content):
    (tmp_path / "last.npz").write_bytes(content)
    with pytest.raises(CheckpointError, match="damaged.*Delete it"):
        read_checkpoint(tmp_path / "last.npz")


def test_a_part_that_claims_to_be_huge(tmp_path):
    path = tmp_path / "last.npz"
    write_checkpoint(path, [("a", np.zeros(100))], {})
    content = bytearray(path.read_bytes())
    size = (128 + 800).to_bytes(4, "little")
    at = content.rindex(size + size)
    content[at:at + 8] = (0xfffffff0).to_bytes(4, "little") * 2
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match="damaged .its parts are larger than the whole"):
        read_checkpoint(path)


def test_numbers_that_are_none_are_not_written(tmp_path):
    path = tmp_path / "last.npz"
    write_checkpoint(path, [("a", np.zeros(3))], {"n": 1})
    with pytest.raises(FloatingPointError, match="a holds values that are no numbers"):
        write_checkpoint(path, [("a", np.array([1, np.inf]))], {"n": 2})
    assert read_checkpoint(path)[1] == {"n": 1}
