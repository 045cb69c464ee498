"""The pages as a visitor sees them: accessible, on every screen, in light and dark. The pictures are kept."""

import os
from pathlib import Path

import pytest

from caches import CACHE
from chromium import site
from combinations import ALL, distinct
from conftest import Generate

FRONTENDS = {name: answers for name, answers in distinct(["frontend", "auth"]).items() if answers.get("frontend")}
PICTURES = Path(os.environ.get("PICTURES", CACHE / "pictures"))


@pytest.mark.parametrize("name", list(FRONTENDS))
def test_pages_are_accessible_on_every_screen(name: str, generated: Generate, tmp_path: Path) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    kind = "sign-in" if ALL[name]["auth"] == "entra" else "plain"
    with site(generated(name, ALL[name]), tmp_path) as running:
        looks = running.run("pages", str(PICTURES), kind)

    assert len(looks) == 3 * (5 if kind == "sign-in" else 3)
    assert {look["picture"]: look["violations"] for look in looks if look["violations"]} == {}
    assert [look["picture"] for look in looks if look["wide"]] == []
    assert all((PICTURES / f"{look['picture']}.png").stat().st_size > 5000 for look in looks)
