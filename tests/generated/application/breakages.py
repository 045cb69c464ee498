"""Defences taken out one by one, and the rows of the security check that have to say so."""

from collections.abc import Mapping
from dataclasses import dataclass, field

NGINX = "docker/nginx.conf"
AUTH = "backend/app/auth.py"
LIMITS = "backend/app/limits.py"
MAIN = "backend/app/main.py"
ROUTES = "backend/app/routes/v1.py"
HEADERS = "backend/app/security_headers.py"


@dataclass(frozen=True)
class Breakage:
    """One mistake in a project or in its deployment."""

    name: str
    findings: frozenset[str]
    edits: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    served: Mapping[str, str] = field(default_factory=dict)
    balancer: Mapping[str, str] = field(default_factory=dict)


def breakage(name: str, *findings: str, **how: Mapping) -> Breakage:
    """Describe a mistake by its name, the rows that find it, and what is changed."""
    return Breakage(name, frozenset(findings), **how)


def without(path: str, *lines: str) -> dict[str, dict[str, str]]:
    """Take lines out of a file."""
    return {path: dict.fromkeys(lines, "")}


def edit(path: str, old: str, new: str) -> dict[str, dict[str, str]]:
    """Change one place of a file."""
    return {path: {old: new}}


def ahead_of(path: str, place: str, added: str) -> dict[str, dict[str, str]]:
    """Add something before a place of a file."""
    return edit(path, place, added + place)


CORS_FOR_ALL = """    app.add_middleware(CORSMiddleware, allow_origin_regex=".*", allow_headers=["*"])
"""
CORS_FOR_NULL = """    app.add_middleware(CORSMiddleware, allow_origins=["null"])
"""
ANY_FILE = """
@router.get("/../{path:path}")
def any_file(path: str) -> Response:
    return Response(open("/" + path.replace("../", "")).read())


"""
CHATTY_ERRORS = """    def chatty(request: object, error: Exception) -> PlainTextResponse:
        return PlainTextResponse('Traceback (most recent call last): File "/app/main.py"', 404)

    app.add_exception_handler(404, chatty)
"""
LOCATION = "    location / {"
ADMITTED = 'return User(id="x", tenant_id=self._tenant_id, name=None, username=None)'
REQUIRE = 'options={"require": ["aud", "exp", "iat", "iss", "nbf", "oid", "tid"]},'


def unchecked(*claims: str, unless: str = "") -> dict[str, dict[str, str]]:
    """Leave out the check of claims, or of the signature of tokens with an algorithm."""
    options = ", ".join(f'"verify_{claim}": False' for claim in claims)
    if unless:
        options = (
            f'"verify_signature": jwt.get_unverified_header(token)["alg"] != "{unless}", '
            '"verify_exp": True, "verify_nbf": True, "verify_aud": True, "verify_iss": True'
        )
    return edit(AUTH, REQUIRE, f"options={{{options}}},")


