from __future__ import annotations

from corscheck.causes.case import body_evidence, status_of, varies_by, words_of
from corscheck.exchange import Failure
from tests.support.causes import response


def test_words_of_a_page() -> None:
    page = "<html><style>a{}</style><script>x('<b>')</script><h1>403\n Forbidden</h1>\t<hr>nginx</html>"
    assert words_of(page) == "403 Forbidden nginx"
    assert words_of(" a \n b ") == "a b"
    assert words_of("") == ""
    assert words_of("<title>It failed</title><h1>It failed&nbsp;here</h1>") == "It failed here"
    assert (
        words_of("<title>DisallowedHost at /x</title><style>html * { padding:0; }") == "DisallowedHost at /x"
    )
    assert words_of("403 <b") == "403"


def test_the_body_as_evidence_is_short_and_visible() -> None:
    assert body_evidence("") == ()
    assert body_evidence("a\x1b") == (r"the body says `a\x1b`",)
    (long,) = body_evidence("x" * 300)
    assert "x" * 200 in long
    assert "x" * 201 not in long
    assert long.endswith(" and more")


def test_what_an_answer_varies_by() -> None:
    assert varies_by(response(200, "Vary: Origin, Accept", "vary: X")) == {"origin", "accept", "x"}
    assert varies_by(response(200)) == set()


def test_a_status_in_evidence() -> None:
    assert status_of(response(204)) == "204"
    assert status_of(Failure("timeout", "x")) == "no answer (timeout)"
