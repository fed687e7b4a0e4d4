"""The rules of cases as tables: which move is allowed, who reaches what, where a case climbs."""

from datetime import UTC, datetime

import pytest

from community.cases import (
    MOVES,
    OPEN,
    WITHOUT_A_FIX,
    Case,
    Kind,
    MoveRefusedError,
    Rung,
    Status,
    check,
    reaches,
    why_not,
)
from community.cases.access import STARTS_ON
from community.people import CASE_STAFF, Role, RoleHeld
from community.reports.ladder import ABOVE
from community.reports.news import ROLES_ON

S = Status
LADDER = (Rung.VOLUNTEER, Rung.SOCIAL_WORKER, Rung.COMMUNITY, Rung.DEPARTMENT, Rung.TOWN_OFFICE)

ALLOWED = """
submitted         triage assigned in_progress solved duplicate not_ours unsolvable withdrawn
triage            assigned in_progress scheduled waiting solved duplicate not_ours unsolvable withdrawn
assigned          assigned in_progress scheduled waiting solved duplicate not_ours unsolvable withdrawn
in_progress       assigned scheduled waiting solved duplicate not_ours unsolvable withdrawn
scheduled         assigned in_progress scheduled waiting solved duplicate not_ours unsolvable withdrawn
waiting           assigned in_progress scheduled reopened solved duplicate not_ours unsolvable withdrawn
solved            reopen_requested archived
reopen_requested  reopened assigned solved duplicate not_ours unsolvable withdrawn
reopened          assigned scheduled waiting solved duplicate not_ours unsolvable withdrawn
not_ours          reopen_requested archived
unsolvable        reopen_requested archived
duplicate         archived
withdrawn         archived
archived
"""  # noqa: E501  one line a status
TABLE = {
    S(line.split()[0]): {S(to) for to in line.split()[1:]} for line in ALLOWED.split("\n") if line
}

REASONS = {
    S.WITHDRAWN: "move-refused-withdrawn",
    S.DUPLICATE: "move-refused-merged",
    S.ARCHIVED: "move-refused-archived",
    S.SOLVED: "move-refused-solved",
    S.NOT_OURS: "move-refused-closed",
    S.UNSOLVABLE: "move-refused-closed",
}


def case_of(**known: object) -> Case:
    given = {
        "id": 1, "number": "R-2026-000001", "kind": Kind.REPORT, "community": "hongqiao",
        "rung": Rung.SOCIAL_WORKER, "status": S.SUBMITTED, "created_at": datetime.now(UTC),
    }  # fmt: skip
    return Case(**{**given, **known})


@pytest.mark.parametrize("to", S)
@pytest.mark.parametrize("status", S)
def test_every_move(status: Status, to: Status) -> None:
    allowed = to in TABLE[status]
    assert (to in MOVES[status]) is allowed
    reason = why_not(status, to)
    if allowed:
        assert reason is None
        check(case_of(status=status), to)
        return
    early = to in {S.REOPEN_REQUESTED, S.ARCHIVED}
    still_open = "move-refused-still-open" if early else "move-refused"
    assert reason == REASONS.get(status, still_open)
    with pytest.raises(MoveRefusedError) as refused:
        check(case_of(status=status), to)
    assert refused.value.text_id == reason
    assert refused.value.facts == {"number": "R-2026-000001"}


def test_open_and_closed_are_told_apart() -> None:
    closed = set(S) - OPEN
    assert closed == WITHOUT_A_FIX | {S.SOLVED, S.ARCHIVED}
    for status in closed:
        assert not MOVES[status] & OPEN - {S.REOPEN_REQUESTED}, "only a resident opens again"
    for status in OPEN:
        assert MOVES[status] >= {S.WITHDRAWN, S.SOLVED}, "everything open can end"


FIELD_ROLES = {Role.VOLUNTEER, Role.LEADER}


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("rung", Rung)
@pytest.mark.parametrize("role", Role)
def test_who_reaches_a_case(role: Role, rung: Rung, kind: Kind) -> None:
    case = case_of(rung=rung, kind=kind, department="CG" if rung is Rung.DEPARTMENT else None)

    def held(community: str | None, department: str | None = None) -> bool:
        return reaches(RoleHeld(role=role, community=community, department=department), case)

    on_field = role in FIELD_ROLES and rung is Rung.VOLUNTEER and kind is Kind.REPORT
    by_clerk = role is Role.CLERK and rung is Rung.DEPARTMENT and kind is Kind.REPORT
    assert held("hongqiao") is held(None) is (role in CASE_STAFF or on_field or by_clerk)
    assert held("kanghe") is False, "another community's"
    assert held(None, "CG") is held(None)
    assert held(None, "ZJ") is (held(None) and not by_clerk), "another department's"


def test_the_queue_of_a_rung_is_looked_after_by_those_who_reach_it() -> None:
    for rung, roles in ROLES_ON.items():
        for role in roles:
            assert rung in STARTS_ON[role]
            case = case_of(rung=rung, department="CG" if rung is Rung.DEPARTMENT else None)
            assert reaches(RoleHeld(role=role, community=None, department=None), case)


def test_a_ladder_goes_up_and_ends_at_the_meeting() -> None:
    for place, rung in enumerate(LADDER[:-1]):
        assert ABOVE[rung] == LADDER[place + 1 :]
    assert ABOVE[Rung.TOWN_OFFICE] == (Rung.TOWN_OFFICE,)
