"""The HTML report in a real browser: filters, keyboard, accessibility, paper, hostile values, many checks."""

from __future__ import annotations

import base64
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from corscheck.report import render
from corscheck.report.html_routes import STACKED
from corscheck.run_report import Report
from tests.support.big_report import big_report
from tests.support.reports import CONTEXT, INCOMPLETE, LINT
from tests.support.terminal import MARK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.chromium import Browser

pytestmark = pytest.mark.browser

BIG = big_report(60, 2)
SMALL = big_report(16, 1)
WIDE = SMALL._replace(
    routes=tuple(
        route._replace(origin=f"https://page-{number}.a-long-name-of-a-customer.example.com")
        for number in range(STACKED)
        for route in SMALL.routes[:3]
    )
)
HOSTILE = (
    f'{MARK}</script></title><script>document.title="owned"</script><img src=x onerror=alert(1)>"\'`</td>'
)


def hostile(value: Any) -> Any:
    """A report in which every text of a route, a check, a finding and an error is hostile."""
    if isinstance(value, Report):
        return value._replace(
            routes=tuple(hostile(one) for one in value.routes),
            tried=tuple(hostile(one) for one in value.tried),
            notes=(HOSTILE,),
            caveats=(HOSTILE,),
            findings=tuple(
                one._replace(message=HOSTILE, help=HOSTILE, code=HOSTILE) for one in value.findings
            ),
            checks=tuple(
                one._replace(
                    title=HOSTILE, expected=HOSTILE, axes=tuple((name, HOSTILE) for name, _ in one.axes)
                )
                for one in value.checks or ()
            ),
            errors=tuple(
                one._replace(message=HOSTILE, help=HOSTILE, service=HOSTILE) for one in value.errors
            ),
        )
    changed = {
        name: HOSTILE
        for name in value._fields
        if isinstance(getattr(value, name), str) and name != "credentials"
    }
    return value._replace(**changed)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Report], str]:
    """Write a report once, and give its URL."""
    folder: Path = tmp_path_factory.mktemp("html")
    known: dict[int, str] = {}

    def url(report: Report) -> str:
        if id(report) not in known:
            path = folder / f"{len(known)}.html"
            path.write_text(render("html", report, CONTEXT._replace(time="2026-01-31T12:00:00Z")))
            known[id(report)] = path.as_uri()
        return known[id(report)]

    return url


@pytest.fixture(scope="module")
def axe() -> str:
    pytest.importorskip("axe_playwright_python", reason="the extra dev has it: it carries axe-core")
    return (files("axe_playwright_python") / "axe.min.js").read_text()


SHOWN = """(() => {
  const visible = (selector) => [...document.querySelectorAll(selector)].filter((one) => !one.hidden).length;
  const words = document.getElementById("shown").textContent;
  return [visible("table.routes tbody tr"), visible("ul.checks > li"), words];
})()"""


def choose(name: str, value: str) -> str:
    return f"""(() => {{
      const input = document.getElementById("filter-{name}");
      input.value = {value!r};
      input.dispatchEvent(new Event("input"));
    }})()"""


CHOICES: list[tuple[dict[str, str], int, int]] = [
    ({}, 12, 60),
    ({"service": "service-1"}, 6, 30),
    ({"method": "POST"}, 4, 8),
    ({"origin": "https://admin.example.com"}, 12, 12),
    ({"result": "no"}, 2, 4),
    ({"result": "unknown", "origin": "https://admin.example.com"}, 2, 2),
    ({"result": "unknown", "origin": "https://app.example.com"}, 0, 0),
    ({"text": "NOTES/5"}, 2, 5),
    ({"text": "nothing has this"}, 0, 0),
]
"""What is chosen, and how many routes and checks are shown then."""


def test_filters(chromium: Browser, written: Callable[[Report], str]) -> None:
    with chromium.page(written(BIG)) as page:
        for choices, routes, checks in CHOICES:
            for name, value in choices.items():
                page.evaluate(choose(name, value))
            shown = f"{routes} of 12 routes and {checks} of 60 checks shown"
            assert page.evaluate(SHOWN) == [routes, checks, shown], choices
            page.evaluate("document.getElementById('reset').click()")
            assert page.evaluate(SHOWN)[:2] == [12, 60]
        assert page.messages == []


