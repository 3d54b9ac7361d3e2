"""Chapter 2: answers that are right however written, and wrong ones beyond the known mistakes."""

import numpy as np


def relu(sums):
    return np.maximum(0, sums)


def count_in_loops(neighbours, weights, bias):
    silent = 0
    for unit in range(len(bias)):
        firing = [row for row in neighbours if float(row @ weights[:, unit]) + bias[unit] > 0]
        silent += not firing
    return silent


def count_in_place(neighbours, weights, bias):
    weights += bias / len(weights)
    return np.sum(np.all(neighbours @ weights <= 0, axis=0))


def share_in_loops(net, linear):
    won = [other < one for one, other in zip(net, linear)]
    return sum(won) / len(won)


def share_in_place(net, linear):
    net -= linear
    return np.mean(net > 0)


RIGHT = {
    "patches_of_stride_1": {"product": 96 * 96, "float": 9216.0, "text": "9216"},
    "n_parameters": {"sum": 417, "text": "417", "array": np.array([417])},
    "first_adam_step": {"decimals": 0.999, "text": "0.999", "float32": np.float32(0.999)},
    "two_units": {"tuple": (1.0, -1.0), "column": np.array([[1], [-1]]), "text": ["1", "-1"]},
    "count_silent_units": {
        "loops": count_in_loops,
        "largest": lambda x, w, b: np.count_nonzero((x @ w + b).max(axis=0) <= 0),
        "after the ReLU": lambda x, w, b: int((relu(x @ w + b).sum(axis=0) == 0).sum()),
        "not firing": lambda x, w, b: len(b) - np.sum(np.any(x @ w + b > 0, axis=0)),
        "einsum": lambda x, w, b: sum(~(np.einsum("pi,iu->up", x, w) > -b[:, None]).any(axis=1))},
    "share_won": {
        "loops": share_in_loops, "greater": lambda net, linear: (net > linear).mean(),
        "counted": lambda net, linear: np.count_nonzero(linear - net < 0) / net.size,
        "lists": lambda net, linear: share_in_loops(net.tolist(), linear.tolist())},
}

WRONG = {
    "patches_of_stride_1": {"one more": 97 * 97, "one side": 96, "floor": 20 * 20, "all": 1e4},
    "n_parameters": {"one less": 416, "input biases": 441, "two outputs": 434, "units": 41},
    "first_adam_step": {"not moved": 1.0, "ten steps": 0.99, "the step": 0.001, "last": 0.9989},
    "two_units": {"doubled": [2, -2], "both negative": [-1, -1], "one": 1, "three": [1, -1, 0]},
    "count_silent_units": {
        "below zero": lambda x, w, b: np.sum(np.all(x @ w + b < 0, axis=0)),
        "mean": lambda x, w, b: np.sum((x @ w + b).mean(axis=0) <= 0),
        "median": lambda x, w, b: np.sum(np.median(x @ w + b, axis=0) <= 0),
        "smallest": lambda x, w, b: np.sum((x @ w + b).min(axis=0) <= 0),
        "first patch": lambda x, w, b: np.sum((x @ w + b)[0] <= 0),
        "last patch": lambda x, w, b: np.sum((x @ w + b)[-1] <= 0),
        "all but the last patch": lambda x, w, b: np.sum(np.all((x @ w + b)[:-1] <= 0, axis=0)),
        "all but the first unit": lambda x, w, b: np.sum(np.all(x @ w + b <= 0, axis=0)[1:]),
        "share": lambda x, w, b: np.mean(np.all(x @ w + b <= 0, axis=0)),
        "which": lambda x, w, b: np.flatnonzero(np.all(x @ w + b <= 0, axis=0)),
        "truths": lambda x, w, b: np.all(x @ w + b <= 0, axis=0),
        "weights alone": lambda x, w, b: np.sum(np.all(w <= 0, axis=0)),
        "firing somewhere": lambda x, w, b: np.sum(np.any(x @ w + b > 0, axis=0)),
        "size": lambda x, w, b: np.sum(np.all(np.abs(x @ w + b) < 1, axis=0)),
        "whole numbers": lambda x, w, b: np.sum(np.all((x @ w + b).astype(int) <= 0, axis=0)),
        "in place": count_in_place},
    "share_won": {
        "ties half": lambda net, linear: np.mean((np.sign(net - linear) + 1) / 2),
        "ties left out": lambda net, linear: np.mean((linear < net)[linear != net]),
        "one less": lambda net, linear: np.sum(linear < net) / (len(net) - 1),
        "means": lambda net, linear: float(np.mean(linear) < np.mean(net)),
        "ratio": lambda net, linear: np.mean(linear) / np.mean(net),
        "difference": lambda net, linear: np.mean(net - linear),
        "median": lambda net, linear: np.mean(linear < np.median(net)),
        "all": lambda net, linear: np.all(linear < net),
        "to one decimal": lambda net, linear: round(np.mean(linear < net), 1),
        "whole numbers": lambda net, linear: np.sum(linear < net) // len(net),
        "in tenths": lambda net, linear: np.mean(linear.astype(int) < net.astype(int)),
        "over pairs of all": lambda net, linear: np.mean(linear[:, None] < net),
        "truths": lambda net, linear: linear < net,
        "in place": share_in_place},
}

HINTS = {
    "two_units": (([1, ...], "Dots"),),
    "count_silent_units": (
        (lambda x, w, b: np.sum(np.all(x @ w + b == 0, axis=0)), "below 0"),
        (lambda x, w, b: np.sum(np.all(x @ w - b <= 0, axis=0)), "added"),
        (lambda x, w, b: np.sum(np.all(x @ w <= 0, axis=0)), "bias is missing")),
    "share_won": ((lambda net, linear: np.mean(linear <= net), "tie"),
                  (lambda net, linear: 1 - np.mean(net < linear), "tie")),
}
