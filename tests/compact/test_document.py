"""The Compact as data, held against an independent reading of its text (`compact.txt` beside this file)."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pytest
from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined
from pydantic import ValidationError

from register.compact.document import SEED, Compact, load, undertaking_order

ROOT = Path(__file__).parents[2]
SOURCE = Path(__file__).with_name("compact.txt").read_text(encoding="utf-8")

MEASURED = [
    "1.4",
    "1.5",
    "2.1",
    "2.2",
    "2.3",
    "2.4",
    "2.5",
    "2.6",
    "2.8",
    "2.9",
    "3.2",
    "3.3",
    "3.4",
    "3.5",
    "3.6",
    "3.7",
    "3.8",
    "3.9",
    "3.10",
    "3.11",
    "3.12",
    "3.13",
    "4.1",
    "4.2",
    "4.3",
    "4.4",
    "5.1",
    "5.2",
    "5.3",
]


def plain(text: str) -> str:
    """Make every run of white space one space."""
    return " ".join(text.split())


class Promise(NamedTuple):
    """An undertaking as the oracle reads it from the source."""

    outcome: int
    side: str
    words: str


def oracle() -> Iterator[tuple[str, Promise]]:
    """Read the undertakings from the source, which is cut at every heading, number and footnote."""
    body = SOURCE.split("agreed outcomes:\nOutcome 1:")[1].split("Making the Compact Work")[0]
    cuts = r"(Outcome \d:[^\n]*|Undertakings for the (?:Public sector|VCS):|\b\d\.\d{1,2}(?= ?[A-Z])|^\* .*$)"
    pieces = re.split(cuts, "Outcome 1:" + body, flags=re.MULTILINE)
    outcome, side = 0, ""
    for mark, words in zip(pieces[1::2], pieces[2::2], strict=True):
        if mark.startswith("Outcome"):
            outcome = int(mark[8])
        elif mark.startswith("Undertakings"):
            side = "vcs" if "VCS" in mark else "public"
        elif mark[0].isdigit():
            yield mark, Promise(outcome, side, plain(words))


ORACLE = dict(oracle())
NUMBERS = list(ORACLE)


@pytest.fixture(scope="module")
def compact() -> Compact:
    return load()


def test_the_oracle_reads_53_undertakings() -> None:
    assert Counter(promise.side for promise in ORACLE.values()) == {"public": 32, "vcs": 21}
    assert Counter(promise.outcome for promise in ORACLE.values()) == {1: 10, 2: 11, 3: 19, 4: 7, 5: 6}


def test_all_undertakings_stand_in_the_documents_order(compact: Compact) -> None:
    assert [undertaking.number for undertaking in compact.undertakings] == NUMBERS
    assert sorted(NUMBERS, key=undertaking_order) == NUMBERS


@pytest.mark.parametrize("number", NUMBERS)
def test_an_undertaking_is_whole_word_for_word(compact: Compact, number: str) -> None:
    undertaking = compact.undertaking(number)
    assert Promise(undertaking.outcome, undertaking.side, plain(undertaking.text)) == ORACLE[number]
    assert undertaking.text == undertaking.text.strip()
    assert undertaking.text in SOURCE, "not even the spaces inside it may change"


@pytest.mark.parametrize(
    ("number", "spelling"),
    [("1.2", "fulfill"), ("1.3", "Collectively recognises"), ("2.1", "value*"), ("5.6", "disadvantage groups")],
)
def test_the_sources_own_spelling_stays(compact: Compact, number: str, spelling: str) -> None:
    assert spelling in compact.undertaking(number).text


def test_the_footnote_belongs_to_2_1_alone(compact: Compact) -> None:
    footnote = next(line for line in SOURCE.splitlines() if line.startswith("* "))
    assert {
        undertaking.number: undertaking.footnote for undertaking in compact.undertakings if undertaking.footnote
    } == {"2.1": footnote}


def test_outcomes_are_the_headings(compact: Compact) -> None:
    headings = re.findall(r"^Outcome (\d):(.*)$", SOURCE, flags=re.MULTILINE)
    assert [(outcome.number, outcome.words) for outcome in compact.outcomes] == [
        (int(number), words.strip()) for number, words in headings
    ]


def test_the_principles_are_the_five_the_introduction_names(compact: Compact) -> None:
    *first, last = (principle.words for principle in compact.principles)
    assert f"the principles of: {', '.join(first)} and {last};" in SOURCE
    assert len(compact.principles) == len({principle.key for principle in compact.principles}) == 5


def test_the_rest_of_the_document_is_word_for_word(compact: Compact) -> None:
    """Everything outside the undertakings, joined again, is the source up to its contact details."""
    passages = (compact.introduction, compact.making_it_work, compact.resolving_differences, compact.monitoring)
    told = [[passage.heading, *passage.paragraphs, *passage.points, *passage.closing] for passage in passages]
    lines = SOURCE.replace("· ", "")
    before = lines[lines.index("The Compact outlines") : lines.index("Outcome 1:")]
    after = lines[lines.index("Making the Compact Work") : lines.index("Contact details for these")]
    assert plain(" ".join(told[0])) == plain(before)
    assert plain(" ".join(chain(*told[1:]))) == plain(after)
    assert compact.title == plain(SOURCE.splitlines()[0])
    assert compact.copyright_notice == SOURCE.strip().splitlines()[-1].strip()


@pytest.mark.parametrize(
    "detail",
    [
        pytest.param(r"\b0\d{2,4}[ -]?\d{3}", id="telephone"),
        pytest.param(r"\S@\S", id="e-mail"),
        pytest.param(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", id="postcode"),
        pytest.param(r"(?i)www\.|https?:", id="web address"),
        pytest.param(r"(?i)\btel\b|e-?mail", id="label"),
    ],
)
def test_no_contact_detail_is_kept(detail: str) -> None:
    assert re.search(detail, SOURCE), "the pattern finds what the source does hold"
    assert not re.search(detail, SEED.read_text(encoding="utf-8"))


def test_contact_details_end_where_the_source_announces_them() -> None:
    announced = SOURCE[SOURCE.index("Contact details for these") : SOURCE.index("The text in this document")]
    kept = plain(SEED.read_text(encoding="utf-8"))
    lines = {plain(line) for line in announced.splitlines() if len(plain(line)) > 8}
    # The monitoring duty itself names the two offices that answer for it.
    assert {line for line in lines if line in kept} == {
        "One Voice Network",
        "Assistant Chief Executive’s Service",
        "Durham County Council",
    }


@pytest.mark.parametrize("number", NUMBERS)
def test_what_it_asks_is_one_plain_sentence(compact: Compact, number: str) -> None:
    undertaking = compact.undertaking(number)
    assert re.fullmatch(r"[A-Z][^.!?;]+\.", undertaking.asks), "one sentence"
    assert len(undertaking.asks) <= 220
    assert not re.search(r"VCS|CRB|DBS|stakeholder|beneficiar|rationale", undertaking.asks), "no jargon"
    opening = (
        "Public bodies|Before|When" if undertaking.side == "public" else "Charities and community groups|Organisations"
    )
    assert re.match(opening, undertaking.asks), "it says who is asked"
    assert undertaking.asks != undertaking.text


def test_what_each_asks_is_its_own(compact: Compact) -> None:
    assert len({undertaking.asks for undertaking in compact.undertakings}) == len(NUMBERS)


def test_evidence_follows_the_table_of_measures(compact: Compact) -> None:
    by_class: dict[str, list[str]] = {}
    for undertaking in compact.undertakings:
        by_class.setdefault(undertaking.evidence, []).append(undertaking.number)
    assert by_class["measured"] == MEASURED
    assert by_class["overtaken by law"] == ["1.6", "1.10"]
    assert by_class["disputes only"] == ["1.1", "1.8"]
    assert set(by_class) == {"measured", "overtaken by law", "disputes only", "practice evidence"}


@pytest.mark.parametrize("number", ["", "3", "3.20", "3.03", "03.3", "3.3 ", "6.1"])
def test_an_unknown_number_is_a_key_error(compact: Compact, number: str) -> None:
    with pytest.raises(KeyError):
        compact.undertaking(number)


def test_numbers_sort_as_people_count() -> None:
    assert undertaking_order("1.10") == (1, 10)
    assert sorted(["2.1", "1.10", "1.9", "1.1"], key=undertaking_order) == ["1.1", "1.9", "1.10", "2.1"]


def test_by_outcome_holds_every_undertaking_once(compact: Compact) -> None:
    grouped = compact.by_outcome()
    assert tuple(grouped) == compact.outcomes
    assert sum(grouped.values(), ()) == compact.undertakings


def test_neighbours_end_at_both_ends(compact: Compact) -> None:
    first, last = compact.undertakings[0], compact.undertakings[-1]
    assert compact.neighbours("1.1") == (None, compact.undertaking("1.2"))
    assert compact.neighbours("2.1") == (compact.undertaking("1.10"), compact.undertaking("2.2"))
    assert compact.neighbours("5.6") == (compact.undertaking("5.5"), None)
    assert (first.number, last.number) == ("1.1", "5.6")


def test_the_document_is_read_once_and_cannot_be_changed(compact: Compact) -> None:
    assert load() is compact
    with pytest.raises(ValidationError):
        compact.undertakings[0].text = "something else"  # type: ignore[misc]


def test_the_room_loads_without_the_web_or_a_database() -> None:
    """It stands on the ground floor: no Flask, no SQLAlchemy, nothing else of ours."""
    said = subprocess.run(
        [sys.executable, "-c", "import sys, register.compact.document; print(*sys.modules)"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert not {"flask", "sqlalchemy"} & set(said)
    assert {name for name in said if name.startswith("register")} == {
        "register", "register.compact", "register.compact.document",
    }  # fmt: skip


class Page(HTMLParser):
    """Collect what a page says, its tags, addresses, anchors, and anything the security policy would stop."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.hrefs: list[str] = []
        self.ids: list[str] = []
        self.stopped: list[str] = []
        self.said: list[str] = []
        self.feed(html)
        self.words = plain(" ".join(self.said))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            if name == "href":
                self.hrefs.append(value or "")
            if name == "id":
                self.ids.append(value or "")
            if name == "style" or name.startswith("on"):
                self.stopped.append(name)

    def handle_data(self, data: str) -> None:
        self.said.append(data)


