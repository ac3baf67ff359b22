"""Numbers of charities and companies: one shape for the importer, for the desk's boxes and for the cells of a grid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.common.numbers import charity_identifier, company_identifier, problem_with
from register.decisions.grid import GridForm


@pytest.mark.parametrize(
    ("number", "identifier"),
    [
        ("1146179", "GB-CHC-1146179"),
        ("0512710", "GB-CHC-512710"),
        ("1109047-2", "GB-CHC-1109047-2"),
        ("SC012345", "GB-SC-SC012345"),
        ("sc 012345", "GB-SC-SC012345"),
        ("NIC100010", "GB-NIC-100010"),
        ("12345", None),
        ("n/a", None),
    ],
)
def test_charity_numbers(number: str, identifier: str | None) -> None:
    assert charity_identifier(number) == identifier


@pytest.mark.parametrize(
    ("number", "identifier"),
    [
        ("7962245", "GB-COH-07962245"),
        ("07962245", "GB-COH-07962245"),
        ("rs 7220", "GB-COH-RS007220"),
        ("CE008889", "GB-COH-CE008889"),
        ("R0000123", "GB-COH-R0000123"),
        ("SC12345A", "GB-COH-SC12345A"),
        ("IP1234R", None),
        ("IP01234R", "GB-COH-IP01234R"),
        ("00000000", None),
        ("123456789", None),
    ],
)
def test_company_numbers(number: str, identifier: str | None) -> None:
    assert company_identifier(number) == identifier


@given(
    st.from_regex(r"(SC|NIC?|R|[A-Z]{2})?[0-9]{1,8}(-[0-9]{1,4}|[A-Z])?", fullmatch=True),
    st.sampled_from([charity_identifier, company_identifier]),
)
def test_nothing_is_made_of_a_number_that_the_desk_refuses(number: str, made: object) -> None:
    identifier = made(number)  # type: ignore[operator]
    assert identifier is None or problem_with(identifier) is None


@pytest.mark.parametrize("bare", ["R0000123", "SC12345A", "IP01234R", "01234567", "SC012345"])
def test_a_number_without_its_giver_is_told(bare: str) -> None:
    assert "does not say what kind of number" in str(problem_with(bare))


@pytest.mark.parametrize(
    ("heading", "cell", "taken"),
    [
        ("Charity number", "1164883", "GB-CHC-1164883"),
        ("Charity number", "SC012345", "GB-SC-SC012345"),
        ("Charity number", "NIC100010", "GB-NIC-100010"),
        ("Charity number", "not a charity", "not a charity"),
        ("Company number", "1234567", "GB-COH-01234567"),
        ("Company number", "ni012345", "GB-COH-NI012345"),
        ("Company number", "R0000123", "GB-COH-R0000123"),
        ("Company number", "GB-COH-01234567", "GB-COH-01234567"),
    ],
)
def test_a_grid_reads_the_same_numbers(heading: str, cell: str, taken: str) -> None:
    filled = GridForm.filled([], "rows", [heading], [(2, {heading: cell})])
    assert [value for _, value in filled.pairs] == [taken]
