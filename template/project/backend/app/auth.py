"""Sign-in with Microsoft Entra ID: checks the access tokens (v2.0) that callers send."""

import logging
from typing import Annotated, Any, Self

import jwt
from fastapi import Depends, HTTPException, Request, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel

from app.settings import Settings

AUTHORITY = "https://login.microsoftonline.com"
CLOCK_SKEW_SECONDS = 30
JWKS_COOLDOWN_SECONDS = 30
JWKS_TIMEOUT_SECONDS = 5
# For the API's description: what a route that asks for the user may answer as well.
REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"description": "The token is missing, or none of this application's"},
    503: {"description": "The signing keys cannot be fetched"},
}

logger = logging.getLogger(__name__)
bearer = HTTPBearer(auto_error=False)


class User(BaseModel):
    """Who signed in. Only `id` together with `tenant_id` says who it is: names can change."""

    id: str
    tenant_id: str
    name: str | None
    username: str | None


class InvalidTokenError(Exception):
    """The token is not one that this application accepts."""


class TokenVerifier:
    """Accepts the access tokens of one tenant for one application and scope."""

    def __init__(self, jwks: jwt.PyJWKClient, tenant_id: str, client_id: str, scope: str) -> None:
        """Check signatures with the keys of a tenant."""
        self._jwks = jwks
        self._tenant_id = tenant_id
        self._client_id = client_id
        self._scope = scope

    @classmethod
    def for_tenant(cls, settings: Settings) -> Self:
        """Return the verifier that the settings describe; keys are fetched with the first token."""
        tenant_id = settings.entra_tenant_id
        jwks_url = settings.entra_jwks_url or f"{AUTHORITY}/{tenant_id}/discovery/v2.0/keys"
        # The cooldown keeps made-up key ids from becoming requests to Microsoft.
        jwks = jwt.PyJWKClient(
            jwks_url, timeout=JWKS_TIMEOUT_SECONDS, cooldown_duration=JWKS_COOLDOWN_SECONDS
        )
        return cls(jwks, tenant_id, settings.entra_client_id, settings.entra_scope)

    def verify(self, token: str) -> User:
        """Return the user of a token; blocks while keys are fetched."""
        try:
            key = self._jwks.get_signing_key_from_jwt(token)
            claims = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                audience=self._client_id,
                issuer=f"{AUTHORITY}/{self._tenant_id}/v2.0",
                leeway=CLOCK_SKEW_SECONDS,
                options={"require": ["aud", "exp", "iat", "iss", "nbf", "oid", "tid"]},
            )
        except jwt.PyJWKClientConnectionError:
            raise
        except jwt.PyJWTError as error:
            raise InvalidTokenError(str(error)) from error
        if claims["tid"] != self._tenant_id:
            raise InvalidTokenError("the token is from another tenant")
        # Tokens of applications and id tokens have no such scope.
        if self._scope not in str(claims.get("scp", "")).split():
            raise InvalidTokenError("the token lacks the scope")
        return User(
            id=claims["oid"],
            tenant_id=claims["tid"],
            name=claims.get("name"),
            username=claims.get("preferred_username"),
        )


def get_current_user(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
) -> User:
    """Return who calls, or answer 401. Not `async`: it runs in a thread, where it may block."""
    if credentials is None:
        raise unauthorized("Bearer")
    tokens: TokenVerifier = request.app.state.tokens
    try:
        return tokens.verify(credentials.credentials)
    except InvalidTokenError as error:
        logger.info("token refused: %s", error)
        raise unauthorized('Bearer error="invalid_token"') from error
    except jwt.PyJWKClientConnectionError as error:
        logger.exception("the signing keys cannot be fetched")
        raise HTTPException(status.HTTP_503_SERVICE_UNAVAILABLE) from error


def unauthorized(challenge: str) -> HTTPException:
    """Return the answer to a missing or bad token."""
    return HTTPException(status.HTTP_401_UNAUTHORIZED, headers={"WWW-Authenticate": challenge})


CurrentUser = Annotated[User, Depends(get_current_user)]
