"""Fuzz one target, guided by coverage: `python fuzz/run.py ini -max_total_time=300`; needs the extra `fuzz`.

Arguments after the target are libFuzzer's. What is found is written to fuzz/found/<target>/, where
tests/test_fuzz.py runs it from then on; the growing corpus goes to .fuzz/, which git does not see.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))


def main() -> None:
    """Run libFuzzer on the target that the first argument names."""
    import atheris  # noqa: PLC0415  # the message below says what is missing first

    with atheris.instrument_imports(include=["corscheck", "yaml", "tomllib", "json"]):
        from fuzz.targets import TARGETS  # noqa: PLC0415  # is instrumented as it is imported

    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: {sys.argv[0]} {{{','.join(TARGETS)}}} [libFuzzer's options]")
    name, *options = sys.argv[1:]
    corpus, found, seeds = ROOT / ".fuzz" / name, HERE / "found" / name, HERE / "seeds" / name
    for directory in (corpus, found):
        directory.mkdir(parents=True, exist_ok=True)
    arguments = [f"-artifact_prefix={found}/", "-timeout=20", "-rss_limit_mb=2048", *options]
    atheris.Setup([sys.argv[0], *arguments, str(corpus), str(seeds), str(found)], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
