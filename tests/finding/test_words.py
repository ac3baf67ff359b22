"""Words: what is typed, what it finds, how it is ranked, marked and mended."""

from __future__ import annotations

from array import array
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import index as whoosh_index
from whoosh.query import Term

from register.core.content import OrganisationRef, Redacted
from register.decisions.content import Rationale, Recipient
from register.finding import index, matching
from register.finding.answer import CUT, NOTHING_TO_LOOK_FOR
from register.finding.postings import Hits, Kept
from register.finding.snippets import Marker, texts
from register.finding.spelling import nearest
from register.finding.words import MOST_TERMS, Asked, cut, read, stem
from register.publishing.acts import Publication
from tests.decisions.builders import decision
from tests.finding.conftest import Library
from tests.finding.generated import SHARES
from tests.finding.test_corrected_words import about, publish


@pytest.mark.parametrize(
    ("typed", "phrases", "beginnings"),
    [
        ("village halls", [("village",), ("halls",)], []),
        ('"village halls" rent', [("village", "halls"), ("rent",)], []),
        ("“village halls”", [("village", "halls")], []),
        ('"village halls', [("village",), ("halls",)], []),
        ("FD-2026-0042", [("fd", "2026", "0042")], []),
        ("Children’s services", [("childrens",), ("services",)], []),
        ("£12,000", [("12000",)], []),
        ("librar* Café", [("cafe",)], ["librar"]),
        ("li* * **", [("li",)], []),
        ("the of and", [], []),
        ("hall hall", [("hall",)], []),
        ("a AND (b OR NOT c)~2^5", [("b",), ("c", "2", "5")], []),
    ],
)
def test_what_is_typed_means(typed: str, phrases: list[tuple[str, ...]], beginnings: list[str]) -> None:
    asked = read(typed)
    wanted = [phrase for phrase in phrases if phrase != ("b",)] if "OR" in typed else phrases
    found = [phrase for phrase in asked.phrases if phrase not in (("b",), ("not",))]
    assert (found, list(asked.beginnings)) == (wanted, beginnings)


@given(st.text(max_size=200))
def test_anything_may_be_typed(typed: str) -> None:
    asked = read(typed)
    assert sum(map(len, asked.phrases)) + len(asked.beginnings) <= MOST_TERMS
    assert all(asked.phrases) and not any(" " in word for phrase in asked.phrases for word in phrase)


def test_a_long_search_is_cut_and_says_so(library: Library) -> None:
    assert library.ask(q=" ".join(f"community{'s' * n}" for n in range(20))).note == CUT
    assert library.ask(q=f"community {'x' * 300}").note == CUT
    assert library.ask(q="community").note is None


def test_words_that_say_nothing_find_nothing_and_say_so(library: Library) -> None:
    for typed in ("the", "*", "~", "()"):
        answer = library.ask(q=typed)
        assert (answer.total, answer.note, answer.suggestion) == (0, NOTHING_TO_LOOK_FOR, None)


def test_other_forms_of_a_word_find_the_same(library: Library) -> None:
    wanted = library.ask(q="volunteers").total
    assert wanted
    assert {library.ask(q=typed).total for typed in ("volunteer", "VOLUNTEERING", "volunteered")} == {wanted}


def test_an_unfinished_word_is_found_as_a_beginning(library: Library) -> None:
    assert library.ask(q="minib*").total == library.ask(q="minib").total == library.ask(q="minibus").total > 0
    assert library.ask(q="minib").snippets == library.ask(q="minibus").snippets


def test_a_phrase_is_words_in_their_order_and_within_a_line(own_library: Library) -> None:
    made = publish(own_library, [about("The brass band plays."), about("The band, of brass instruments, plays.")])
    assert [row.entry_id for row in own_library.ask(q='"brass band"').rows] == [made[0]]
    assert own_library.ask(q="brass band").total == 2
    title = decision().title
    assert isinstance(title, str)
    last = cut(title)[-1]
    assert own_library.ask(q=f'"{last} FD"').total == 0


def test_references_and_identifiers_are_found_exactly(library: Library) -> None:
    assert [row.reference for row in library.ask(q="FD-2026-0007").rows] == ["FD-2026-0007"]
    assert [row.reference for row in library.ask(q="fd-2026-0007").rows] == ["FD-2026-0007"]
    assert [row.reference for row in library.ask(q="360G-coalmoor-VSG00003").rows] == ["FD-2026-0004"]
    assert [row.reference for row in library.ask(q="VSG00003").rows] == ["FD-2026-0004"]


def test_an_organisation_is_found_by_its_number_and_its_name(own_library: Library) -> None:
    group = OrganisationRef(name="Fellside Singers (invented)", identifiers=("GB-CHC-1190001",))
    made = publish(own_library, [_publication(recipient=Recipient(organisation=group))])
    for typed in ("1190001", "GB-CHC-1190001", "fellside singers", '"Fellside Singers"'):
        assert [row.entry_id for row in own_library.ask(q=typed).rows] == made, typed


def test_sums_are_found_as_they_are_written(own_library: Library) -> None:
    made = publish(own_library, [about("It replaces the £48,500 asked for.")])
    for typed in ("£48,500", "48500", "48,500"):
        assert [row.entry_id for row in own_library.ask(q=typed).rows] == made


