"""Names of recipients that look like a private person's, which whoever confirms an import must accept."""

from __future__ import annotations

import re

_TITLE = re.compile(r"(mr|mrs|ms|miss|mx|dr|rev|revd|prof|sir|dame|cllr|councillor)\.? [^\W\d]", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")

_NOT_A_PERSON = frozenset(
    """
    academy action active age aid alliance allotment allotments allstars angling art arts association athletic
    athletics autism ballet band bank beavers board bowling bowls boxing boys brigade brownies cadets cafe
    camera care carers carnival centre charity children childrens choir cic cio circle club college colts
    committee communities community company concern confidence connect connects consortium cooperative council
    counselling craft creative crescent cricket cultural culture cycling dance development dogs drama education
    enterprise environment events explorers families family fc federation festival fete film first fitness
    football forum foundation friends fund futures garden gardening gardens girlguides girlguiding girls group
    groups guides gymnastics harriers health help heritage hockey homes hospice house housing hub inc
    independence initiative institute interfaith juniors kids ladies league learning library lifeboat limited
    links lions local ltd lunch martial mbc meals media men mens mind ministries mosque mothers museum music
    neighbourhood network nursery online opera orchestra organisation organization outreach over pantry parents
    partners partnership pensioners people peoples petanque players playgroup plc poets police prayer primary
    project projects pta radio rainbows rangers refuge relief rescue residents response road rotary rovers
    rowing rufc rugby runners running sailing samaritans scheme school scouts senior seniors services sessions
    shed singers singing sisters skills social societies society solutions sports studio studios support swim
    swimming synagogue table team tenants tennis theatre together toy trail training trees trust trustees uk
    uniform union united university veterans victim village villages voices voluntary volunteer volunteers
    walkers walking wellbeing wi wombles women womens workouts workshop workshops yoga youth
    """.split()
)


def looks_like_a_person(name: str) -> bool:
    """Tell whether a recipient's name has the look of a private person's: a title, or two or three names and no more.

    It errs towards asking: a club with an unusual name is asked about, a person should not slip through, so no word
    that is a common surname (Hall, Lane, Church, Young) counts as a word of organisations.
    """
    if _TITLE.match(name):
        return True
    words = name.replace(",", " ").split()
    if not 2 <= len(words) <= 3 or not all(_NAME.fullmatch(word) for word in words):
        return False
    if words[0].casefold() in {"the", "our", "all", "get", "go", "in", "on", "for", "save", "love", "level", "be"}:
        return False
    capitals = all(word[0].isupper() for word in words)
    plain = all(re.sub(r"['’.]", "", word).casefold() not in _NOT_A_PERSON for word in words)
    acronyms = any(len(word) > 2 and word.isupper() for word in words) and not name.isupper()
    return capitals and plain and not acronyms
