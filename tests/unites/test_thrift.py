"""What libraries bring along is left out, and is there again for whoever really asks for it."""

import importlib
import json
import sys

import pytest

from ctg.ground.thrift import alone, without


def test_a_module_left_out_is_empty_only_meanwhile():
    with without("nowhere_at_all"):
        assert not hasattr(importlib.import_module("nowhere_at_all"), "get")
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("nowhere_at_all")
    with without("json"):
        assert sys.modules["json"] is json


def test_a_module_alone_is_the_same_beside_its_package():
    assert alone(json, "scanner.py").NUMBER_RE.match("12.5")[0] == "12.5"
    assert "ctg_scanner" not in sys.modules
