"""E-mail addresses and telephone numbers by which a person could be reached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from register.core.personal.spots import Around, Spot, said_before

ROLES = frozenset(
    """
    accounts admin administration adult adults advice appeals applications archives arts awards benefits bids board
    bookings buildings business cabinet care carers chair chairman chairperson chairs chief children clerk coach
    commissioning committee communications communities community complaints compact compliance consult consultation
    consultations contact contactus contracts coordinator correspondence council councillors counciltax culture
    customer customers customerservices data dataprotection delivery democracy democratic democraticservices
    development digital director disputes donations dpo duty earlyyears editor education elections emergency
    employment engagement enquiries enquiry environment equalities equality events facilities families family feedback
    finance floods foi food freedom funding fundraising general governance grant grants halls head health hello help
    helpdesk helpline heritage highways home homes housing hr info information inclusion infrastructure intake inquiries
    invoices ict it jobs kitchen law learning leader leaders leadership legal leisure libraries library licensing
    localities mail mailbox manager marketing mayor media members membership monitoring museum neighbourhoods news
    newsletter noreply office officer officers ombudsman operations parks parking partnership partnerships payments
    payroll people performance permits planning policy postmaster press principal privacy procurement programme
    programmes project projects property proposals publichealth quality reception recruitment referrals regeneration
    register registrar reply reporting reports request requests rent research response responses revenue review reviews
    safeguarding sales school schools scrutiny secretariat secretary send service services social socialcare sport
    sports staff strategy submissions supply support survey tax team tenancy tenders trading training transport
    travel treasurer trust trustees unit vcs voluntary volunteer volunteering volunteers waste web webmaster welfare
    wellbeing youth
    """.split()  # noqa: SIM905 - a list of 180 words in quotes is read by nobody
)
"""Words of shared mailboxes: an address that carries one is a role's, not a person's."""
_RUN_TOGETHER = tuple(sorted(role for role in ROLES if len(role) >= 5))
_ANYBODYS = re.compile(
    r"(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|rocketmail|icloud|me|mac|aol|btinternet|btopenworld"
    r"|talktalk|sky|virginmedia|ntlworld|blueyonder|tiscali|proton|protonmail|pm|gmx|mail|zoho|fastmail|tutanota"
    r"|plus|o2|uwclub|freeserve|orange|lineone|supanet)\.(?:com|co\.uk|net|me|org|uk)",
    re.IGNORECASE,
)
"""Domains at which anybody may have a mailbox: there, even "info" is likely a person's."""

_EMAIL = re.compile(
    r"(?<![\w.+-])([a-z0-9](?:[\w.+%'-]|\\_){0,63})"
    r"(?:@| ?[\[(] ?at ?[\])] ?)"
    r"((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.| ?[\[(] ?dot ?[\])] ?)){1,6}[a-z]{2,24})(?![a-z0-9])",
    re.IGNORECASE,
)

_PARTED = re.compile(
    r"(?<![\w.+-])((?:[a-z][a-z0-9]{0,39}[._]){1,3}[a-z][a-z0-9]{1,39})(?: {1,2}@ {0,2}|@ {1,2})"
    r"((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,6}[a-z]{2,24})(?![a-z0-9])",
    re.IGNORECASE,
)
"""With spaces round its @, only what no sentence says by chance: “k.williams”, not “the fair @ hall.example”."""
_SPELT = re.compile(
    r"(?<![\w.+-])([a-z0-9]{1,40}(?: dot [a-z0-9]{1,40}){0,3}) (?:at|[\[(] ?at ?[\])]) "
    r"((?!the |a |our )[a-z0-9-]{1,63}(?: dot [a-z0-9-]{1,63}){0,3} dot [a-z]{2,24})(?![a-z0-9])",
    re.IGNORECASE,
)
_DOT = re.compile(r" ?[\[(] ?dot ?[\])] ?| dot ")
_ALSO_NAMES = frozenset({"grant", "grants", "law", "park", "parks", "mayor", "head", "hall", "halls", "press"})
"""Of the words of shared mailboxes those that are people's names: beside another word they prove nothing."""