BEHIND_NGINX = [
    breakage(
        "no nosniff",
        "X-Content-Type-Options",
        edits=without(NGINX, "    add_header X-Content-Type-Options nosniff always;\n"),
    ),
    breakage(
        "a header twice",
        "Referrer-Policy",
        edits=ahead_of(NGINX, "    add_header Referrer-Policy", "    add_header Referrer-Policy origin always;\n"),
    ),
    breakage(
        "no referrer policy",
        "Referrer-Policy",
        edits=without(NGINX, "    add_header Referrer-Policy no-referrer always;\n"),
    ),
    breakage(
        "headers on good answers only",
        "X-Content-Type-Options",
        edits=edit(NGINX, "X-Content-Type-Options nosniff always", "X-Content-Type-Options nosniff"),
    ),
    breakage(
        "inline scripts",
        "Content-Security-Policy",
        edits=edit(NGINX, "script-src 'self'", "script-src 'self' 'unsafe-inline'"),
    ),
    breakage(
        "a wildcard in the policy",
        "Content-Security-Policy",
        edits=edit(NGINX, "img-src 'self'", "img-src *"),
    ),
    breakage(
        "framing",
        "no framing",
        edits={
            NGINX: {
                "    add_header X-Frame-Options $frame_options always;\n": "",
                "frame-ancestors $frame_ancestors; ": "",
            }
        },
    ),
    breakage("server version", "no server version", edits=edit(NGINX, "server_tokens off", "server_tokens on")),
    breakage(
        "X-Powered-By",
        "no X-Powered-By",
        edits=ahead_of(NGINX, "    add_header Referrer-Policy", "    add_header X-Powered-By FastAPI always;\n"),
    ),
    breakage(
        "CORS for all",
        "CORS refuses a foreign origin",
        "CORS refuses the origin null",
        "CORS refuses a foreign preflight",
        edits=ahead_of(MAIN, "    if settings.cors_origin:", CORS_FOR_ALL),
    ),
    breakage(
        "CORS for the origin null",
        "CORS refuses the origin null",
        edits=ahead_of(MAIN, "    if settings.cors_origin:", CORS_FOR_NULL),
    ),
    breakage(
        "CORS by nginx",
        "CORS refuses a foreign origin",
        "CORS refuses the origin null",
        "CORS refuses a foreign preflight",
        edits=ahead_of(
            NGINX, "    add_header Referrer-Policy", "    add_header Access-Control-Allow-Origin * always;\n"
        ),
    ),
    breakage(
        "a preflight that is always granted",
        "CORS refuses a foreign preflight",
        edits=ahead_of(
            NGINX,
            "      proxy_pass http://backend;",
            "      if ($request_method = OPTIONS) { add_header Access-Control-Allow-Origin *; return 204; }\n",
        ),
    ),
    breakage(
        "redirect to the host that was asked for",
        "no redirect to a forged host",
        edits=ahead_of(NGINX, LOCATION, '    if ($host = "attacker.example") { return 302 https://$host/; }\n'),
    ),
    breakage("documentation", "no API description", variables={"DEPLOY_ENVIRONMENT": "local"}),
    breakage(
        "files of the project",
        "no files of the project",
        edits=edit(NGINX, "location ~ /\\. {\n      return 404;", "location ~ /\\. {\n      try_files $uri =404;"),
        served={".env": "DATABASE_PASSWORD=secret\n"},
    ),
    breakage(
        "errors that tell",
        "errors tell nothing of the inside",
        edits={
            MAIN: {
                "    add_middleware(app, settings)\n    return app": f"{CHATTY_ERRORS}    add_middleware(app, settings)\n    return app",
                "from fastapi import FastAPI": "from fastapi import FastAPI\nfrom fastapi.responses import PlainTextResponse",
            }
        },
    ),
    breakage(
        "no limit of bodies",
        "a body of 11 MB is refused",
        edits=edit(NGINX, "client_max_body_size 1m", "client_max_body_size 100m"),
    ),
    breakage(
        "no limit of headers",
        "a header of 70 KB is refused",
        edits=edit(NGINX, "large_client_header_buffers 4 16k", "large_client_header_buffers 4 128k"),
    ),
    breakage(
        "nobody has to sign in",
        "sign-in is asked for",
        edits=edit(
            AUTH,
            'raise unauthorized("Bearer")',
            'return User(id="x", tenant_id="x", name=None, username=None)',
        ),
    ),
    breakage(
        "another audience expected",
        "control: a sound token is accepted",
        "a token for another audience",
        edits=edit(AUTH, "audience=self._client_id", 'audience="00000000-0000-0000-0000-000000000000"'),
    ),
    breakage(
        "nonsense accepted",
        "no token at all behind Bearer",
        edits=ahead_of(
            AUTH, "        try:\n            key = ", f'        if "." not in token:\n            {ADMITTED}\n'
        ),
    ),
    breakage("alg none accepted", "a token without signature (alg none)", edits=unchecked(unless="none")),
    breakage("HS256 accepted", "a token signed with the public key (HS256)", edits=unchecked(unless="HS256")),
    breakage("signature not checked", "a token with a wrong signature", edits=unchecked(unless="RS256")),
    breakage("expiry not checked", "an expired token", edits=unchecked("exp")),
    breakage("beginning not checked", "a token that is not valid yet", edits=unchecked("nbf")),
    breakage("audience not checked", "a token for another audience", edits=unchecked("aud")),
    breakage("issuer not checked", "a token of another issuer", edits=unchecked("iss")),
    breakage(
        "tenant not checked",
        "a token of another tenant",
        edits=edit(AUTH, 'if claims["tid"] != self._tenant_id:', "if False:"),
    ),
    breakage(
        "scope not checked",
        "a token without the scope",
        edits=edit(AUTH, 'if self._scope not in str(claims.get("scp", "")).split():', "if False:"),
    ),
]