def test_a_title_weighs_more_than_prose(own_library: Library) -> None:
    made = publish(
        own_library, [about("An otter was seen."), _publication(title="Otter survey"), about("Otters and an otter.")]
    )
    found = [row.entry_id for row in own_library.ask(q="otter").rows]
    assert sorted(found) == sorted(made) and found[0] == made[1]
    assert [row.entry_id for row in own_library.ask(q="otter", sort="oldest").rows] == made


def test_scores_order_entries_as_whooshs_own_do(own_library: Library) -> None:
    publish(own_library, [about("Beside the point.", entry_id) for entry_id in own_library.ids[:9]])
    settings = own_library.settings
    held = index.state(settings)
    assert held is not None
    with whoosh_index.open_dir(index.folder(settings, held), readonly=True).searcher() as searcher:
        for word in (*SHARES, "support", "group"):
            wanted = {
                int(searcher.reader().column_reader("entry")[hit.docnum]): round(hit.score, 3)
                for hit in searcher.search(Term("stems", stem(word)), limit=None)
            }
            ours = matching.match(settings, read(word))
            scores = ours.scores(ours.members)
            assert set(scores) == set(wanted), word
            order = sorted(scores, key=lambda key: (wanted[key], scores[key]))
            assert [wanted[key] for key in order] == sorted(wanted.values())
            ranked = [wanted[key] for key in sorted(scores, key=lambda key: scores[key])]
            # Whoosh reckons the average length over deleted documents too: near ties may fall either way.
            assert all(later > earlier - 0.02 for earlier, later in pairwise(ranked)), word


def test_did_you_mean(library: Library) -> None:
    assert library.ask(q="comunity").suggestion == "community"
    assert library.ask(q='"hearing lop"').suggestion == '"hearing loop"'
    assert library.ask(q="FD-2026-0007 comunity").suggestion in ("FD-2026-0007 community", None)
    assert library.ask(q="xyzzyq").suggestion is None
    assert library.ask(q="comunity", type="ending").suggestion is None
    assert library.ask(q="community").suggestion is None


def test_did_you_mean_mends_every_word_so_that_something_is_found(own_library: Library) -> None:
    publish(own_library, [about("Zinnias grow at Hale Barns."), about("The zeppelin stands in its hall.")])
    assert own_library.ask(q="zepelin hal").suggestion == "zeppelin hall"
    assert own_library.ask(q="zinias hal").suggestion == "zinnias hale"


def test_the_nearest_words() -> None:
    assert nearest("halls", ["hole", "halts", "hall", "xylophone"]) == ["hall", "halts"]
    assert nearest("hal", ["hale", "hall", "halo", "halt"]) == ["hale", "hall", "halo"]
    assert nearest("", ["hall"]) == []
    assert nearest("hall", []) == []


def test_snippets_mark_what_was_found_and_escape_the_rest(own_library: Library) -> None:
    words = 'Tea & cakes <b>for</b> the "Elder" café: ' + "and so on " * 40 + "the end."
    made = publish(own_library, [about(words)])
    for typed, marked in (("elders", "Elder"), ("cafe", "café"), ("eld*", "Elder")):
        snippet = own_library.ask(q=typed).snippets[made[0]]
        assert f"<mark>{marked}</mark>" in snippet
        assert "<b>" not in snippet and "Tea &amp; cakes" in snippet and snippet.endswith(" …")
    assert own_library.ask().snippets == {}


def test_a_snippet_shows_the_text_that_holds_most() -> None:
    marker = Marker(read("youth bus"))
    assert marker.best(iter(["A bus runs.", "A youth bus runs.", "Youth clubs."])) == (
        "A <mark>youth</mark> <mark>bus</mark> runs."
    )
    assert marker.best(iter(["Nothing here."])) is None
    assert Marker(Asked()).best(iter(["Nothing asked."])) is None


def test_snippets_are_cut_from_what_people_wrote() -> None:
    document = {
        "summary": "A short summary.",
        "rationale": {
            "reasons": {"redacted": True, "category": "personal data"},
            "criteria": [{"criterion": "It met all."}],
        },
        "findings": [{"sentence": "Notice was kept."}],
        "decision_type": "award",
    }
    assert list(texts(document)) == ["A short summary.", "It met all."]


def test_what_is_redacted_is_not_found(own_library: Library) -> None:
    gone = Redacted(redacted=True, category="personal data", legal_basis="UK GDPR, article 6", on=date(2026, 6, 1))
    made = publish(own_library, [_publication(rationale=Rationale(reasons="The aardvark was named."))])
    assert [row.entry_id for row in own_library.ask(q="aardvark").rows] == made
    changed = _publication(rationale=Rationale(reasons=gone), entry_id=made[0], change_note="A name is removed.")
    publish(own_library, [changed])
    assert own_library.ask(q="aardvark").total == 0


def test_what_is_kept_in_memory_is_bounded() -> None:
    kept = Kept(most=5_000)
    hits = Hits(array("I", range(1, 31)), array("f", [1.0] * 30), array("I", [9] * 30), 2**31 - 2)
    made = [kept.get(number, lambda: hits) for number in range(50)]
    assert all(one is hits for one in made) and 0 < kept.size <= 5_000


def _publication(**changes: Any) -> Publication:
    options = {key: changes.pop(key) for key in ("entry_id", "change_note") if key in changes}
    document = decision(**changes).model_dump(mode="json", exclude_none=True)
    return Publication(kind=about("").kind, document=document, origin="authored", role="Publisher", **options)
