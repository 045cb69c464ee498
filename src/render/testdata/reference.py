"""Renders a list of cases (JSON on stdin) in copier's own Jinja environment (JSON on stdout)."""

import base64
import datetime
import json
import sys
import tempfile
import warnings
from pathlib import Path

import yaml
from copier._main import Worker

warnings.simplefilter("ignore")


def timestamp(loader, node):
    text = loader.construct_scalar(node)
    kind = datetime.datetime if len(text) > 10 else datetime.date
    return kind.fromisoformat(text)


yaml.SafeLoader.add_constructor("!timestamp", timestamp)
yaml.SafeLoader.add_constructor("!int", lambda loader, node: int(loader.construct_scalar(node)))
yaml.SafeLoader.add_constructor("!binary", lambda loader, node: base64.b64decode(loader.construct_scalar(node)))

ENVIRONMENTS = {}


def environment(envops, files):
    key = json.dumps([envops, files])
    if key not in ENVIRONMENTS:
        root = Path(tempfile.mkdtemp())
        settings = {"_envops": envops} if envops else {}
        (root / "copier.yml").write_text(yaml.safe_dump(settings))
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        ENVIRONMENTS[key] = Worker(src_path=str(root), dst_path=root / "out").jinja_env
    return ENVIRONMENTS[key]


def render(case):
    try:
        template = environment(case["envops"], case["files"]).from_string(case["source"])
        return {"text": template.render(**yaml.safe_load(case["context"]))}
    except RecursionError:
        return {"error": "RecursionError"}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


json.dump([render(case) for case in json.load(sys.stdin)], sys.stdout)
