"""The plain words for what a funding decision records in codes."""

from __future__ import annotations

from decimal import Decimal

from register.core.text import pounds

TAGS = {
    "award": "Award",
    "part_award": "Part award",
    "refusal": "Refusal",
    "renewal": "Renewal",
    "variation": "Change",
    "reduction": "Reduction",
    "ending": "Ending",
    "support_in_kind": "Support in kind",
}
INSTRUMENTS = {
    "grant": "Grant",
    "contract": "Contract",
    "loan": "Loan",
    "use_of_premises": "Use of premises",
    "other_in_kind": "Other support in kind",
}
ROUTES = {
    "open_call": "Open call",
    "targeted": "Targeted call",
    "invited": "By invitation",
    "direct": "Direct award",
    "tender": "Tender",
}
SIZES = {
    "under_10k": "under £10,000",
    "10k_to_100k": "£10,000 to £100,000",
    "100k_to_1m": "£100,000 to £1 million",
    "over_1m": "over £1 million",
}
SMALL = frozenset({"under_10k", "10k_to_100k"})
"""Size bands under £100,000 of yearly income, as the measure of 3.2 counts them."""

TERM_REASONS = {
    "one_off_purchase": "it pays for a one-off purchase",
    "pilot": "it is a pilot",
    "settlement_limit": "the public service settlement reaches no further",
    "value_for_money": "a longer term would not add value for money",
    "short_outcome": "the outcome takes no longer to deliver",
    "recipient_asked": "the recipient asked for this term",
    "time_limited_source": "the money itself is limited in time",
}
MAKERS = {
    "cabinet": "the Cabinet",
    "committee": "a committee",
    "councillor": "a councillor",
    "officer": "an officer",
}
REGIMES = {
    "executive_decision": "as an executive decision",
    "officer_delegation": "as an officer's decision under delegation",
}

BANDS = (
    (1_000, "under-1000", "Under £1,000"),
    (10_000, "1000-9999", "£1,000 to £9,999"),
    (50_000, "10000-49999", "£10,000 to £49,999"),
    (250_000, "50000-249999", "£50,000 to £249,999"),
)
TOP_BAND = ("250000-and-over", "£250,000 and over")


def band(amount: Decimal) -> tuple[str, str]:
    """Return the value and the label of the band a sum falls into."""
    return next(((value, label) for below, value, label in BANDS if amount < below), TOP_BAND)


def sum_in_words(amount: Decimal, period: str | None) -> str:
    """Write a sum with its period: £12,000 a year."""
    return pounds(amount) + (" a year" if period == "a_year" else "")
