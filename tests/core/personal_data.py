"""Invented identifiers as people paste them out of reports, letters and spreadsheets, and clean text full of numbers.

Written from what such papers look like, not from how the finder works. Every person is invented; telephone numbers
are of the ranges kept free for drama, mail domains of those kept free for examples, and numbers are made by seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

SEED = 20261123

FIRST = ("Jane", "Peter", "Aisha", "Colin", "Maureen", "Tomasz", "Siobhan", "Derek", "Priya", "Ellen", "Gareth", "Zoe")
LAST = ("Smith", "Robson", "Khan", "O'Neill", "Dobson", "Nowak", "Hetherington", "Hall", "Patel", "Young", "Ward")
DOMAINS = ("example.org", "example.com", "coalmoor.example", "esh-hall.example", "mail.wearfell.example")
ANYBODYS = ("gmail.com", "hotmail.co.uk", "btinternet.com", "outlook.com", "yahoo.co.uk")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November")
STREETS = ("Elm Street", "Front Street", "Station Road", "Laburnum Avenue", "Durham Road", "Mill Lane", "Church Close")
MORE_STREETS = ("The Crescent", "St Cuthbert's Terrace", "Holly Garth", "South View", "Beech Grove", "Wesley Place")
TOWNS = ("Coalmoor", "Esh Winning", "Crook", "Tow Law", "Wearfell", "Stanley", "Spennymoor")


@dataclass(frozen=True)
class Planted:
    """A sentence with one identifier in it."""

    kind: str
    identifier: str
    sentence: str


def planted() -> list[Planted]:
    """Return 200 identifiers of all kinds, always the same."""
    chance = random.Random(SEED)
    made: list[Planted] = []
    for kind, (count, make, sentences) in _KINDS.items():
        for number in range(count):
            identifier = make(chance, number)
            sentence = sentences[number % len(sentences)]
            made.append(Planted(kind, identifier, sentence.replace("{}", identifier)))
    return made


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def _email(chance: random.Random, number: int) -> str:
    first, last = chance.choice(FIRST).lower(), chance.choice(LAST).lower().replace("'", "")
    local = (
        f"{first}.{last}",
        f"{first[0]}.{last}",
        f"{first}_{last}",
        f"{first[0]}{last}",
        f"{first}{last}{chance.randrange(50, 99)}",
        f"{first}-{last}",
        f"{last}.{first}+grants",
        f"{first.upper()}.{last.upper()}",
        f"{first}",
        f"the{last}s",
    )[number % 10]
    return f"{local}@{chance.choice(ANYBODYS if number % 3 == 0 or local.startswith('the') else DOMAINS)}"


def _phone(chance: random.Random, number: int) -> str:
    end = f"{chance.randrange(1000):03}"
    forms = (
        f"07700 900{end}",
        f"07700900{end}",
        f"07700-900-{end}",
        f"077 0090 0{end}",
        f"+44 7700 900{end}",
        f"+447700900{end}",
        f"+44 (0)7700 900 {end}",
        f"0044 7700 900{end}",
        f"(07700) 900 {end}",
        f"07700.900.{end}",
        f"0191 498 0{end}",
        f"(0191) 498 0{end}",
        f"0191-498-0{end}",
        f"01914980{end}",
        f"01632 960{end}",
        f"(01632) 960 {end}",
        f"01632960{end}",
        f"+44 191 498 0{end}",
        f"+44 (0) 1632 960{end}",
        f"0044 (0)191 498 0{end}",
        f"020 7946 0{end}",
        f"07700\u00a0900{end}",
        f"07700 900 {end} (mob)",
        f"7700900{end}",
    )
    return forms[number % len(forms)]


def _insurance(chance: random.Random, number: int) -> str:
    prefix = chance.choice(("AB", "CE", "JG", "NW", "PX", "SH", "YZ", "WM", "TL", "EB"))
    one, two, three = (f"{chance.randrange(100):02}" for _ in range(3))
    last = chance.choice("ABCD")
    forms = (
        f"{prefix} {one} {two} {three} {last}",
        f"{prefix}{one}{two}{three}{last}",
        f"{prefix}{one}{two}{three}{last}".lower(),
        f"{prefix} {one}{two}{three} {last}",
        f"{prefix}-{one}-{two}-{three}-{last}",
        f"{prefix} {one} {two} {three}{last}",
        f"{prefix}.{one}.{two}.{three}.{last}",
        f"{prefix}\u00a0{one}\u00a0{two}\u00a0{three}\u00a0{last}",
    )
    return forms[number % len(forms)]


def _health(chance: random.Random, number: int) -> str:
    while True:
        nine = chance.choice("469") + _digits(chance, 8)
        check = 11 - sum(int(one) * (10 - place) for place, one in enumerate(nine)) % 11
        if check != 10:
            break
    ten = nine + str(check % 11)
    return (f"{ten[:3]} {ten[3:6]} {ten[6:]}", ten, f"{ten[:3]}-{ten[3:6]}-{ten[6:]}")[number % 3]


def _bank(chance: random.Random, number: int) -> str:
    sort = [f"{chance.randrange(10, 99)}" for _ in range(3)]
    account = _digits(chance, 8)
    forms = (
        f"sort code {'-'.join(sort)}, account number {account}",
        f"Sort Code: {' '.join(sort)} Account No: {account}",
        f"{'-'.join(sort)} {account}",
        f"Sort code {''.join(sort)} / Account {account}",
        f"a/c {account} s/c {'-'.join(sort)}",
        f"Acc no. {account}, sort code {'-'.join(sort)}",
        f"{'-'.join(sort)}\t{account}",
        f"account {account} ({'-'.join(sort)})",
        f"GB82 WEST 1234 56{sort[0]} {account[:4]} {account[4:6]}",
    )
    return forms[number % len(forms)]


def _card(chance: random.Random, number: int) -> str:
    start = ("4", "51", "4", "2221", "37")[number % 5]
    length = 15 if start == "37" else 16
    body = start + _digits(chance, length - 1 - len(start))
    total = 0
    for place, one in enumerate(reversed(body)):
        value = int(one) * (1 if place % 2 else 2)
        total += value // 10 + value % 10
    whole = body + str(-total % 10)
    if length == 15:
        return f"{whole[:4]} {whole[4:10]} {whole[10:]}"
    groups = [whole[at : at + 4] for at in range(0, 16, 4)]
    return (" ".join(groups), "-".join(groups), whole)[number % 3]


def _birth(chance: random.Random, number: int) -> str:
    day, month, year = chance.randrange(1, 29), chance.randrange(1, 12), chance.randrange(1931, 2012)
    name = MONTHS[month - 1]
    ending = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}.get(day, "th")
    forms = (
        f"{day:02}/{month:02}/{year}",
        f"{day} {name} {year}",
        f"{day}{ending} {name} {year}",
        f"{day}.{month}.{year % 100:02}",
        f"{year}-{month:02}-{day:02}",
        f"{day:02}-{name[:3]}-{year}",
        f"{day}{ending} of {name} {year}",
        f"{name} {day}, {year}",
        f"{day:02} {month:02} {year}",
        f"{day}/{month}/{year % 100:02}",
    )
    return forms[number % len(forms)]


def _address(chance: random.Random, number: int) -> str:
    street, town = chance.choice(STREETS + MORE_STREETS), chance.choice(TOWNS)
    house = chance.randrange(1, 140)
    code = f"{chance.choice(('DH7', 'DL15', 'DH1', 'DL16', 'NE37', 'TS21'))} {chance.randrange(1, 9)}"
    code += "".join(chance.choice("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
    forms = (
        f"{house} {street}, {town}, {code}",
        f"{house} {street}, {town}, Co. Durham {code}",
        f"Flat {house % 9 + 1}, {house} {street}, {town} {code}",
        f"{house}a {street}\n{town}\nCounty Durham\n{code}",
        f"{house} {street.upper()}, {town.upper()}, {code}",
        f"{house}, {street}, {town}. {code}",
        f"Rose Cottage, {town}, {code}",
        f"{house} {street} {town} {code.replace(' ', '')}",
    )
    return forms[number % len(forms)]


_KINDS: dict[str, tuple[int, Callable[[random.Random, int], str], tuple[str, ...]]] = {
    "email": (
        30,
        _email,
        (
            "Please contact {} if the decision is unclear.",
            "The chair, Maureen Dobson <{}>, wrote on 3 March.",
            "From: {}\nTo: grants@coalmoor.example\nSubject: our appeal",
            "Name\tE-mail\tAward\nJ Smith\t{}\t£1,200",
            "It was sent to [her]({}) twice.",
            "Appeals go to {}.",
            "See the reply (mailto:{}) in the file.",
        ),
    ),
    "phone": (
        48,
        _phone,
        (
            "The treasurer can be rung on {} after six.",
            "Tel: {}",
            "Applicant\tMobile\tSum\nP Robson\t{}\t£450",
            "We left a message at {}, and she called back.",
            "M {} E none",
            "Her mother’s number is {}.",
            "Phone {} – ask for Derek.",
        ),
    ),
    "national_insurance": (
        20,
        _insurance,
        (
            "The claimant’s NI number is {}.",
            "National Insurance No: {}",
            "Robson\t{}\tweekly",
            "The form gave {} as the reference of the person helped.",
            "NINO {}, benefit stopped in May.",
        ),
    ),
    "nhs": (
        18,
        _health,
        (
            "Patient, NHS number {}, was referred in May.",
            "NHS No. {}",
            "One carer (NHS {}) told us that the bus is her only way.",
            "The referral quotes {} and no name.",
            "Dobson\t{}\tday centre",
        ),
    ),
    "bank": (
        22,
        _bank,
        (
            "Please pay {}.",
            "Payment by BACS to {} within ten days.",
            "Payee\tBank\nMrs E Ward\t{}",
            "The grant went to {} in the treasurer’s own name.",
        ),
    ),
    "card": (10, _card, ("She paid by card {}.", "Card number: {}", "Refund to {} (exp. 04/27).")),
    "birth": (
        28,
        _birth,
        (
            "Date of birth: {}",
            "The young person (DOB {}) joined in May.",
            "She was born on {} and cares for her father.",
            "D.O.B. {}, lives alone.",
            "Name\tDate of Birth\nZoe Patel\t{}",
            "His date of birth is {}.",
            "One member, born {}, is housebound.",
            "{} (date of birth), attends weekly.",
        ),
    ),
    "address": (
        24,
        _address,
        (
            "She lives at {}.",
            "Mr Robson of {} objected.",
            "Home address: {}",
            "The applicant’s address is {}.",
            "P Young, {}, wrote to us twice.",
            "Name\tAddress\nE Ward\t{}",
            "Deliver it to Mrs Khan, {}, before noon.",
        ),
    ),
}


def clean_prose() -> Iterator[str]:
    """Yield, without end, prose of decisions that is about nobody, and full of numbers."""
    chance = random.Random(SEED + 1)
    while True:
        yield " ".join(chance.sample([make(chance) for make in _CLEAN], chance.randrange(3, 7)))


def _day(chance: random.Random) -> str:
    return f"{chance.randrange(1, 29)} {chance.choice(MONTHS)} {chance.randrange(2024, 2028)}"


def _code(chance: random.Random) -> str:
    return f"DH{chance.randrange(1, 9)} {chance.randrange(1, 9)}{chance.choice(('TS', 'QS', 'AB', 'XL', 'RG'))}"


_CLEAN: tuple[Callable[[random.Random], str], ...] = (
    lambda c: f"Grant reference {_digits(c, 10)}, from round {c.randrange(2020, 2027)}/{c.randrange(1, 9)}.",
    lambda c: f"The applicant is charity {c.randrange(200000, 1200000)} and company {_digits(c, 8)}.",
    lambda c: f"It is registered charity number 1{_digits(c, 6)} (OSCR SC0{_digits(c, 5)}).",
    lambda c: f"£{c.randrange(1, 90)},{_digits(c, 3)} was asked for and £{c.randrange(1000, 90000)}.50 awarded.",
    lambda c: f"Invoice {_digits(c, 10)} of {c.randrange(1, 28):02}/{c.randrange(1, 12):02}/2026 was paid in full.",
    lambda c: f"Invoice no. INV-{_digits(c, 8)} was queried.",
    lambda c: f"The panel met on {_day(c)} and again on {c.randrange(1, 28):02}.{c.randrange(1, 12):02}.2026.",
    lambda c: f"Sessions run in the Village Hall, {c.randrange(1, 99)} Front Street, Esh Winning, {_code(c)}.",
    lambda c: f"The centre at {_code(c)} opens on Mondays.",
    lambda c: f"Our office is at County Hall, Durham {_code(c)}.",
    lambda c: f"Meetings are held at {c.randrange(1, 80)} Station Road, Coalmoor, {_code(c)}.",
    lambda c: f"It serves {c.randrange(100, 999)} people aged {c.randrange(8, 14)} to 18 from {_day(c)}.",
    lambda c: f"Members aged over 65 rose from {c.randrange(10, 99)} to {c.randrange(100, 200)} by {_day(c)}.",
    lambda c: f"Write to grants@coalmoor.example by {_day(c)}, or ring 03000 26{_digits(c, 4)}.",
    lambda c: f"Freephone 0800 {_digits(c, 3)} {_digits(c, 4)}; enquiries@example.org.",
    lambda c: f"Contract DN{_digits(c, 6)} and purchase order {_digits(c, 10)} apply.",
    lambda c: f"The unit cost fell from £{c.randrange(10, 90)}.{_digits(c, 2)} to {c.randrange(10, 90)}.50.",
    lambda c: f"The score was {c.randrange(10, 60)} of 100, weights 40-30-30, and the threshold 60.",
    lambda c: f"UPRN {_digits(c, 12)}; title DU{_digits(c, 6)}; planning application DM/26/0{_digits(c, 4)}/FPA.",
    lambda c: f"Section 106 money of {c.randrange(2019, 2026)}-{c.randrange(20, 28)}, LGA 1972 s. 137, SI 2012/2089.",
    lambda c: f"The idea was born in {c.randrange(2015, 2024)}, and the project ran until {_day(c)}.",
    lambda c: f"Years: 2024/25 {c.randrange(10000, 99999)}, 2025/26 {c.randrange(10000, 99999)}, 2026/27 nil.",
    lambda c: f"See https://www.coalmoor.example/papers/{_digits(c, 11)}.pdf and FD-2026-{_digits(c, 4)}.",
    lambda c: f"ISBN 978-0-{_digits(c, 3)}-{_digits(c, 5)}-{c.randrange(9)} and minute {c.randrange(10, 99)}/26 refer.",
    lambda c: f"Volunteers gave {c.randrange(1000, 9000)} hours by {c.randrange(20000, 90000)} a year.",
    lambda c: f"The bus (registration YK{c.randrange(10, 24)} ABC) covers {c.randrange(10, 99)} miles.",
    lambda c: f"VAT number GB {_digits(c, 3)} {_digits(c, 4)} {_digits(c, 2)} was given.",
    lambda c: f"E0{_digits(c, 7)} and E05{_digits(c, 6)} are the wards served.",
)
