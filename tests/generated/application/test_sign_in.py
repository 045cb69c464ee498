"""Signing in, in a real browser, with the configuration of production."""

from pathlib import Path

from chromium import site
from combinations import ALL
from conftest import Generate


def test_sign_in_profile_renewal_and_sign_out(generated: Generate, tmp_path: Path) -> None:
    with site(generated("fargate-full", ALL["fargate-full"]), tmp_path) as running:
        told = running.run("sign-in")
        authorized = running.seen("authorize")
        tokens = running.seen("token")

    # What the API says of the user, after it has checked the token.
    for visit in ("first", "refreshed", "framed"):
        assert "Ada Lovelace" in told[visit] and "00000000-0000-0000-0000-00000000000a" in told[visit]
    assert told["landed"] == f"{running.url}/profile"
    # No policy was violated, no request failed.
    assert told["complaints"] == []

    # PKCE, and no secret.
    assert authorized and tokens
    assert {request["code_challenge_method"] for request in authorized} == {"S256"}
    assert {request["response_type"] for request in authorized} == {"code"}
    assert {request["redirect_uri"] for request in authorized} == {f"{running.url}/redirect.html"}
    assert not any("client_secret" in request for request in tokens)
    assert all(request["verified"] for request in tokens if request["grant_type"] == "authorization_code")

    # The first renewal took the refresh token, the second a hidden frame.
    assert told["forgotten"]["accessTokens"] and told["forgotten"]["refreshTokens"]
    assert [request["grant_type"] for request in tokens] == [
        "authorization_code",
        "refresh_token",
        "authorization_code",
    ]
    assert [request.get("prompt") for request in authorized][1:] == ["none"]


def test_a_refused_sign_in_is_told(generated: Generate, tmp_path: Path) -> None:
    with site(generated("fargate-full", ALL["fargate-full"]), tmp_path, DENY="1") as running:
        told = running.run("refused")

    assert told["said"] == "The sign-in failed."
