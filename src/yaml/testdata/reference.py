"""Answers questions about YAML: reads a JSON list from stdin, writes the answers as a JSON list to stdout."""

import base64
import datetime
import json
import sys

import yaml


def canonical(value):
    if value is None:
        return ["null"]
    if isinstance(value, bool):
        return ["bool", value]
    if isinstance(value, int):
        return ["int", str(value)]
    if isinstance(value, float):
        return ["float", repr(value)]
    if isinstance(value, str):
        value.encode()  # Half a surrogate pair is no text.
        return ["str", value]
    if isinstance(value, bytes):
        return ["bytes", base64.b64encode(value).decode()]
    if isinstance(value, datetime.date):
        return ["timestamp", value.isoformat()]
    if isinstance(value, (list, tuple)):
        return ["list", [canonical(item) for item in value]]
    if isinstance(value, dict):
        return ["dict", [[canonical(key), canonical(item)] for key, item in value.items()]]
    if isinstance(value, set):
        return ["set", sorted((canonical(item) for item in value), key=json.dumps)]
    raise TypeError(type(value))


def revive(canonical):
    kind, value = (canonical + [None])[:2]
    if kind == "null":
        return None
    if kind == "int":
        return int(value)
    if kind == "float":
        return float(value)
    if kind == "bytes":
        return base64.b64decode(value)
    if kind == "timestamp":
        return (datetime.datetime if "T" in value else datetime.date).fromisoformat(value)
    if kind == "list":
        return [revive(item) for item in value]
    if kind == "dict":
        return {revive(key): revive(item) for key, item in value}
    if kind == "set":
        return {revive(item) for item in value}
    return value


def load(text):
    return canonical(yaml.safe_load(text))


def load_all(text):
    return [canonical(document) for document in yaml.safe_load_all(text)]


def spans(text):
    """The raw text of a list's items."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(node, yaml.SequenceNode):
        raise TypeError("not a list")
    items = []
    for item in node.value:
        raw = text[item.start_mark.index : item.end_mark.index].strip()
        quoted = len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "'\""
        if quoted and isinstance(item, yaml.ScalarNode) and item.tag == "tag:yaml.org,2002:str":
            raw = raw[1:-1]
        items.append(raw)
    return items


def dump(value, **style):
    return yaml.safe_dump(revive(value), **style)


QUESTIONS = {"load": load, "load_all": load_all, "spans": spans, "dump": dump}


def answer(question):
    name, arguments, options = question
    try:
        return {"ok": QUESTIONS[name](*arguments, **options)}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


json.dump([answer(question) for question in json.load(sys.stdin)], sys.stdout)
