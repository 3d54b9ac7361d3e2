"""The hub for a class: its files and its page say what the measurements say."""

import json
import re

import pytest
import yaml

import tools.run_times.hub as size_hub
from inpaint_lib.files import read_table
from tests.paths import ROOT
from tools.run_times.binder import MEMORY_LIMIT

PAGE = size_hub.PAGE.read_text(encoding="utf-8")
TEXT = " ".join(PAGE.split())
VALUES = {name: yaml.safe_load((ROOT / "hub" / f"{name}.yaml").read_text(encoding="utf-8"))
          for name in ("values", "class_of_300")}
TABLE = read_table(size_hub.TABLE)

# What the chart's schema says of the settings that we use: jupyterhub/values.schema.yaml of
# jupyterhub/zero-to-jupyterhub-k8s, commit 02dd73df. Below hub.config anything is allowed.
FIELDS = {
    "hub.activeServerLimit": int,
    "hub.config": dict,
    "proxy.https.enabled": bool,
    "proxy.https.type": ("letsencrypt", "manual", "offload", "secret"),
    "proxy.https.letsencrypt.contactEmail": str,
    "proxy.https.hosts": list,
    "singleuser.image.name": str,
    "singleuser.image.tag": str,
    "singleuser.defaultUrl": str,
    "singleuser.memory.guarantee": str,
    "singleuser.memory.limit": str,
    "singleuser.cpu.guarantee": (int, float),
    "singleuser.cpu.limit": (int, float),
    "singleuser.startTimeout": int,
    "singleuser.storage.type": ("dynamic", "static", "none"),
    "scheduling.userScheduler.enabled": bool,
    "scheduling.podPriority.enabled": bool,
    "scheduling.userPlaceholder.enabled": bool,
    "scheduling.userPlaceholder.replicas": int,
    "prePuller.hook.enabled": bool,
    "prePuller.continuous.enabled": bool,
    "cull.enabled": bool,
    "cull.timeout": int,
    "cull.every": int,
}


def list_fields(values, above=""):
    """Return name: value for every setting, as far down as the chart's schema looks."""
    fields = {}
    for key, value in values.items():
        name = f"{above}{key}"
        if isinstance(value, dict) and name not in FIELDS:
            fields |= list_fields(value, f"{name}.")
        else:
            fields[name] = value
    return fields


def fits(value, wanted):
    """Tell whether a value is of a type, or of a number type, or one of some words."""
    if isinstance(wanted, tuple) and isinstance(wanted[0], str):
        return value in wanted
    # To Python, but not to the schema, True is a whole number.
    return isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))


@pytest.mark.parametrize("name", VALUES)
def test_every_setting_is_one_of_the_charts(name):
    for field, value in list_fields(VALUES[name]).items():
        assert field in FIELDS, f"The chart has no {field}."
        assert fits(value, FIELDS[field]), f"{field} cannot be {value!r}."


def test_a_wrong_setting_is_noticed():
    fields = list_fields({"cull": {"enabled": 1, "evry": 300}, "hub": {"config": {"a": {}}}})
    assert fields == {"cull.enabled": 1, "cull.evry": 300, "hub.config": {"a": {}}}
    assert not fits(1, bool) and not fits(True, int) and not fits("nfs", ("dynamic", "none"))


def test_the_numbers_in_the_files_are_computed_ones():
    session = VALUES["values"]["singleuser"]
    for students, name in zip(size_hub.CLASSES, VALUES):
        hub, values = size_hub.size_hub(TABLE, students), VALUES[name]
        assert session["memory"] == {"guarantee": f"{hub.memory}M", "limit": f"{hub.limit}M"}
        assert session["cpu"] == {"guarantee": hub.cores, "limit": 1}
        assert values["scheduling"]["userPlaceholder"]["replicas"] == students
        assert values["hub"]["activeServerLimit"] == round(1.1 * students)


def test_the_tables_and_the_file_are_made_anew():
    values = size_hub.VALUES.read_text(encoding="utf-8")
    assert PAGE == size_hub.fill_page(PAGE, TABLE), "Run tools/run_times/hub.py."
    assert values == size_hub.fill_values(values, TABLE), "Run tools/run_times/hub.py."
    more = TABLE | {"peak": 1.5 * TABLE["peak"]}
    assert PAGE != size_hub.fill_page(PAGE, more) and values != size_hub.fill_values(values, more)
    with pytest.raises(ValueError, match="found 0"):
        size_hub.fill_page("no marks", TABLE)
    with pytest.raises(ValueError, match="found 0"):
        size_hub.fill_values("cull:", TABLE)


def test_the_pages_sentences_hold():
    assert size_hub.WAIT == 5 and "ends within five minutes" in TEXT
    assert size_hub.SPARE == 1.1 and "a tenth more than was measured" in TEXT
    assert size_hub.NODE_CORES == 8 and size_hub.NODE_MEMORY == 32 * 1024
    assert "8 cores and 32 GiB" in TEXT
    assert size_hub.KEPT_MEMORY == 0.1 and size_hub.KEPT_CORES == 0.5
    assert "a tenth of the memory and half a core" in TEXT
    assert 1.5 < size_hub.add_two_chapters(TABLE) / max(TABLE["peak"]) < 2
    assert size_hub.add_two_chapters(TABLE) > MEMORY_LIMIT / 2**20
    assert VALUES["values"]["cull"] == {"enabled": True, "timeout": 7200, "every": 300}
    assert "after two idle hours, looking every five minutes" in TEXT
    settings = ROOT / "binder" / "jupyter" / "labconfig" / "default_setting_overrides.json"
    tracker = json.loads(settings.read_text())["@jupyterlab/notebook-extension:tracker"]
    assert tracker["kernelShutdown"] and "closing a notebook also ends its kernel" in TEXT


def test_every_setting_is_explained():
    explained = " ".join(re.findall(r"^\| (`.*?) \|", PAGE, flags=re.MULTILINE))
    for field in list_fields(VALUES["values"]):
        if field != "hub.config":
            section, *names = field.split(".")
            assert any(f"`{word}" in explained or f"{word}`" in explained or f"{word}:" in explained
                       for word in (section, *names, ".".join(names))), field


def test_every_chapter_stays_under_binders_limit():
    chapters = sorted(path.stem for path in (ROOT / "chapters").glob("*.ipynb"))
    assert TABLE["chapter"].tolist() == chapters
    assert max(TABLE["peak"]) < MEMORY_LIMIT / 2**20
    # At most three minutes a chapter; `seconds` also counts the wait for other work.
    assert max(TABLE["cpu seconds"]) < 180
