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
    "officer_delegation": "as an officer’s decision under delegation",
}
REGRANT_TYPES = {
    "FRG010": "Common Regrant",
    "FRG020": "Transfer to intermediary",
    "FRG030": "Match funding",
    "FRG040": "Funder collaboration",
    "FRG050": "Fiscal sponsor",
    "FRG060": "Endowment",
    "FRG070": "Multipurpose",
}
LOCATION_SCOPES = {
    "GLS010": "Global",
    "GLS020": "Supranational",
    "GLS030": "National",
    "GLS040": "Subnational region",
    "GLS050": "Local authority",
    "GLS060": "Local area",
    "GLS099": "Undefined",
}
INDIVIDUAL_REASONS = {
    "GTIR010": "Financial Hardship",
    "GTIR020": "Disability",
    "GTIR030": "Health/Condition",
    "GTIR040": "Mental Health",
    "GTIR050": "Family breakup",
    "GTIR060": "Violence or abuse",
    "GTIR070": "Livelihood",
    "GTIR080": "Homelessness",
    "GTIR090": "Marginalised",
    "GTIR100": "Emergency/crisis event",
    "GTIR110": "Development opportunity",
    "GTIR120": "Social action",
}
INDIVIDUAL_PURPOSES = {
    "GTIP010": "Unrestricted",
    "GTIP020": "Furniture and appliances",
    "GTIP030": "Equipment and home adaptations",
    "GTIP040": "Devices and digital access",
    "GTIP050": "Utilities",
    "GTIP060": "Other housing related costs",
    "GTIP070": "Food and essential items",
    "GTIP080": "Clothing",
    "GTIP090": "Debt",
    "GTIP100": "Travel and transport",
    "GTIP110": "Holiday and activity costs",
    "GTIP120": "Health, care and wellbeing services",
    "GTIP130": "Education and training",
    "GTIP140": "Employment and work",
    "GTIP150": "Creative activities",
    "GTIP160": "Community projects",
    "GTIP170": "Exceptional costs",
}
"""These four are the code lists of the 360Giving standard, word for word."""

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
