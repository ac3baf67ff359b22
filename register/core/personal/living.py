"""When a person was born, and where they live: dates and postcodes, told from others by the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from register.core.personal.spots import Around, Spot, said_before

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?:(?:18|19|20)\d\d|'?\d\d)"
_DATE = (
    rf"(?:\d{{1,2}} ?[/.-] ?\d{{1,2}} ?[/.-] ?{_YEAR}|(?:19|20)\d\d[/.-]\d{{1,2}}[/.-]\d{{1,2}}|\d{{2}} \d{{2}} \d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ -]{_MONTH}(?:,? |-){_YEAR}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? {_YEAR})(?!\d)"
)
_DAY = rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?!\d)"
_CALLED = r"(?:\bd\.? ?o\.? ?b\b\.?|\bdate of birth\b)"
_BIRTH = r"(?:\bd\.? ?o\.? ?b\b\.?|\bd/o/b\b|\bdates? of birth\b|\bbirth[ -]?dates?\b|\bbirthday\b|\bdate born\b)"
_BORN = re.compile(
    rf"(?:{_BIRTH}[^;]{{0,60}}?"
    r"|\bborn\b(?: (?:on|in|at|the|about|around|(?-i:[A-Z])[\w'-]{1,20})){0,5}[ ,:(\t]{1,3}"
    rf"|\(b\.? ?|\bb\. )(?<!\d)(?P<date>{_DATE})"
    rf"|\bborn (?:in |on )?(?P<month>{_MONTH},? (?:19|20)\d\d)(?!\d)"
    rf"|(?:{_CALLED}[^\w\n]{{1,5}}(?:is |was )?)(?P<digits>\d{{8}}|\d{{6}})(?![\w-]|[.,/]\d)"
    rf"|\b(?:(?:his|her|their|whose) birthday(?: is| was| falls)?|birthday:)(?: on)? (?:the )?(?P<yearly>{_DAY})",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?<!\d)(?P<date>{_DATE})[^\w\n]{{0,3}}(?:\(?is |was )?(?:(?:the|his|her|their) )?{_BIRTH}", re.IGNORECASE
)
_AGED = re.compile(
    rf"\bage(?:d|:)? \d{{1,3}}\b[ ,;:([-]{{1,4}}(?<!\d)(?P<date>{_DATE})"
    rf"|(?<!\d)(?P<before>{_DATE})[ ,;:(-]{{1,3}}\baged? \d{{1,3}}\b(?! ?(?:to|-|and))",
    re.IGNORECASE,
)
_ABOUT_AGE = ("born", "birth", "b.", "d.o", "dob", "d o", "d/o", "o.b", "age", "(b", "birthday")


def births(text: str, around: Around) -> Iterator[Spot]:
    """Find dates of birth: dates that the words around call so."""
    small = text.casefold()
    if not any(words in small for words in _ABOUT_AGE):
        return
    for pattern in (_BORN, _AFTER, _AGED):
        for match in pattern.finditer(text):
            group = next(name for name, date in match.groupdict().items() if date)
            yield Spot("birth", match.start(group), match.end(group))


_POSTCODE = re.compile(
    r"(?<![\w-])[A-PR-UWYZ](?:\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d{1,2}|[A-HK-Y]\d[ABEHMNPRVWXY])"
    r"[ ]{0,2}\d[ABD-HJLNP-UW-Z]{2}(?!\w)",
    re.IGNORECASE,
)
_STREETS = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|close|cl|drive|dr|terrace|terr|tce|crescent|cres|grove|gardens|gdns|way"
    r"|court|ct|place|pl|square|sq|row|view|walk|park|hill|mews|green|rise|bank|villas|cottages?|estate|parade|wynd"
    r"|garth|croft|dene|meadows?|fold|vale|mount|bungalows?|buildings|houses)"
)
_STREET = re.compile(
    r"(?<![\w£.,/-])(?:(?:flat|apartment|apt|room|unit) \w{1,4},? )?\d{1,4}[a-z]?,? "
    rf"(?:(?:the )?[a-z][a-z'-]{{1,20}} ){{0,3}}?[a-z][a-z'-]{{0,20}} {_STREETS}\b\.?",
    re.IGNORECASE,
)
_DWELLING = re.compile(
    r"\b(?:flat|apartment|apt) \d{1,4}[a-z]?\b|\b[a-z'-]{2,20} (?:cottage|bungalow|farmhouse|lodge)\b", re.IGNORECASE
)
_HOME = re.compile(
    r"\bhome:|\b(?:home address(?:es)?|stay(?:s|ed|ing) with (?:his|her|their) \w+"
    r"|liv(?:e|es|ed|ing) (?:at|in|alone|with)|resid(?:es|ed|ing|ent) (?:at|of)"
    r"|(?:his|her|their|my) (?:own )?(?:home|house|flat|address|bungalow)|home (?:is |was )?(?:at|in|postcode)"
    r"|(?:applicant|client|carer|tenant|resident|volunteer|member|family|claimant|service user|beneficiary)(?:'s|s')? "
    r"(?:home|house|flat|address|postcode|lives)|next of kin"
    r"|moved (?:to|from)|private address|visited (?:him|her|them) at|(?:mr|mrs|ms|miss)\.? [a-z]\w*)\b",
    re.IGNORECASE,
)
_PREMISES = re.compile(
    r"\b(?:cent(?:re|er)|hall|church|chapel|mosque|temple|synagogue|school|academy|college|university|library|museum|gallery"
    r"|office|offices|ltd|limited|cic|cio|plc|trust|charity|council|club|surgery|hospital|clinic|hospice|hub|foodbank|pantry"
    r"|caf[eé]|shop|store|pub|inn|hotel|theatre|studio|stadium|pavilion|gym|nursery|station|depot|workshop|warehouse"
    r"|premises|building|venue|registered (?:at|office|address)|based (?:at|in)|held (?:at|in)|meet(?:s|ing)? (?:at|in)"
    r"|takes? place|institute|association|society|foundation|company|organisation|group|project|services?|community"
    r"|partnership|housing|write to|post to|send to|by post|drop[- ]in|open(?:s|ed)? at|event|sessions?|exhibition"
    r"|reception|headquarters|hq|playground|allotments?|field|park and|toilets?|bus stop|car park|located|site"
    r"|refurbish\w*|lease|landlord|freepost)\b",
    re.IGNORECASE,
)
_BEFORE = 110
"""Characters before a postcode in which its street, and what is said of it, stand."""
_SENTENCE = re.compile(r"(?:(?<![A-Z][a-z])[.;!?]\s|\n\s*\n|\n[-*|])")


def homes(text: str, around: Around) -> Iterator[Spot]:
    """Find addresses of homes: a postcode after a house and its street, or after words that say whose home it is.

    Where the words before name premises (a hall, an office, a club), it is an organisation's address, and public.
    """
    done = 0
    for match in _POSTCODE.finditer(text):
        before = _said_of(text, match.start(), done)
        place = _home_in(text, before, match.start())
        done = match.end()
        if place is not None:
            yield Spot("address", place, match.end())
    if _HOME.search(text):
        for match in _STREET.finditer(text):
            if said_before(text, match.start(), _AT_HOME, 40):
                yield Spot("address", match.start(), match.end())


_AT_HOME = re.compile(
    r"\b(?:home address(?: is|:)?|(?:stay(?:s|ed|ing)|liv(?:e|es|ed|ing))(?: alone| with \w+(?: \w+)?)? at"
    r"|resid(?:es|ed|ing|ent) (?:at|of)"
    r"|(?:his|her|their|my) (?:home|house|flat|address)(?: (?:is|at|was))*)[ :,]*(?:no\.? ?|number )?\Z",
    re.IGNORECASE,
)


def _said_of(text: str, place: int, done: int) -> int:
    """Return where the sentence begins that a postcode stands in, no further back than an address is long."""
    start = max(done, place - _BEFORE, 0)
    ends = [match.end() for match in _SENTENCE.finditer(text, start, place) if text[match.end() : place].strip()]
    return ends[-1] if ends else start


def _home_in(text: str, start: int, postcode: int) -> int | None:
    """Return where the address before a postcode begins if it may be a home's; None if not."""
    said = [match.end() for match in _HOME.finditer(text, start, postcode)]
    streets = [*_STREET.finditer(text, start, postcode), *_DWELLING.finditer(text, start, postcode)]
    first = min((match.start() for match in streets), default=None)
    rest = list(text[start:postcode])
    for match in streets:  # Church Close and Station Road are no church and no station
        rest[match.start() - start : match.end() - start] = "_" * (match.end() - match.start())
    if _PREMISES.search("".join(rest), said[-1] - start if said else 0):
        return None
    if first is not None and not (said and first < said[-1]):
        return first
    return postcode if said else None
