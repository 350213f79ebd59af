from __future__ import annotations

import pytest

from corscheck.fetch.deviations import AUTHORIZATION_UNDER_WILDCARD, DEVIATIONS, ENGINES, Seen, relevant

AH = "Access-Control-Allow-Headers"
AUTH = (("Authorization", "x"),)


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("authorization-under-wildcard", Seen(AUTH, ((AH, "*"),))),
        ("authorization-under-wildcard", Seen(AUTH, ((AH, "x-a"), (AH, "x-b, * ")))),
        *(
            ("client-hints", Seen(((name, value),)))
            for name, value in (
                ("Save-Data", "on"),
                ("DPR", "1.5"),
                ("Width", "100"),
                ("Viewport-Width", "100"),
                ("Device-Memory", "0.5"),
                ("RTT", "100"),
                ("Downlink", "1.5"),
                ("DPR", "2"),
                ("Device-Memory", "8"),
                ("Downlink", "10"),
                ("ECT", "slow-2g"),
                ("ECT", "4g"),
                ("intervention", ""),
            )
        ),
        ("user-agent", Seen((("user-agent", ""),))),
        ("repeated-header", Seen((("X-A", "1"), ("x-a", "1")))),
        ("range-overflow", Seen((("Range", "bytes=0-9223372036854775807"),))),
        ("range-overflow", Seen((("Range", "bytes=" + "9" * 40 + "-"),))),
        *(
            ("range-spelling", Seen((("Range", value),)))
            for value in (
                "Bytes=0-1",
                "bytes=00-1",
                "bytes=0-01",
                "bytes= +1 -\t2",
                "bytes =0-1,",
                "bytes=0 -",
                "Bytes=1234567890-",
                "Bytes=1-234567890",
                "bytes=" + "0" * 20 + "-1",
                "bytes=+0-1",
                "bytes=0-+1",
                *(
                    text.replace("_", blank)
                    for blank in " \t"
                    for text in (
                        "bytes_=0-1",
                        "bytes=_0-1",
                        "bytes=0_-1",
                        "bytes=0-_1",
                        "bytes=0-1_,",
                        "bytes=0-__1",
                        "bytes__=0-1",
                        "bytes=__0-1",
                        "bytes=0__-1",
                    )
                ),
            )
        ),
        ("password-dialog", Seen((), (), (("WWW-Authenticate", "Basic realm=x"),), include=True)),
        ("password-dialog", Seen((), (), (("www-authenticate", "Bearer, digest"),), include=True)),
        ("location", Seen((), (), (("Location", ""),))),
        ("location", Seen((), (), (("Location", "/x"), ("location", "/x")))),
        ("password-dialog", Seen((), (), (("www-authenticate", "Bearer,digest"),), include=True)),
        ("max-age-negative", Seen((), (("Access-Control-Max-Age", "-0"),))),
        ("max-age-negative", Seen((), (("Access-Control-Max-Age", "-123456789"),))),
    ],
)
def test_where_a_deviation_matters(name: str, seen: Seen) -> None:
    assert [deviation.name for deviation in relevant(seen)] == [name]


@pytest.mark.parametrize(
    "seen",
    [
        Seen(()),
        Seen((("X-A", ""), ("X-B", "")), ((AH, "*"),)),
        Seen(AUTH),
        Seen(AUTH, ((AH, "x-a"),)),
        Seen(AUTH, ((AH, "*, AUTHORIZATION"),)),
        Seen(AUTH, ((AH, "*"),), include=True),
        Seen(AUTH, (), ((AH, "*"),)),
        Seen((("Save-Data", "off"), ("DPR", "x"), ("ECT", "5g"), ("Width", "1.5"))),
        Seen((("Range", "bytes=9-9223372036854775806"),)),
        Seen((("Range", "bytes=0-1,4-5"),)),
        Seen((("Range", "bytes=10-"), ("X-A", "bytes=00-1"))),
        Seen((("Range", "bytes=0-x"),)),
        *(
            Seen((("Range", f"bytes{rest}"),))
            for rest in (
                "*=0-1",
                "=*0-1",
                "=0*1",
                "=0*-1",
                "=0-*1",
                "=0-1*",
                "=23-45",
                "=67-89",
                "=0-0",
                "=-1",
            )
        ),
        Seen((("Range", "bytes=1234567890-2345678901"),)),
        Seen((), (), (("WWW-Authenticate", "Basic"),)),
        Seen((), (("WWW-Authenticate", "Basic"),), include=True),
        Seen((), (), (("WWW-Authenticate", 'Bearer realm="basic"'),), include=True),
        Seen((("X-Range", "9" * 30),)),
        Seen((), (), (("Location", "/x"),)),
        Seen((), (), (("Location", "/x"), ("Location", "/y"))),
        Seen((), (("Location", ""),)),
        Seen((), (("Access-Control-Max-Age", "0"),)),
        Seen((), (("Access-Control-Max-Age", "x"),)),
        Seen((), (("Access-Control-Max-Age", "-1x"),)),
        Seen((), (("Access-Control-Max-Age", "-"),)),
        Seen((), (), (("Access-Control-Max-Age", "-1"),)),
        Seen((("Accept", "caf\xe9"),)),
    ],
)
def test_where_none_matters(seen: Seen) -> None:
    assert relevant(seen) == ()


def test_only_what_all_engines_do_is_everywhere() -> None:
    assert [deviation for deviation in DEVIATIONS if deviation.everywhere] == [AUTHORIZATION_UNDER_WILDCARD]
    assert ENGINES == ("chrome", "firefox", "safari")
    names = [deviation.name for deviation in DEVIATIONS]
    assert len(set(names)) == len(names)
    assert all(set(deviation.engines) <= set(ENGINES) and deviation.engines for deviation in DEVIATIONS)