def test_the_filter_for_an_origin_leaves_its_column_only(
    chromium: Browser, written: Callable[[Report], str]
) -> None:
    with chromium.page(written(BIG)) as page:
        page.evaluate(choose("origin", "https://admin.example.com"))
        heads = "[...document.querySelectorAll('table.routes:first-of-type thead th')]"
        names = page.evaluate(f"{heads}.filter((one) => one.checkVisibility()).map((one) => one.textContent)")
        assert names[:2] == ["Route", "page https://admin.example.com"]


def test_a_cell_opens_its_exchange_with_the_keyboard(
    chromium: Browser, written: Callable[[Report], str]
) -> None:
    with chromium.page(written(BIG)) as page:
        page.evaluate("document.querySelector('td.no a').focus()")
        page.press("Enter")
        dialog = page.evaluate("document.querySelector('dialog[open]').innerText")
        assert "POST /notes from https://app.example.com" in dialog
        for words in (
            "405 Method Not Allowed",
            "Chrome prints",
            "curl -sS",
            'fetch("http://127.0.0.1:8089/notes"',
        ):
            assert words in dialog
        assert page.evaluate("document.activeElement.id") == "close"
        page.press("Escape")
        assert page.evaluate("document.querySelector('dialog').open") is False
        assert page.evaluate("document.activeElement.closest('td').className") == "no"
        assert page.messages == []


def test_everything_that_can_be_used_is_reached_with_tab(
    chromium: Browser, written: Callable[[Report], str]
) -> None:
    with chromium.page(written(BIG)) as page:
        reached = []
        for _ in range(12):
            page.press("Tab")
            reached.append(page.evaluate("document.activeElement.id || document.activeElement.className"))
        assert reached == [
            "skip",
            *(f"filter-{name}" for name in ("service", "origin", "method", "result", "text")),
            "reset",
            *["cell"] * 5,
        ]


@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (320, "dark")])
@pytest.mark.parametrize("name", ["big", "wide", "lint", "dialog"])
def test_accessibility(
    chromium: Browser, written: Callable[[Report], str], axe: str, name: str, width: int, scheme: str
) -> None:
    report = {"wide": WIDE, "lint": LINT}.get(name, SMALL)
    with chromium.page(written(report), width=width, scheme=scheme) as page:
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        if name == "dialog":
            page.evaluate("document.querySelector('td.no a').click()")
        page.evaluate(axe)
        found = page.evaluate("axe.run().then((result) => result.violations)")
        assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
        assert page.messages == []


@pytest.mark.parametrize("report", [SMALL, WIDE], ids=["small", "wide"])
def test_tables_stay_tables_on_a_small_screen(
    chromium: Browser, written: Callable[[Report], str], report: Report
) -> None:
    with chromium.page(written(report), width=320) as page:
        nodes = page.call("Accessibility.getFullAXTree")["nodes"]
        roles = [node["role"]["value"] for node in nodes if not node["ignored"]]
        cells = page.evaluate("document.querySelectorAll('table.routes td').length")
        assert roles.count("cell") == cells > 0
        assert roles.count("rowheader") == page.evaluate("document.querySelectorAll('tbody th').length")
        marked = "[...document.querySelectorAll('table.routes, .routes :is(thead, tbody, tr, th, td)')]"
        assert page.evaluate(f"{marked}.every((one) => one.hasAttribute('role'))")


def test_the_accessibility_test_notices(
    chromium: Browser, written: Callable[[Report], str], axe: str
) -> None:
    with chromium.page(written(LINT)) as page:
        page.evaluate("document.documentElement.removeAttribute('lang')")
        page.evaluate("document.querySelector('h1').style.color = '#eee'")
        page.evaluate(axe)
        found = page.evaluate("axe.run().then((result) => result.violations.map((one) => one.id))")
        assert set(found) == {"html-has-lang", "color-contrast"}


