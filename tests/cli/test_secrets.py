"""Secrets are in no output and no file of any command."""

from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import pytest

from corscheck.__main__ import main
from tests.support.servers import Server, requests

SECRET = "Tr0ub4dor3xyz"
REPORTS = ("full", "concise", "json", "github", "gitlab", "sarif", "junit", "rdjson")
FILES = ("html", "markdown", *REPORTS)

CONFIG = """[general]
include = other/*.conf
[web]
listen = 127.0.0.1 PORT
cors = ${TOKEN}, https://app.example.com, https://jane:PASSWORD@b.example
cors_preflight_paths = api/${TOKEN}, /x, /${TOKEN}/y, /x
backlog = ${TOKEN}
cors_max_age = ${TOKEN}
cors_allow_credentials = ${TOKEN}
api_token = PASSWORD
servertokens = ${other:value}
[other]
value = ${TOKEN}
[passwords]
smtp = PASSWORD
cors = *
[web]
cors = *
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "-q", "."], check=True)
    Path("app.conf").write_text(CONFIG.replace("PASSWORD", SECRET).replace("PORT", "1"))
    good = CONFIG.partition("[passwords]")[0].replace("backlog", "x").replace("api/", "/api/")
    Path("good.conf").write_text(good.replace("PASSWORD", SECRET).replace("PORT", "1"))
    return tmp_path


class Done(NamedTuple):
    """What a run came to."""

    returncode: int
    stdout: str
    stderr: str


def corscheck(*arguments: str, env: dict[str, str] | None = None) -> Done:
    """Run it inside of this process, with these variables of the environment besides."""
    out, err = io.StringIO(), io.StringIO()
    with patch.dict(os.environ, env or {}), redirect_stdout(out), redirect_stderr(err):
        code = main(arguments)
    return Done(code, out.getvalue(), err.getvalue())


def quiet(*arguments: str, code: int | None = None) -> str:
    """What a run printed; nothing of it is secret."""
    done = corscheck(*arguments, env={"TOKEN": SECRET})
    text = done.stdout + done.stderr
    assert "Traceback" not in text
    assert SECRET[:5] not in text, text
    assert code is None or done.returncode == code, text
    return text


@pytest.mark.parametrize("form", REPORTS)
@pytest.mark.parametrize("config", ["app.conf", "good.conf"])
def test_lint(here: Path, config: str, form: str) -> None:
    reports = [f"--report={name}:{config}.{name}" for name in FILES]
    quiet("lint", config, "--output-format", form, *reports)
    for name in FILES:
        assert SECRET[:5] not in Path(f"{config}.{name}").read_text()


@pytest.mark.parametrize("arguments", [("--diff",), ("--diff", "--unsafe-fixes"), ("--statistics",), ("-v",)])
def test_options_of_lint(here: Path, arguments: tuple[str, ...]) -> None:
    quiet("lint", "app.conf", "good.conf", *arguments)


def test_baseline(here: Path) -> None:
    quiet("lint", "good.conf", "--baseline", "known.json", "--update-baseline")
    assert SECRET[:5] not in Path("known.json").read_text()
    assert "***" in Path("known.json").read_text()
    quiet("lint", "good.conf", "--baseline", "known.json", code=0)


@pytest.mark.parametrize("form", ["full", "json"])
@pytest.mark.parametrize("config", ["app.conf", "good.conf"])
def test_show(here: Path, config: str, form: str) -> None:
    assert "***" in quiet("show", config, "--output-format", form) or config == "app.conf"


@pytest.mark.parametrize(
    "option", ["cors", "cors_preflight_paths", "cors_allow_headers", "listen", "rootdir"]
)
@pytest.mark.parametrize(
    "reference", ["${passwords:smtp}", "${smtp:api_token}", "https://${passwords:smtp}/x"]
)
def test_a_reference_to_a_secret(here: Path, option: str, reference: str) -> None:
    Path("site.conf").write_text(f"[passwords]\nsmtp = {SECRET}\n[smtp]\napi_token = {SECRET}\n")
    write("main.conf", {option: reference}, "[general]\ninclude = site.conf\n")
    for form in REPORTS:
        quiet("lint", "main.conf", "--output-format", form)
    for arguments in (("show", "main.conf"), ("check", "main.conf", "--url", "http://127.0.0.1:1")):
        quiet(*arguments)


@pytest.mark.parametrize("before", ["", "[web]\n", "[web]\ncors = *\n", "[web]\nkey = "])
def test_a_private_key(here: Path, before: str) -> None:
    """A key that is included by mistake, or pasted."""
    body = f"{SECRET}AAAA/bbb+\n{SECRET}xyz==\n"
    key = f"-----BEGIN RSA PRIVATE KEY-----\n{body}-----END RSA PRIVATE KEY-----\n"
    Path("server.key").write_text(before + key)
    Path("main.conf").write_text("[general]\ninclude = server.key\n[web]\nlisten = 8080\n")
    for form in REPORTS:
        quiet("lint", "main.conf", "server.key", "--output-format", form)
    for config in ("main.conf", "server.key"):
        for form in ("full", "json"):
            quiet("show", config, "--output-format", form)
        quiet("check", config, "--url", "http://127.0.0.1:1")


def test_a_section_of_passwords(here: Path) -> None:
    Path("main.conf").write_text(f"[passwords]\nlisten = 8080\ncors = {SECRET}\nsmtp = {SECRET}\n")
    for form in ("full", "json"):
        quiet("show", "main.conf", "--section", "passwords", "--output-format", form)
        quiet("lint", "main.conf", "--section", "passwords", "--output-format", form)


def test_what_is_asked_for_is_shown(here: Path) -> None:
    for arguments in (("lint", "good.conf"), ("show", "good.conf"), ("lint", "good.conf", "--diff")):
        done = corscheck(*arguments, "--show-secrets", env={"TOKEN": SECRET})
        assert SECRET in done.stdout
        assert "***" not in done.stdout


def write(path: str, options: dict[str, str], more: str = "") -> None:
    """Write a configuration with these options instead of its own."""
    own = {"listen": "8080", "cors": "https://a.example", "cors_preflight_paths": "/a"}
    lines = "".join(f"{name} = {value}\n" for name, value in {**own, **options}.items())
    Path(path).write_text(f"[web]\n{lines}{more}")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("cors", "https://shown.example"),
        ("cors", "https://shown.example:8443, http://localhost:3000"),
        ("cors", "*"),
        ("cors_preflight_paths", "/shown/{x}/*"),
        ("listen", "127.0.0.1:8765"),
        ("listen", "8765"),
        ("cors_allow_credentials", "yes"),
        ("cors_max_age", "600"),
        ("rootdir", "/srv/shown"),
        ("cert", "./shown.pem"),
    ],
)
def test_what_has_the_form_of_the_option_is_shown(here: Path, option: str, value: str) -> None:
    write("one.conf", {option: "${VALUE}"})
    done = corscheck("show", "one.conf", "--output-format", "json", env={"VALUE": value})
    assert json.loads(done.stdout)["containers"][0]["values"][option] == value


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("cors", "hunter2"),
        ("cors", "https://hooks.slack.example/hooked/T0000/B0000/abcdef"),
        ("cors", "eyJhbGciOi.eyJzdWIi.SflKxwRJ"),
        ("cors", "12345678"),
        ("cors", "postgres://u:p4ssw0rd@db.example/x"),
        ("cors", "/shown/as/path"),
        ("cors_preflight_paths", "hunter2"),
        ("cors_preflight_paths", "https://shown.example"),
        ("listen", "hunter2"),
        ("cors_allow_credentials", "hunter2"),
        ("cors_max_age", "hunter2"),
        ("backlog", "hunter2"),
        ("rootdir", "hunter2"),
        ("servertokens", "hunter2"),
        ("cors_allow_headers", "hunter2"),
        ("cors_allow_methods", "hunter2"),
        ("something", "hunter2!"),
    ],
)
@pytest.mark.parametrize("version", ["25.15", "26.37"])
@pytest.mark.parametrize("via", ["${VALUE}", "$VALUE", "${other:value}"])
def test_what_has_not_is_shown_nowhere(here: Path, option: str, value: str, version: str, via: str) -> None:
    write("one.conf", {option: via}, "[other]\nvalue = $VALUE\n")
    for arguments in (
        *(("lint", "one.conf", "--output-format", form) for form in ("full", "json")),
        *(("show", "one.conf", "--output-format", form) for form in ("full", "json")),
        ("check", "one.conf", "--url", "http://127.0.0.1:1", "--output-format", "json", "--dry-run"),
    ):
        done = corscheck(*arguments, "--asab-version", version, env={"VALUE": value})
        assert done.returncode in (0, 1, 2), done.stderr
        long = [part for part in value.split("/")[3:] if len(part) > 5]
        for part in (value, value.lower(), *long):
            assert part not in done.stdout + done.stderr, done.stdout + done.stderr


@pytest.mark.parametrize(
    "text",
    [
        f"root:$6${SECRET}:19000:0:99999:7:::\n",
        f"A={SECRET}\0B=x\0",
        f"[default]\n{SECRET} = {SECRET}\n{SECRET}\n",
        f"[web]\ncors = {SECRET}\ncors_preflight_paths = {SECRET}, /shown\n{SECRET} = 1\n",
        f"[web]\ncors = x\ncors = {SECRET}\n",
        f"[{SECRET}]\n[{SECRET}]\n[web\ncors = `{SECRET}`\n",
        f"# corscheck: ignore[{SECRET}] -- {SECRET}\n[web]\ncors={SECRET} ; {SECRET}\n",
        f"[general]\ninclude = {SECRET}/*.conf\n[other]\nvalue = {SECRET}\n",
        f"\xff{SECRET}",
    ],
)
@pytest.mark.parametrize("link", [True, False])
def test_a_file_outside_of_the_repository_is_not_quoted(
    here: Path, tmp_path_factory: pytest.TempPathFactory, text: str, *, link: bool
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "other"
    outside.write_bytes(text.encode("latin-1"))
    path = str(outside)
    if link:
        Path("linked.conf").symlink_to(outside)
        path = "linked.conf"
    Path("main.conf").write_text(
        f"[general]\ninclude = {path}\n[web]\nlisten = 8080\ncors_allow_headers = ${{other:value}}\n"
    )
    for form in REPORTS:
        reports = [f"--report={name}:out.{name}" for name in ("html", "markdown")]
        quiet("lint", "main.conf", "--output-format", form, *reports)
        assert SECRET[:5] not in Path("out.html").read_text() + Path("out.markdown").read_text()
    for form in ("full", "json"):
        quiet("show", "main.conf", "--output-format", form)
    quiet("check", "main.conf", "--url", "http://127.0.0.1:1")
    quiet("lint", "main.conf", "--diff", "--unsafe-fixes")
    quiet("lint", "main.conf", "--baseline", "known.json", "--update-baseline")
    known = Path("known.json")
    assert not known.exists() or SECRET[:5] not in known.read_text()


@pytest.mark.parametrize("form", REPORTS)
def test_a_link_to_a_file_of_others_is_not_quoted(
    here: Path, tmp_path_factory: pytest.TempPathFactory, form: str
) -> None:
    """A pull request may bring it, and a hook names every file of one."""
    outside = tmp_path_factory.mktemp("outside") / "other"
    outside.write_text(f"{SECRET}\n[web]\ncors = {SECRET}\n")
    Path("app.conf").unlink()
    Path("app.conf").symlink_to(outside)
    for arguments in (("lint", "app.conf"), ("lint",), ("check", "app.conf", "--url", "http://127.0.0.1:1")):
        quiet(*arguments, "--output-format", form)
    quiet("show", "app.conf")


@pytest.mark.parametrize("name", ["app.yaml", "app.json"])
@pytest.mark.parametrize(
    "text",
    [
        f'{{"web": {{"cors": "{SECRET}", "cors_preflight_paths": "{SECRET}"}}, "{SECRET}": "{SECRET}"}}',
        f"web:\n  cors: {SECRET}\n  {SECRET}: [{SECRET}\n",
        f"{SECRET}",
        f'{{"web": {{"cors": "x", "cors": "{SECRET}"}},, {SECRET}',
    ],
)
def test_a_link_named_like_a_site_file_is_not_quoted(
    here: Path, tmp_path_factory: pytest.TempPathFactory, name: str, text: str
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "other"
    outside.write_text(text)
    Path(name).symlink_to(outside)
    for form in REPORTS:
        quiet("lint", name, "--output-format", form)
    quiet("show", name)
    quiet("check", name, "--url", "http://127.0.0.1:1")


@pytest.mark.parametrize("form", REPORTS)
@pytest.mark.parametrize("key", ["config", "openapi", "baseline"])
def test_settings_do_not_lead_to_files_of_others(
    here: Path, tmp_path_factory: pytest.TempPathFactory, key: str, form: str
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "other"
    outside.write_text(f"{SECRET}\n[web]\ncors = {SECRET}\n")
    Path("good.conf").write_text(GOOD.replace("PORT", "1"))
    table = {"name": "x", "config": "good.conf", "url": "http://127.0.0.1:1", key: str(outside)}
    top = f"baseline = {json.dumps(table.pop('baseline'))}\n" if key == "baseline" else ""
    lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in table.items())
    Path("corscheck.toml").write_text(f"{top}[[service]]\n{lines}")
    for command in ("check", "preflight", "lint"):
        quiet(command, "--output-format", form)


def test_a_file_that_a_person_names_is_quoted(here: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "app.conf"
    outside.write_text("[web]\nlisten = 8080\ncors = nothing\n")
    assert "3 | cors = nothing" in corscheck("lint", str(outside), "--output-format", "full").stdout


def test_a_variable_with_very_many_items(here: Path) -> None:
    Path("one.conf").write_text("[web]\nlisten = 8080\ncors = ${TOKEN}\n")
    long = " ".join(f"{SECRET}{number}" for number in range(20_000))
    done = corscheck("lint", "one.conf", env={"TOKEN": long})
    assert SECRET[:6] not in done.stdout


@pytest.mark.parametrize("path", ["/proc/self/environ", "/etc/passwd"])
def test_well_known_files(here: Path, path: str) -> None:
    Path("main.conf").write_text(f"[general]\ninclude = {path}\n[web]\nlisten = 8080\ncors = *\n")
    for form in REPORTS:
        text = quiet("lint", "main.conf", "--output-format", form)
        assert "root:x" not in text
        assert "PATH=" not in text


def test_a_value_from_outside_that_has_the_form_is_shown(
    here: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "site.conf"
    outside.write_text("[web]\ncors = https://shown.example\ncors_preflight_paths = /shown\n")
    Path("main.conf").write_text(f"[general]\ninclude = {outside}\n[web]\nlisten = 8080\n")
    done = corscheck("show", "main.conf")
    assert "https://shown.example" in done.stdout
    assert "/shown" in done.stdout


def test_a_file_of_the_same_repository_is_quoted(here: Path) -> None:
    Path("etc").mkdir()
    Path("shared.conf").write_text("[web]\ncors = nothing\ncors_preflight_paths = /x\n")
    Path("etc/main.conf").write_text(f"[general]\ninclude = {here}/shared.conf\n[web]\nlisten = 8080\n")
    assert "2 | cors = nothing" in corscheck("lint", "etc/main.conf", "--output-format", "full").stdout


GOOD = "[web]\nlisten = 127.0.0.1 PORT\ncors = https://app.example.com\ncors_preflight_paths = /x/*\n"


def reply(sock: object) -> None:
    for request in requests(sock):  # type: ignore[arg-type]  # a socket
        headers = [
            b"Access-Control-Allow-Origin: https://app.example.com",
            b"Access-Control-Allow-Headers: *",
            b"Access-Control-Allow-Credentials: true",
            b"Set-Cookie: session=" + SECRET.encode(),
            b"X-Api-Key: " + SECRET.encode(),
            b"Server: x",
        ]
        if b" /redirect" in request:
            headers.append(
                b"Location: https://jane:" + SECRET.encode() + b"@other.example/?token=" + SECRET.encode()
            )
        status = b"302 Found" if b" /redirect" in request else b"200 OK"
        sock.sendall(  # type: ignore[attr-defined]  # a socket
            b"\r\n".join([b"HTTP/1.1 " + status, *headers, b"Content-Length: 0", b"", b""])
        )


@pytest.mark.parametrize("form", REPORTS)
def test_live(here: Path, form: str) -> None:
    with Server(reply) as server:
        Path("good.conf").write_text(GOOD.replace("PORT", str(server.port)))
        reports = [f"--report={name}:out.{name}" for name in FILES]
        quiet(
            "check", "good.conf", "--send", "--credentials", "include", "--header", f"Cookie: a={SECRET}",
            "--header", f"X-Anything: {SECRET}", "--header", f"Accept: {SECRET}",
            "--path", f"/x?token={SECRET}", "--output-format", form, *reports,
        )  # fmt: skip
        for name in FILES:
            assert SECRET[:5] not in Path(f"out.{name}").read_text()


@pytest.mark.parametrize("form", ["full", "concise", "json"])
@pytest.mark.parametrize("path", ["/x", "/redirect"])
def test_why(form: str, path: str) -> None:
    with Server(reply) as server:
        quiet(
            "why", server.url(f"{path}?api_key={SECRET}"), "--origin", "https://app.example.com",
            "-H", f"X-Anything: {SECRET}", "-H", f"Authorization: Bearer {SECRET}",
            "-H", f"Accept-Language: {SECRET}", "--header", f"Cookie: a={SECRET}", "--credentials", "include",
            "--output-format", form, "--send-unsafe", "-X", "PUT",
        )  # fmt: skip


@pytest.mark.parametrize("form", ["full", "concise", "json"])
def test_pasted_requests(here: Path, form: str) -> None:
    url = "http://127.0.0.1:1/x"
    Path("curl.txt").write_text(
        f"curl '{url}' -H 'Origin: https://a.example' -H 'X-Tenant: {SECRET}'"
        f" -b 'a={SECRET}' -u jane:{SECRET} -H 'X-Odd: {SECRET}\u010d'"
    )
    pairs = [["X-Tenant", SECRET], ["Cookie", f"a={SECRET}"], ["X-Odd", f"{SECRET}\u010d"]]
    lines = [
        {"url": url, "origin": "https://a.example", "method": "PUT", "headers": pairs[:n]} for n in (2, 3)
    ]
    Path("all.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    quiet("why", "--curl", "curl.txt", "--output-format", form)
    quiet("why", "--requests", "all.jsonl", "--output-format", form)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--header", SECRET),
        ("--header", f"X Y: {SECRET}"),
        ("--header", f"X-A: {SECRET}\n"),
        ("--header", f"Authorization Bearer {SECRET}"),
        ("-H", SECRET),
        ("--proxy", f"http://jane:{SECRET}@127.0.0.1:1"),
        ("--proxy", f"jane:{SECRET}@127.0.0.1:1"),
        ("--proxy", f"gopher://jane:{SECRET}@127.0.0.1:1"),
        ("--resolve", f"http://jane:{SECRET}@h"),
        (f"Authorization: Bearer {SECRET}",),
        (f"Cookie: session={SECRET}",),
    ],
)
def test_mistakes_in_options(arguments: tuple[str, ...]) -> None:
    quiet("why", "http://127.0.0.1:1/", "--origin", "https://a.example", *arguments)


@pytest.mark.parametrize("place", ["http://%s@127.0.0.1:1", "ftp://%s@h", "http://%s@["])
def test_users_in_urls(here: Path, place: str) -> None:
    url = place % f"jane:{SECRET}"
    Path("good.conf").write_text(GOOD.replace("PORT", "1"))
    quiet("why", url, "--origin", "https://a.example")
    quiet("why", "http://127.0.0.1:1/", "--origin", url)
    for command in ("check", "preflight"):
        quiet(command, "good.conf", "--url", url)
        quiet(command, "good.conf", "--origin", url, "--url", "http://127.0.0.1:1")
        quiet(command, "good.conf", "--openapi", f"{url}/openapi", "--url", "http://127.0.0.1:1")


def test_what_a_service_writes(here: Path) -> None:
    Path("good.conf").write_text(GOOD.replace("PORT", "1"))
    Path("service.py").write_text("import os, sys\nprint(os.environ['GITHUB_TOKEN'])\nsys.exit(1)\n")
    launch = shlex.join([sys.executable, "service.py"])
    for form in REPORTS:
        done = corscheck(
            "check", "good.conf", "--launch", launch, "--output-format", form, env={"GITHUB_TOKEN": SECRET}
        )
        assert SECRET not in done.stdout + done.stderr


def test_init(here: Path) -> None:
    Path("one.conf").write_text(
        "[web]\nlisten = 127.0.0.1 1\ncors = https://app.example.com\n"
        "cors_preflight_paths = /${TOKEN}/x, /y\n"
    )
    launch = f"env DB_PASSWORD={SECRET} python app.py"
    for option in (("--url", f"http://jane:{SECRET}@127.0.0.1:1"), ("--launch", launch)):
        quiet("init", "one.conf", *option, "-o", "-")
    quiet("init", "one.conf")
    text = Path("corscheck.toml").read_text()
    assert SECRET[:5] not in text
    assert 'path = "/y"' in text