BASE = (
    "<title>{% block title %}{% endblock %}</title>"
    "{% block before_content %}{% endblock %}<main>{% block content %}{% endblock %}</main>"
)


def render(template: str, **context: object) -> Page:
    """Render a template of this room inside a bare page."""
    loader = ChoiceLoader(
        [
            DictLoader({"base.html": BASE, "includes/results.html": "<p>Results: {{ answer.total }}</p>"}),
            FileSystemLoader(ROOT / "templates"),
        ]
    )
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    page = Page(environment.get_template(f"compact/{template}.html").render(compact=load(), **context))
    assert page.tags["h1"] == 1
    assert page.stopped == []
    assert not {"script", "style"} & set(page.tags)
    assert len(page.ids) == len(set(page.ids))
    return page


def page_of(number: str, **context: object) -> Page:
    """Render an undertaking's page as its view does."""
    compact = load()
    before, after = compact.neighbours(number)
    given = {"findings": [], "feed_url": "/changes.atom", "answer": None, **context}
    return render("undertaking", undertaking=compact.undertaking(number), previous=before, next=after, **given)


def test_the_document_page_reads_as_the_document() -> None:
    page = render("document")
    assert set(NUMBERS) <= set(page.ids)
    assert {f"/compact/{number}" for number in NUMBERS} <= set(page.hrefs)
    assert {href[1:] for href in page.hrefs if href.startswith("#")} <= set(page.ids)
    for number, promise in ORACLE.items():
        assert f"{number} {promise.words}" in page.words
    footnote = next(line for line in SOURCE.splitlines() if line.startswith("* "))
    assert page.words.index("2.1 Ensure") < page.words.index(footnote) < page.words.index("2.2 Consider")
    compact = load()
    for part in (compact.introduction, compact.making_it_work, compact.resolving_differences, compact.monitoring):
        for words in (part.heading, *part.paragraphs, *part.points, *part.closing):
            assert plain(words) in page.words
    assert compact.copyright_notice in page.words
    assert "date from 2011" in page.words