def emails(text: str, around: Around) -> Iterator[Spot]:
    """Find e-mail addresses, but for those of roles."""
    for match in chain(_EMAIL.finditer(text), _PARTED.finditer(text), _SPELT.finditer(text)):
        local, domain = (_DOT.sub(".", part.replace("\\", "").casefold()) for part in match.groups())
        if _ANYBODYS.fullmatch(domain) or not _is_a_role(local, domain, around):
            yield Spot("email", match.start(), match.end())


def _is_a_role(local: str, domain: str, around: Around) -> bool:
    parts = [part for part in re.split(r"[\W_\d]+", local.partition("+")[0]) if part]
    proof = [part for part in parts if len(parts) == 1 or part not in _ALSO_NAMES]
    if any(part in ROLES or part.removesuffix("s") in ROLES for part in proof):
        return True
    run = "".join(parts)
    if len(proof) == len(parts) and any(run.startswith(role) or run.endswith(role) for role in _RUN_TOGETHER):
        return True
    # A mailbox called after the body, its department or the programme: coalmoor@, warmrooms@.
    return len(run) > 3 and (run in re.sub(r"[\W_]", "", domain) or run in around.names)


# The separators between two digits are few, so no stretch of text is tried twice at length.
_BETWEEN = r"[ .()\t-]{0,2}"
_PHONE = re.compile(
    r"(?<![\w£$€])(?<!\d[-.,:])(?:\(?(?:\+|00 ?)44\)?[ .-]?(?:\(0\)|0)?|\(?0\)?)"
    rf"(7\d{{3}}/\d{{6}}|(?:{_BETWEEN}\d){{9,10}})(?!\d|[.,:-]\d)"
)
_SHORT_OF_A_NOUGHT = re.compile(
    r"(?<![\w£$€+.,/:-])(7[1-9]\d{2}[ -]?\d{3}[ -]?\d{3}|[12]\d{2,4}[ -]?\d{3}[ -]?\d{3,4})(?!\d|[.,/:-]\d)"
)
_LOCAL = re.compile(r"(?<![\w£$€+.,/:-])([2-9]\d{2}[ -]?\d{3,4}|[2-9]\d{5})(?!\d|[.,/:-]\d|[ ]?%)")
_CALLED = re.compile(
    r"\b(?:tel|telephone|phone|phoned|mob|mobile|cell|call|called|ring|rang|text|fax|landline|contact (?:no|number)"
    r"|whatsapp)\b",
    re.IGNORECASE,
)
_DIALLED = re.compile(r"\b(?:tel|telephone|phone|landline)(?: (?:no|number))?[.: ]{0,3}\Z", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\b(?:refs?|references?|invoices?|orders?|po|contracts?|applications?|isbn|uprn|urn|projects?|grants?|id|ids|case"
    r"|account|acc|a/c|charity|company|registered|licence|permit|version|serial|code)\b|£",
    re.IGNORECASE,
)
_A_DATE = re.compile(r"(?<!\d)\d{1,2}([.-])\d{1,2}\1(?:19|20)?\d\d(?!\d)")
NEAR = 25


def phones(text: str, around: Around) -> Iterator[Spot]:
    """Find telephone numbers that may be a person's: numbers that only organisations have (03, 08) are none.

    The contact of an entry may give the number of a switchboard, but no mobile number.
    """
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[1])
        called = said_before(text, match.start(), _CALLED, NEAR)
        switchboard = around.in_contact and digits[0] in "12"
        if _could_be(digits, called=called) and not switchboard and not _A_DATE.search(match[0]):
            yield Spot("phone", match.start(), match.end())
    for match in _SHORT_OF_A_NOUGHT.finditer(text):  # spreadsheets drop the first nought
        called = said_before(text, match.start(), _CALLED, NEAR)
        digits = re.sub(r"\D", "", match[1])
        mobile = digits[0] == "7" and not said_before(text, match.start(), _NUMBERED, NEAR)
        if (called or mobile) and len(digits) == 10 and not (around.in_contact and digits[0] != "7"):
            yield Spot("phone", match.start(), match.end())
    if not around.in_contact:
        for match in _LOCAL.finditer(text):
            if said_before(text, match.start(), _DIALLED, 12):
                yield Spot("phone", match.start(), match.end())


def _could_be(digits: str, *, called: bool) -> bool:
    """Tell whether digits (without the first nought) can be a number that a person is called by."""
    first = digits[0]
    if first == "1":
        return len(digits) == 10 or called
    return len(digits) == 10 and (first in "27" or digits.startswith(("55", "56")))