@pytest.mark.parametrize("report", [WIDE, INCOMPLETE], ids=["wide", "incomplete"])
def test_nothing_is_wider_than_a_small_screen(
    chromium: Browser, written: Callable[[Report], str], report: Report
) -> None:
    with chromium.page(written(report), width=320) as page:
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        outside = """[...document.querySelectorAll("main *")].filter((one) => {
          const box = one.getBoundingClientRect();
          return box.width && (box.right > window.innerWidth + 1 || one.scrollWidth > one.clientWidth + 1 &&
            getComputedStyle(one).display !== "inline" && getComputedStyle(one).overflowX !== "visible");
        }).map((one) => one.outerHTML.slice(0, 100))"""
        assert page.evaluate(outside) == []


def test_it_asks_the_network_for_nothing(chromium: Browser, written: Callable[[Report], str]) -> None:
    with chromium.page(written(BIG)) as page:
        page.evaluate("document.querySelector('td.no a').click()")
        assert {url.partition(":")[0] for url in page.requested} <= {"file"}
        assert len(page.requested) == 1


def test_hostile_values_stay_text(chromium: Browser, written: Callable[[Report], str]) -> None:
    with chromium.page(written(hostile(BIG))) as page:
        page.evaluate("document.querySelector('td a').click()")
        page.evaluate(choose("service", HOSTILE))
        assert page.evaluate("document.querySelectorAll('script, img, iframe').length") == 1
        assert "</script>" in page.evaluate("document.title")
        assert page.evaluate("document.title").startswith("corscheck: ")
        assert page.evaluate("document.querySelector('dialog').innerText").count(MARK) > 1
        assert page.evaluate("document.querySelectorAll('[onerror], [onload], [style]').length") == 0
        assert page.messages == []


def test_another_script_does_not_run(
    chromium: Browser, written: Callable[[Report], str], tmp_path: Path
) -> None:
    text = render("html", LINT, CONTEXT).replace("<main", "<script>document.title = 'owned'</script><main")
    (tmp_path / "x.html").write_text(text)
    with chromium.page((tmp_path / "x.html").as_uri()) as page:
        assert page.title() != "owned"
        assert any("Content Security Policy" in message for message in page.messages)


def test_paper_has_everything(chromium: Browser, written: Callable[[Report], str]) -> None:
    with chromium.page(written(BIG)) as page:
        closed = "document.querySelectorAll('details:not([open])').length"
        before = page.evaluate(closed)
        assert before
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.call("Emulation.setEmulatedMedia", media="print")
        assert page.evaluate(closed) == 0
        assert page.evaluate("document.querySelector('.filters').checkVisibility()") is False
        text = page.evaluate("document.querySelector('main').innerText")
        assert text.count("curl -sS") >= 60
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.evaluate(closed) == before
        printed = base64.b64decode(page.call("Page.printToPDF")["data"])
        assert printed.startswith(b"%PDF")


def test_without_its_script_the_page_shows_everything(
    chromium: Browser, written: Callable[[Report], str]
) -> None:
    with chromium.page(written(BIG), scripts=False) as page:
        assert page.evaluate("document.querySelector('.filters').hidden")
        assert page.evaluate("document.querySelectorAll('td a.cell').length") == 24
        page.evaluate("location.hash = document.querySelector('td.no a').hash")
        assert page.evaluate("document.querySelector(location.hash).checkVisibility()")


def test_thousands_of_checks_can_be_used(chromium: Browser, written: Callable[[Report], str]) -> None:
    with chromium.page(written(big_report(5000, 20))) as page:
        page.evaluate(choose("text", "notes/4711"))
        assert page.evaluate(SHOWN)[:2] == [0, 1]
        seconds = page.evaluate(
            f"(() => {{ const start = performance.now(); {choose('text', 'x4')}; {choose('result', 'no')};"
            " document.body.offsetHeight; return (performance.now() - start) / 1000; })()"
        )
        assert seconds < 10  # a tenth of a second on a machine that has nothing else to do
        page.evaluate("document.getElementById('reset').click()")
        assert page.evaluate(SHOWN)[1] == 5000
        assert page.messages == []
