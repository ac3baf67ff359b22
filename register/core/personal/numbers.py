"""Numbers that stand for one person: of National Insurance, the NHS, a bank account, a card, a passport, a licence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from register.core.personal.spots import Around, Spot, said_before

NEAR = 40

_FIRST, _SECOND = "A-CEGHJ-PR-TW-Z", "A-CEGHJ-NPR-TW-Z"
_NEVER = "BG|GB|KN|NK|NT|TN|ZZ"
_INSURANCE = re.compile(
    rf"(?<![A-Za-z0-9])(?<![A-Za-z0-9]-)(?:(?!{_NEVER})[{_FIRST}][{_SECOND}](?:[ ./-]{{0,2}}\d){{6}}[ ./-]{{0,2}}[A-D]"
    rf"|(?i:(?!{_NEVER})[{_FIRST}][{_SECOND}]\d{{6}}[A-D]))(?![A-Za-z0-9])"
)
_INSURANCE_SAID = re.compile(
    r"(?:\bN\.?I\.?(?: ?No\.?| number| num)?\b|national insurance(?: (?:number|no\.?))?|\bNINO\b)"
    r"[^\w\n]{0,6}(?:is |was |of )?[^\w]{0,3}([A-Z]{2}(?:[ .-]{0,2}\d){6}(?:[ .-]{0,2}[A-D])?)(?![A-Za-z0-9])",
    re.IGNORECASE,
)

_TEN = re.compile(r"(?<![\w£$€+])(?<!\d[.,/:-])(?:\d{3}([ .-])\d{3}\1\d{4}|\d{10})(?![\w%]|[.,/:-]\d)")
_HEALTH = re.compile(r"\bNHS\b|\bH ?& ?C\b|\bhealth service n|\bCHI\b|\bpatient\b", re.IGNORECASE)
_OTHERWISE = re.compile(
    r"\b(?:refs?|references?|invoices?|orders?|po|contracts?|applications?|isbn|issn|uprn|urn|utr|projects?|grants?|id|ids"
    r"|case|vat|charity|company|registered|registration|version|serial|code|permit|title)\b|£",
    re.IGNORECASE,
)

_SORT_AND_ACCOUNT = re.compile(
    r"(?<![\w£/.-])\d{2}([- ])\d{2}\1\d{2}(?![\d/-])[ \t,;:/|.()-]{0,4}"
    r"(?:\b(?:acc(?:ount)?|a/?c|acct)(?: (?:number|no))?\b[.:]?\s{0,2})?\d{8}(?![\w/])"
    r"|(?<![\w£/.-])\d{8}[ \t,;:/|]{1,4}\d{2}-\d{2}-\d{2}(?![\d/-])",
    re.IGNORECASE,
)
_SORT = re.compile(
    r"\b(?:sort(?:ing)?[ -]?code|s/c|sort(?=:? \d\d-\d\d-\d\d\b))\b"
    r"[^\d\n]{0,25}(?:\n[^\d]{0,25})?(\d{2}[ .-]?\d{2}[ .-]?\d{2})(?!\d)",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"(?:\b(?:bank )?(?:account|acc|acct)s?\b(?: (?:number|no|num))?|\ba/c\b(?: (?:number|no))?)[^\d\n]{0,12}"
    r"(?:\n[^\d]{0,12})?(\d{8}|\d{4}[ -]\d{4})(?![\d/-])",
    re.IGNORECASE,
)
_RUN_TOGETHER = re.compile(r"(?<![\w£/.-])\d{6}[ /,]{1,2}\d{8}(?![\w/-])")
_PAID = re.compile(r"\b(?:bacs|bank|banked|pay|paid|payments?|payee|transfer(?:red)?|account|a/c)\b", re.IGNORECASE)
_IBAN = re.compile(r"\bGB\d{2}[ -]?[A-Z]{4}(?:[ -]?\d{4}){3}[ -]?\d{2}\b", re.IGNORECASE)

_CARD = re.compile(
    r"(?<![\w£$€+.,-])(?:\d{4}([ .-])\d{4}\1\d{4}\1\d{4}|\d{4}([ .-])\d{6}\2\d{5}|\d{15,16}|\d{19}|4\d{12})"
    r"(?![\w]|[.,-]\d)"
)
_A_CARD = re.compile(r"\b(?:card|visa)\b", re.IGNORECASE)
_ISSUED = re.compile(r"4|5[1-8]|2[2-7]|3[47]|6")

_PASSPORT = re.compile(
    r"\bpassport\b(?:[ -](?:number|no|num|details))?[^\w\n]{0,4}(?:is|was|of|no|number)?[^\w\n]{0,4}"
    r"(\d{9}|[A-Z]{1,2}\d{7}|\d{3} \d{3} \d{3})(?!\w)",
    re.IGNORECASE,
)
_LICENCE = re.compile(
    r"(?<![A-Z0-9])[A-Z][A-Z9]{4}[ -]?\d[0156]\d[0-3]\d\d[ -]?[A-Z9]{2}[ -]?[A-Z0-9][A-Z]{2}(?:[ -]?\d\d)?(?![A-Z0-9])",
    re.IGNORECASE,
)
_TAXED = re.compile(
    r"\b(?:UTR|unique taxpayer(?:'s)? reference|tax(?:payer)?(?:'s)? reference)\b[^\d\n]{0,15}(\d{5} ?\d{5})(?!\d)",
    re.IGNORECASE,
)


def insurance_numbers(text: str, around: Around) -> Iterator[Spot]:
    """Find National Insurance numbers: of a shape that is given out, or said to be one."""
    for match in _INSURANCE.finditer(text):
        yield Spot("national_insurance", match.start(), match.end())
    for match in _INSURANCE_SAID.finditer(text):
        yield Spot("national_insurance", match.start(1), match.end(1))


def health_numbers(text: str, around: Around) -> Iterator[Spot]:
    """Find NHS numbers by their check digit, or where one is said to be one."""
    for match in _TEN.finditer(text):
        said = said_before(text, match.start(), _HEALTH, NEAR)
        other = said_before(text, match.start(), _OTHERWISE, NEAR // 2)
        if said or (not other and is_health_number(match[0])):
            yield Spot("nhs", match.start(), match.end())


def accounts(text: str, around: Around) -> Iterator[Spot]:
    """Find sort codes and account numbers, together or said to be such."""
    for match in _IBAN.finditer(text):
        yield Spot("bank", match.start(), match.end())
    for match in _SORT_AND_ACCOUNT.finditer(text):
        yield Spot("bank", match.start(), match.end())
    for match in _RUN_TOGETHER.finditer(text):
        if said_before(text, match.start(), _PAID, NEAR):
            yield Spot("bank", match.start(), match.end())
    for pattern in (_SORT, _ACCOUNT):
        for match in pattern.finditer(text):
            yield Spot("bank", match.start(1), match.end(1))


def cards(text: str, around: Around) -> Iterator[Spot]:
    """Find payment cards by what issuers begin them with and by their check digit."""
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        barcode = len(digits) == 13 and not said_before(text, match.start(), _A_CARD, NEAR)
        if _ISSUED.match(digits) and passes_luhn(digits) and not barcode:
            yield Spot("card", match.start(), match.end())


def papers(text: str, around: Around) -> Iterator[Spot]:
    """Find numbers of passports (said to be such) and of driving licences."""
    for match in _PASSPORT.finditer(text):
        yield Spot("passport", match.start(1), match.end(1))
    for match in _LICENCE.finditer(text):
        yield Spot("licence", match.start(), match.end())


def tax_numbers(text: str, around: Around) -> Iterator[Spot]:
    """Find taxpayers' references that are said to be such."""
    for match in _TAXED.finditer(text):
        yield Spot("tax", match.start(1), match.end(1))


def is_health_number(text: str) -> bool:
    """Tell whether ten digits bear the NHS's check digit (modulus 11); ten times the same are nobody's."""
    digits = [int(one) for one in text if one.isdigit()]
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return (0 if check == 11 else check) == digits[9]


def passes_luhn(digits: str) -> bool:
    """Tell whether a row of digits bears Luhn's check digit."""
    doubled = [int(one) * 2 if place % 2 else int(one) for place, one in enumerate(reversed(digits))]
    return len(set(digits)) > 1 and sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0