@pytest.mark.parametrize("number", NUMBERS)
def test_an_undertakings_page_shows_its_words_and_what_it_asks(number: str) -> None:
    page = page_of(number)
    undertaking = load().undertaking(number)
    assert page.tags["blockquote"] == 1
    assert ORACLE[number].words in page.words
    assert undertaking.asks in page.words
    assert undertaking.binds in page.words
    assert undertaking.evidence.capitalize() in page.words
    assert ("Social value encompasses" in page.words) is (number == "2.1")


def test_an_undertakings_page_leads_to_its_neighbours_and_its_feed() -> None:
    page = page_of("3.3", feed_url="/decisions/?undertaking=3.3")
    assert {"/compact/3.2", "/compact/3.4", "/compact/#outcome-3", "/decisions/?undertaking=3.3"} <= set(page.hrefs)
    assert page_of("1.1").tags["svg"] == page_of("5.6").tags["svg"] == 1


def test_an_undertakings_page_shows_findings_and_entries_where_there_are_any() -> None:
    page = page_of("3.3", findings=[("Not kept", 2, "/decisions/?finding=not_kept")], answer={"total": 2})
    assert "/decisions/?finding=not_kept" in page.hrefs
    assert "Not kept : 2" in page.words
    assert "Results: 2" in page.words
    assert "Results" not in page_of("3.3").words
