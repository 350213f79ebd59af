"""`why` on applications of Flask and Django, with their CORS packages; see `test_why_servers`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import web_servers as servers
from tests.support.services import APP
from tests.support.web_servers import OTHER, Right, X, ask

pytest.importorskip("flask_cors", reason="Flask-CORS is not installed (extra dev)")
pytest.importorskip("corsheaders", reason="django-cors-headers is not installed (extra dev)")

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import JsonResponse
from django.test import override_settings
from django.urls import path as route
from flask import Flask
from flask_cors import CORS


def flask(**options: Any) -> Flask:
    app = Flask(__name__)
    if options:
        CORS(app, **options)
    app.add_url_rule("/x", view_func=lambda: {"a": 1})
    return app


@pytest.mark.parametrize(
    ("options", "right"),
    [
        ({}, Right("/x", "PUT", "options-not-handled", "before routing", "Flask")),
        ({}, Right("/x", "GET", "cors-not-configured", APP, "Flask")),
        (
            {"origins": [OTHER, "https://third.example.com"]},
            Right("/x", "PUT", "options-not-handled", "OPTIONS", "Flask"),
        ),
        (
            {"origins": [APP], "methods": ["GET"]},
            Right("/x", "PUT", "method-not-listed", "Add PUT", "Flask"),
        ),
        (
            {"origins": [APP], "allow_headers": ["x-a"]},
            Right("/x", "GET", "header-not-listed", "x-b", "Flask", X("X-B")),
        ),
        (
            {"origins": "*", "send_wildcard": True},
            Right("/x", "GET", "wildcard-with-credentials", APP, "Flask", (("credentials", "include"),)),
        ),
    ],
)
def test_flask_cors(options: dict[str, Any], right: Right) -> None:
    with servers.wsgi(flask(**options)) as port:
        right.check(port)


def test_flask_passes_with_the_configuration() -> None:
    with servers.wsgi(flask(origins=[OTHER])) as port:
        found = ask(port, "/x", "PUT", headers=(("X-A", "1"),)).configuration
    assert found is not None
    app = flask()
    exec(found.text, {"app": app, "CORS": CORS})  # our own lines, in a test
    with servers.wsgi(app) as port:
        assert ask(port, "/x", "PUT", headers=(("X-A", "1"),)).result == "preflight_passed"


@pytest.fixture(scope="module", autouse=True)
def _django() -> None:
    """Django has one configuration for a process."""
    settings.configure(
        ROOT_URLCONF=(route("x", lambda _: JsonResponse({})),),
        ALLOWED_HOSTS=["127.0.0.1"],
        SECRET_KEY="x",
        INSTALLED_APPS=["corsheaders"],
        USE_TZ=True,
    )
    django.setup()


STACK = (
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
)


@pytest.mark.parametrize(
    ("options", "right"),
    [
        (
            {"MIDDLEWARE": STACK[1:]},
            Right("/x", "GET", "cors-not-configured", "first in `MIDDLEWARE`", "Django"),
        ),
        (
            {"MIDDLEWARE": STACK, "CORS_ALLOWED_ORIGINS": [OTHER]},
            Right("/x", "GET", "origin-not-listed", "CORS_ALLOWED_ORIGINS", "Django"),
        ),
        (
            {"MIDDLEWARE": STACK, "CORS_ALLOWED_ORIGINS": [OTHER]},
            Right("/x", "PUT", "origin-not-listed", f"Add `{APP}`"),
        ),
        (
            {"MIDDLEWARE": STACK, "CORS_ALLOWED_ORIGINS": [APP], "CORS_ALLOW_METHODS": ["GET"]},
            Right("/x", "PUT", "method-not-listed", "Add PUT"),
        ),
        (
            {"MIDDLEWARE": STACK, "CORS_ALLOWED_ORIGINS": [APP], "CORS_ALLOW_HEADERS": ["x-a"]},
            Right("/x", "GET", "header-not-listed", "`x-b`", None, X("X-B")),
        ),
        (
            {"MIDDLEWARE": STACK, "ALLOWED_HOSTS": ["a.example"], "DEBUG": True},
            Right("/x", "GET", "host-not-allowed", "ALLOWED_HOSTS"),
        ),
    ],
)
def test_django(options: dict[str, Any], right: Right) -> None:
    with override_settings(**options), servers.wsgi(WSGIHandler()) as port:
        verdict = ask(port, right.path, right.method, **dict(right.more))
    assert verdict.cause == right.cause
    assert right.word in str(verdict.help)
