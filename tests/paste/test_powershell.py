"""What "Copy as PowerShell" copies in Chromium and Firefox, and what people type."""

from __future__ import annotations

from pathlib import Path

import pytest

from corscheck.paste.captured import NotCaptured, as_request
from corscheck.paste.powershell import is_powershell, parse_powershell

PASTED = Path(__file__).parents[1] / "data" / "pasted"
CHROME = """$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession
$session.UserAgent = "Mozilla/5.0"
$session.Cookies.Add((New-Object System.Net.Cookie("sid", "1", "/", "api.example")))
Invoke-WebRequest -UseBasicParsing -Uri "https://api.example/v1/items?a=`$b&c=`"d`"" `
-Method "PUT" `
-WebSession $session `
-Headers @{
"authority"="api.example"
  "method"="PUT"
  "path"="/v1/items"
  "scheme"="https"
  "origin"="https://app.example"
  "x-tag"="a$([char]233)`n; b"
} `
-ContentType "application/json" `
-Body "{`"a`":1}"
"""
FIREFOX = """Invoke-WebRequest -UseBasicParsing -Uri "https://api.example/v1" `
-Method POST `
-Headers @{
"Accept" = "*/*"
"Origin" = "https://app.example"
"Content-Type" = "application/json"
} `
-Body ([System.Text.Encoding]::UTF8.GetBytes("{`"a`":(1)}"))
"""
HEADERS = "-Headers @{ Origin = 'https://app.example'; 'Access-Control-Request-Method' = 'PUT' }"


def test_chromium() -> None:
    assert is_powershell(CHROME)
    captured = parse_powershell(CHROME)
    assert captured.url == 'https://api.example/v1/items?a=$b&c="d"'
    assert (captured.method, captured.body, captured.cookies) == ("PUT", "bytes", True)
    request = as_request(captured)
    assert request.headers == (("x-tag", "a\xe9\n; b"), ("Content-Type", "application/json"))
    assert (request.origin, request.credentials) == ("https://app.example", "include")


def test_firefox() -> None:
    request = as_request(parse_powershell(FIREFOX))
    assert (request.method, request.origin, request.body) == ("POST", "https://app.example", "bytes")
    assert request.headers == (("Content-Type", "application/json"),)


def test_a_real_copy() -> None:
    request = as_request(parse_powershell((PASTED / "chrome-powershell.txt").read_text()))
    assert request[:5] == (
        "https://api.example.com/c/headscale-401/api/v1/apikey",
        "https://app.example.com",
        "GET",
        (("Authorization", "Bearer secret"),),
        "same-origin",
    )


@pytest.mark.parametrize(
    "command",
    [
        f"Invoke-RestMethod -Method Options -Uri https://api.example/x {HEADERS}",
        f"irm https://api.example/x -Me Options {HEADERS} -UseBasicParsing",
        f"PS C:\\Users\\me> iwr -Uri:https://api.example/x -Method:Options {HEADERS}",
        f"$r = iwr 'https://api.example/x' -CustomMethod OPTIONS {HEADERS}; $r.Headers",
        f"(iwr https://api.example/x -Method Options {HEADERS}).Headers",
    ],
)
def test_what_people_type(command: str) -> None:
    assert is_powershell(command)
    request = as_request(parse_powershell(command))
    assert (request.url, request.method, request.is_preflight) == ("https://api.example/x", "PUT", True)


def test_other_parameters_that_make_a_request() -> None:
    command = "iwr api.example/x -Authentication Bearer -Token $t -Form @{ a = 'b' } -Method Post"
    captured = parse_powershell(command)
    assert captured[:4] == ("http://api.example/x", "POST", (("Authorization", "Bearer *"),), "multipart")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("iwr ", "no URL"),
        ("iwr -Method PUT", "no URL"),
        ('iwr "https://api.example/', "not closed"),
        ("iwr https://a.example/\niwr https://b.example/", "several"),
    ],
)
def test_what_cannot_be_read(text: str, says: str) -> None:
    with pytest.raises(NotCaptured, match=says):
        parse_powershell(text)


@pytest.mark.parametrize(
    "text", ["curl https://a.example/", 'fetch("https://a.example/iwr x")', "", "iwrx a"]
)
def test_what_is_something_else(text: str) -> None:
    assert not is_powershell(text)
