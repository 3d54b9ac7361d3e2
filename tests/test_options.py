"""Every number that a command is given has its range, and words for what lies outside."""

import pytest

from inpaint_lib.__main__ import main

CORES, COUNTS = ["-1", "257", "100000", "1.5", "abc", "nan", ""], ["0", "-1", "1.5", "abc", "1e9"]
WRONG = {
    ("train", "pocket_16"): {"--threads": CORES, "--workers": [*COUNTS, "65"], "--epochs": COUNTS,
                             "--save-every": ["-5", "nan", "inf", "soon", "1e9"]},
    ("replicate",): {"--threads": CORES, "--epochs": COUNTS, "--seeds": [*COUNTS, "101"]},
    ("fill", "a.png", "b.png", "c.png"): {"--threads": CORES, "--grow": ["-1", "1001", "2.5"]},
    ("faces",): {"--processes": [*COUNTS, "257"]},
}


@pytest.mark.parametrize("words, option, value", [
    (words, option, value) for words, options in WRONG.items()
    for option, values in options.items() for value in values])
def test_a_number_outside_its_range_is_refused(words, option, value, capsys):
    with pytest.raises(SystemExit, match="2"):
        main([*words, option, value])
    what = "number" if option == "--save-every" else "whole number"
    said = capsys.readouterr().err.splitlines()[-1]
    assert f"argument {option}: wanted a {what} from " in said and said.endswith(f"got {value!r}")
