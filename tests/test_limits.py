from __future__ import annotations

import pytest

from corscheck.limits import Budget, LimitReached


def test_a_budget_is_spent_to_the_last_and_then_stays_empty() -> None:
    budget = Budget(steps=2, characters=10)
    budget.spend(steps=2, characters=10)
    for _ in range(2):
        with pytest.raises(LimitReached):
            budget.spend(steps=1)
    with pytest.raises(LimitReached, match="references"):
        Budget(steps=0).spend(steps=1)
    with pytest.raises(LimitReached, match="text"):
        Budget(characters=5).spend(characters=6)
