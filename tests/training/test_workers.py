"""Workers find their place, and say when another one is lost."""

import subprocess
from types import SimpleNamespace

import pytest

from inpaint_lib.training import workers
from inpaint_lib.training.workers import (LostWorkerError, Worker, explain_lost_worker,
                                          find_worker, make_configuration)


def test_only_what_a_broken_connection_raises_is_explained():
    import tensorflow as tf
    with pytest.raises(LostWorkerError, match="Worker 1 of 2"), explain_lost_worker(Worker(1, 2)):
        raise tf.errors.UnavailableError(None, None, "Socket closed")
    with pytest.raises(tf.errors.ResourceExhaustedError), explain_lost_worker(Worker(1, 2)):
        raise tf.errors.ResourceExhaustedError(None, None, "no memory")
    with pytest.raises(tf.errors.UnavailableError), explain_lost_worker(Worker()):
        raise tf.errors.UnavailableError(None, None, "no other worker")


def test_a_worker_that_hears_no_signal_is_not_waited_for_for_ever(monkeypatch):
    class Deaf:
        def poll(self):
            return None

        def wait(self, timeout):
            raise subprocess.TimeoutExpired("train", timeout)
    stopped = SimpleNamespace(poll=lambda: 130, wait=lambda timeout: 130)
    assert workers._wait([stopped, Deaf()]) == 130


@pytest.mark.parametrize("value", ["{", "[]", '{"cluster": {"worker": ["a:1"]}}',
                                   '{"cluster": {"worker": "a:1"}, "task": {"type": "worker", '
                                   '"index": 0}}', make_configuration(["a:1", "b:1"], 0.5),
                                   make_configuration(["a:1", "b:1"], 2)])
def test_configurations_that_are_none(value):
    with pytest.raises(ValueError, match="TF_CONFIG is set, but not to what it should be"):
        find_worker({"TF_CONFIG": value})
