"""The order of findings."""

from corscheck.findings import Finding, sort_findings
from corscheck.source import Source


def finding(code: str, start: int, path: str = "x") -> Finding:
    return Finding(code, "name", "error", "message", Source("0123456789", path).span(start, start + 1))


def test_findings_are_sorted_by_file_place_and_code() -> None:
    found = sort_findings([finding("C2", 1), finding("C1", 1), finding("C3", 0), finding("C0", 5, "a")])
    assert [one.code for one in found] == ["C0", "C3", "C1", "C2"]