BACKEND_ALONE = [
    breakage(
        "no nosniff", "X-Content-Type-Options", edits=without(HEADERS, '    "X-Content-Type-Options": "nosniff",\n')
    ),
    breakage(
        "no referrer policy", "Referrer-Policy", edits=without(HEADERS, '    "Referrer-Policy": "no-referrer",\n')
    ),
    breakage(
        "no policy",
        "Content-Security-Policy",
        edits=edit(MAIN, "content_security_policy=policy", "content_security_policy=None"),
    ),
    breakage(
        "framing",
        "no framing",
        edits={HEADERS: {'    "X-Frame-Options": "DENY",\n': "", "; frame-ancestors 'none'": ""}},
    ),
    breakage(
        "server version",
        "no server version",
        edits=ahead_of(HEADERS, '    "Referrer-Policy"', '    "Server": "uvicorn/0.54",\n'),
    ),
    breakage(
        "documentation",
        "no API description",
        "Content-Security-Policy",
        variables={"DEPLOY_ENVIRONMENT": "local"},
    ),
    breakage(
        "every file of the system",
        "no way out of the served folder",
        edits={
            ROUTES: {
                'class Hello(BaseModel):\n    """A greeting."""': f'files = APIRouter()\n{ANY_FILE.replace("router", "files")}class Hello(BaseModel):\n    """A greeting."""',
                "from fastapi import APIRouter": "from fastapi import APIRouter, Response",
            },
            MAIN: {
                "    app.include_router(v1.router)\n": "    app.include_router(v1.router)\n    app.include_router(v1.files)\n"
            },
        },
    ),
    *(
        breakage(
            f"{method} allowed",
            f"{method} is refused",
            edits=edit(ROUTES, '@router.get("/hello")', f'@router.api_route("/hello", methods=["GET", "{method}"])'),
        )
        for method in ("TRACE", "DELETE", "PROPFIND")
    ),
    breakage(
        "no limit of bodies",
        "a body of 11 MB is refused",
        edits=edit(LIMITS, "MAX_BODY_BYTES = 1024 * 1024", "MAX_BODY_BYTES = 1024 ** 3"),
    ),
    breakage(
        "no limit of headers",
        "a header of 70 KB is refused",
        edits=edit(LIMITS, "MAX_HEADER_BYTES = 32 * 1024", "MAX_HEADER_BYTES = 1024 ** 3"),
    ),
]

BEHIND_A_BALANCER = [
    breakage(
        "no HSTS",
        "HSTS of half a year or more",
        edits=without(
            NGINX, '    add_header Strict-Transport-Security "max-age=31536000; includeSubDomains" always;\n'
        ),
    ),
    breakage(
        "HSTS of a day",
        "HSTS of half a year or more",
        edits=edit(NGINX, "max-age=31536000", "max-age=86400"),
    ),
    breakage(
        "no redirect",
        "plain HTTP redirects to HTTPS",
        balancer={"error_page 497 =301 https://$host:$server_port$request_uri;": ""},
    ),
    breakage(
        "an old version of TLS",
        "TLS 1.1 is refused",
        balancer={"ssl_protocols TLSv1.2 TLSv1.3;": "ssl_protocols TLSv1.1 TLSv1.2; ssl_ciphers DEFAULT@SECLEVEL=0;"},
    ),
]
