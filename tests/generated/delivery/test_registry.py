"""Images go into the registry once, and further only if they ran."""

import hashlib

import pytest
from account import NEW, OLD, Account
from combinations import FARGATE
from conftest import Deploy


@pytest.fixture
def fargate(account: Deploy) -> Account:
    """Return an account whose service runs an image."""
    fargate = account(FARGATE)
    fargate.deployed()
    return fargate


def test_push_brings_the_image_and_prints_its_digest(fargate: Account) -> None:
    result = fargate.run("push", fargate.profile, NEW, "docker-archive:image.tar")

    assert result.code == 0, result.stderr
    assert result.stdout == f"{fargate.cloud.registry.find(tag=NEW).digest}\n"


def test_push_uses_a_tag_that_exists(fargate: Account) -> None:
    digest = fargate.cloud.registry.find(tag=OLD).digest

    result = fargate.run("push", fargate.profile, OLD, "docker-archive:image.tar")

    assert result.code == 0, result.stderr
    assert result.stdout == f"{digest}\n"
    assert "is in the registry already" in result.stderr
    assert fargate.commands() == []


def test_push_of_another_image_under_the_same_tag_is_refused(fargate: Account) -> None:
    (fargate.folder / "image").mkdir()
    (fargate.folder / "image/manifest.json").write_text("{}")

    result = fargate.run("push", fargate.profile, OLD, "dir:image")

    assert result.code == 1
    assert f"{OLD} is another image in the registry" in result.stderr


def test_push_without_an_image(fargate: Account) -> None:
    result = fargate.run("push", fargate.profile, NEW, "dir:image")

    assert result.code == 1
    assert f"no image '{NEW}' in the registry" in result.stderr


def test_fetch_takes_what_ran_digest_and_all(fargate: Account) -> None:
    digest = fargate.cloud.registry.push(NEW)
    fargate.cloud.registry.find(tag=NEW).tags.append(f"deployed-{NEW}")

    result = fargate.run("fetch", fargate.profile, NEW, "image")

    assert result.code == 0, result.stderr
    assert result.stdout == f"{digest}\n"
    manifest = (fargate.folder / "image/manifest.json").read_bytes()
    assert f"sha256:{hashlib.sha256(manifest).hexdigest()}" == digest
    source = f"docker://registry.example.com/sample@{digest}"
    assert f"skopeo copy --preserve-digests {source} dir:image" in fargate.commands()


def test_push_brings_what_was_fetched_digest_and_all(fargate: Account) -> None:
    (fargate.folder / "image").mkdir()
    manifest = '{"schemaVersion": 2, "layers": ["fetched"]}\n'
    (fargate.folder / "image/manifest.json").write_text(manifest)

    result = fargate.run("push", fargate.profile, NEW, "dir:image")

    assert result.code == 0, result.stderr
    assert result.stdout == f"sha256:{hashlib.sha256(manifest.encode()).hexdigest()}\n"
    target = f"docker://registry.example.com/sample:{NEW}"
    assert f"skopeo copy --preserve-digests dir:image {target}" in fargate.commands()


def test_fetch_refuses_what_was_pushed_only(fargate: Account) -> None:
    fargate.cloud.registry.push(NEW)

    result = fargate.run("fetch", fargate.profile, NEW, "image")

    assert result.code == 1
    assert "was never deployed" in result.stderr
    assert fargate.commands() == []


def test_fetch_leaves_a_missing_image_to_the_next_registry(fargate: Account) -> None:
    result = fargate.run("fetch", fargate.profile, NEW, "image")

    assert result.code == 0
    assert result.stdout == ""
    assert "nothing is copied" in result.stderr


@pytest.mark.parametrize("script", ["push", "fetch"])
def test_malformed_tag_is_refused_before_anything_is_asked(fargate: Account, script: str) -> None:
    result = fargate.run(script, fargate.profile, "latest", "image")

    assert result.code == 1
    assert "'latest' is no image tag" in result.stderr
    assert fargate.cloud.calls == []


def test_rollback_lists_what_ran_newest_first(fargate: Account) -> None:
    tags = [OLD, NEW, "cccccccccccc"]
    for tag in tags[1:]:
        fargate.cloud.registry.push(tag)
    for tag in tags[:2]:
        fargate.cloud.registry.find(tag=tag).tags.append(f"deployed-{tag}")

    result = fargate.run("rollback", fargate.profile)

    assert result.code == 1
    assert [line.split()[-1] for line in result.stdout.splitlines()] == [NEW, OLD]
    assert "which one?" in result.stderr


@pytest.mark.parametrize("script", ["deploy", "push", "fetch", "rollback", "smoke", "plan", "tf", "logs", "bootstrap"])
def test_unknown_account_is_told(fargate: Account, script: str) -> None:
    more = {"deploy": [NEW], "push": [NEW], "fetch": [NEW, "image"], "tf": ["plan"]}

    result = fargate.run(script, "acme-spain-moon", *more.get(script, []))

    assert result.code == 1
    assert "no account 'acme-spain-moon'" in result.stderr
    assert fargate.cloud.calls == []
