"""Elements and text of the page: nothing from outside becomes markup."""

from __future__ import annotations

from corscheck.report.html_text import Html, badge, element, joined, listing, pairs, plain, text


def test_what_is_quoted_becomes_code() -> None:
    assert text("a `b` <c>") == "a <code>b</code> &lt;c&gt;"


def test_plain_text_keeps_its_backticks() -> None:
    assert plain("`<b>`\x1b") == "`&lt;b&gt;`\\x1b"


def test_attributes_are_escaped_and_made_visible() -> None:
    found = element("a", Html("x"), href='"><script>', data_page="a\u202eb", class_="c", hidden=True, id=None)
    assert found == ('<a href="&quot;&gt;&lt;script&gt;" data-page="a\\u202eb" class="c" hidden>x</a>')


def test_an_element_may_have_an_attribute_called_name() -> None:
    assert element("meta", name="referrer", content="no-referrer") == (
        '<meta name="referrer" content="no-referrer">'
    )


def test_lists_of_lines_and_pairs() -> None:
    assert listing(["<a>", "b"], class_="command") == '<pre class="command">&lt;a&gt;\nb</pre>'
    assert pairs([("<n>", Html("v"))]) == "<dl><div><dt>&lt;n&gt;</dt><dd>v</dd>\n</div></dl>"
    assert joined([badge("error", "error<")]) == '<span class="badge error">error&lt;</span>'
