"""The fuzzer's targets pass for all seeds, all cases that were ever found, and generated input."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuzz.targets import TARGETS
from tests.support.examples import examples

FUZZ = Path(__file__).parent.parent / "fuzz"
KEPT = sorted(path for kind in ("seeds", "found") for path in (FUZZ / kind).glob("*/*"))
SEEDS = {
    name: [path.read_bytes() for path in sorted((FUZZ / "seeds" / name).iterdir())]
    for name in sorted(TARGETS)
}
MANY = examples(60, in_ci=400)


def test_every_target_has_seeds_and_nothing_else_has() -> None:
    assert set(SEEDS) == {path.name for path in (FUZZ / "seeds").iterdir()}
    assert all(len(seeds) >= 3 for seeds in SEEDS.values())
    assert {path.parent.name for path in KEPT} <= set(TARGETS)


@pytest.mark.parametrize("path", KEPT, ids=lambda path: str(path.relative_to(FUZZ)))
def test_what_was_kept(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("name", sorted(TARGETS))
@given(data=st.data())
@MANY
def test_generated_input(name: str, data: st.DataObject) -> None:
    """Any bytes, and seeds that are cut and joined, with some of their bytes changed."""
    seeds = st.sampled_from(SEEDS[name])
    part = st.builds(
        lambda seed, start, end: seed[start % (len(seed) + 1) :][: end + 1], seeds, *[st.integers(0, 500)] * 2
    )
    TARGETS[name](b"".join(data.draw(st.lists(st.binary(max_size=4) | part | seeds, max_size=6))))


def _part(seed: bytes, start: int, length: int) -> bytes:
    return seed[start % (len(seed) + 1) :][:length]
