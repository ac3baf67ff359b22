"""The views as the page shows them: numbered blocks, counts by what became of them, and links that filter them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from register.common.reading import gone_in_words, in_place
from register.consultations.content import FINAL, UNDONE, Commitment, View
from register.consultations.feedback_checks import is_done
from register.consultations.words import DISPOSITIONS, PROGRESS
from register.core.calendar import day_in_words
from register.core.content import Gone, OrganisationRef
from register.core.gone import NO_LONGER_SHOWN
from register.core.text import fold, plain, slug

NOT_SAID = "not_stated"
"""Stands for the disposition of a view of which nothing is said."""
_BECAUSE = {
    "partly": "Not all of it was done, because",
    "not_acted_on": "Not done, because",
    "out_of_scope": "Out of scope, because",
}


@dataclass(frozen=True)
class Named:
    """An organisation that raised a view; `keys` find its page."""

    name: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Promise:
    """A commitment, and how it stands today; `late` where its day has passed and it is not done."""

    what: str
    when: str
    state: str
    late: bool


@dataclass(frozen=True)
class ShownView:
    """One view as a block of the page."""

    place: str
    """The fragment of its permanent address."""
    number: int | None
    theme: str
    said: str
    how_many: str
    organisations: tuple[Named, ...]
    others: str
    disposition: str
    label: str
    change: str
    reason: str
    owes_a_reason: bool
    undecided: str
    """By when it will be decided, or that no day is given; empty where it is settled and none was."""
    late: bool
    promise: Promise | None

    @property
    def title(self) -> str:
        """Return its heading: "View 3: opening hours"."""
        name = f"View {self.number}" if self.number is not None else "A view"
        return f"{name}: {self.theme}" if self.theme else name

    @property
    def because(self) -> str:
        """Return what stands above the reason."""
        return _BECAUSE.get(self.disposition, "Why")


@dataclass(frozen=True)
class GoneView:
    """What stands in the place of a view that is no longer shown, so that its address still leads somewhere."""

    place: str
    words: str


@dataclass(frozen=True)
class Choice:
    """A link that filters: its label, how many views it leads to, and the query it asks."""

    id: str
    label: str
    count: int
    query: str
    active: bool


@dataclass(frozen=True)
class Filter:
    """What the views can be filtered by."""

    id: str
    heading: str
    choices: tuple[Choice, ...]

    @property
    def active(self) -> bool:
        """Tell whether it is in force."""
        return any(choice.active for choice in self.choices)


@dataclass(frozen=True)
class Bar:
    """A bar of the chart: how many views had this disposition."""

    value: str
    label: str
    number: int
    width: int
    y: int


@dataclass(frozen=True)
class Chart:
    """The chart of views by disposition; lengths are in the units of its view box."""

    bars: tuple[Bar, ...]
    height: int
    words: str
    """All of it in one sentence."""


@dataclass(frozen=True)
class Views:
    """The views that are shown, those that a filter leaves out, and the filters."""

    total: int
    blocks: tuple[ShownView | GoneView, ...]
    """What stands on the page in its order; while a filter is in force, views that are gone stand below."""
    left_out: tuple[ShownView, ...]
    gone: tuple[GoneView, ...]
    filters: tuple[Filter, ...]
    chart: Chart | None

    @property
    def shown(self) -> tuple[ShownView, ...]:
        """Return the views that are shown."""
        return tuple(block for block in self.blocks if isinstance(block, ShownView))

    @property
    def filtered(self) -> bool:
        """Tell whether a filter is in force."""
        return any(one.active for one in self.filters)

    @property
    def counted(self) -> str:
        """Say how many are shown, and how many can be no longer."""
        noun = "view" if self.total == 1 else "views"
        return (f"{len(self.shown)} of {self.total} {noun} shown" if self.filtered else f"{self.total} {noun}") + (
            f", {len(self.gone)} {NO_LONGER_SHOWN}" if self.gone else ""
        )

    @property
    def short(self) -> str:
        """Say in one sentence what became of how many, without a full stop."""
        if self.chart is None:
            return self.counted
        return self.chart.words + (f"; {len(self.gone)} {NO_LONGER_SHOWN}" if self.gone else "")


def views(items: Sequence[View], asked: Mapping[str, str], today: date, gone: Sequence[Gone] = ()) -> Views:
    """Return the views as the page shows them to somebody whose address asks this; `gone` are no longer shown."""
    placed = in_place(items, gone)
    every = [(one, _shown(one, place, today)) for place, one in placed if isinstance(one, View)]
    offered = {name: _offered(values, items) for name, _, values in _FILTERS}
    chosen = {name: asked[name] for name, _, _ in _FILTERS if asked.get(name) in offered[name]}
    matches = [(one, block) for one, block in every if _matches(one, chosen)]
    kept = {id(block) for _, block in matches}
    numbered = all(one.number is not None for one in items)
    missing = {id(one): _gone(one, numbered=numbered) for _, one in placed if isinstance(one, Gone)}
    blocks = {id(one): block for one, block in every} | ({} if chosen else missing)
    return Views(
        total=len(every),
        blocks=tuple(
            blocks[id(one)]
            for _, one in placed
            if id(one) in blocks and (isinstance(one, Gone) or id(blocks[id(one)]) in kept)
        ),
        left_out=tuple(block for _, block in every if id(block) not in kept),
        gone=tuple(missing.values()),
        filters=tuple(
            found for name, heading, _ in _FILTERS if (found := _filter(name, heading, offered[name], items, chosen))
        ),
        chart=_chart(items),
    )


def _shown(one: View, place: int, today: date) -> ShownView:
    disposition = one.disposition or NOT_SAID
    return ShownView(
        place=f"view-{one.number}" if one.number is not None else f"view-unnumbered-{place}",
        number=one.number,
        theme=plain(one.theme or ""),
        said=one.said or "",
        how_many="" if one.how_many is None else _times(one.how_many),
        organisations=tuple(Named(each.name, keys_of(each)) for each in one.raised_by),
        others=one.raised_by_words or "",
        disposition=disposition,
        label=_label(disposition),
        change=one.change or "",
        reason=one.reason or "",
        owes_a_reason=disposition in UNDONE,
        undecided=_undecided(one),
        late=disposition not in FINAL and one.decide_by is not None and one.decide_by < today,
        promise=_promise(one.commitment, today) if one.commitment else None,
    )


def _gone(one: Gone, *, numbered: bool) -> GoneView:
    if numbered:
        return GoneView(f"view-{one.key}", gone_in_words(f"View {one.key}", one))
    return GoneView(f"view-unnumbered-{one.key}", gone_in_words("A view", one))


def _times(number: int) -> str:
    return f"{number:,} {'person or organisation' if number == 1 else 'people or organisations'} said so"


def _undecided(one: View) -> str:
    if one.disposition in FINAL:
        return f"It was to be decided by {day_in_words(one.decide_by)}" if one.decide_by else ""
    if one.decide_by:
        return f"To be decided by {day_in_words(one.decide_by)}"
    return "When it will be decided is not stated" if one.disposition else ""


def _promise(one: Commitment, today: date) -> Promise | None:
    done = is_done(one, today)
    late = not done and one.progress != "dropped" and one.due_on is not None and one.due_on < today
    if one.done_on:
        state = f"{'Done' if done else 'To be done'} on {day_in_words(one.done_on)}"
    else:
        state = PROGRESS[one.progress] if one.progress else ""
    when = f"by {day_in_words(one.due_on)}" if one.due_on else ""
    return Promise(one.what or "", when, state, late) if one.what or when or state else None


def _label(disposition: str) -> str:
    return DISPOSITIONS.get(disposition, "Not stated")


def _key(one: OrganisationRef) -> str:
    return one.identifiers[0] if one.identifiers else slug(one.name)


def keys_of(one: OrganisationRef) -> tuple[str, ...]:
    """Return what the page of an organisation may be found by: its identifiers, then its folded name."""
    return (*one.identifiers, fold(one.name))


def _dispositions(one: View) -> dict[str, str]:
    value = one.disposition or NOT_SAID
    return {value: _label(value)}


def _themes(one: View) -> dict[str, str]:
    theme = plain(one.theme or "")
    return {slug(theme): theme} if theme else {}


def _raisers(one: View) -> dict[str, str]:
    return {_key(each): each.name for each in one.raised_by}


_Values = Callable[[View], dict[str, str]]
_FILTERS: tuple[tuple[str, str, _Values], ...] = (
    ("disposition", "What became of it", _dispositions),
    ("theme", "Theme", _themes),
    ("raised_by", "Who raised it", _raisers),
)
_VALUES = {name: values for name, _, values in _FILTERS}


def _offered(values: _Values, items: Sequence[View]) -> dict[str, str]:
    """Return every value with its label: dispositions in their own order, the rest by name."""
    labels: dict[str, str] = {}
    for one in items:
        for value, label in values(one).items():
            labels.setdefault(value, label)
    order = [*DISPOSITIONS, NOT_SAID]
    return dict(
        sorted(labels.items(), key=lambda each: (order.index(each[0]) if each[0] in order else -1, each[1].casefold()))
    )


def _matches(one: View, chosen: Mapping[str, str]) -> bool:
    return all(value in _VALUES[name](one) for name, value in chosen.items())


def _filter(
    name: str, heading: str, labels: Mapping[str, str], items: Sequence[View], chosen: Mapping[str, str]
) -> Filter | None:
    """Return the links of one filter; each says how many views it leads to with the other filters in force."""
    others = {other: value for other, value in chosen.items() if other != name}
    counts = Counter(value for one in items if _matches(one, others) for value in _VALUES[name](one))
    if len(labels) < 2 and name not in chosen:
        return None
    return Filter(
        f"views-{name.replace('_', '-')}",
        heading,
        tuple(
            Choice(
                id=f"views-{name.replace('_', '-')}-{slug(value)}",
                label=label,
                count=counts[value],
                query=_query(others if chosen.get(name) == value else {**others, name: value}),
                active=chosen.get(name) == value,
            )
            for value, label in labels.items()
            if counts[value] or chosen.get(name) == value
        ),
    )


def _query(asked: Mapping[str, str]) -> str:
    """Write what is asked as an address does, in one order whatever was chosen first."""
    pairs = [(name, asked[name]) for name, _, _ in _FILTERS if name in asked]
    return f"?{urlencode(pairs)}" if pairs else ""


_BAR_WIDTH, _ROW = 150, 28


def _chart(items: Sequence[View]) -> Chart | None:
    counts = Counter(one.disposition or NOT_SAID for one in items)
    held = [(value, counts[value]) for value in (*DISPOSITIONS, NOT_SAID) if counts[value]]
    if len(items) < 2:
        return None
    most = max(number for _, number in held)
    return Chart(
        bars=tuple(
            Bar(value, _label(value), number, max(2, round(number * _BAR_WIDTH / most)), place * _ROW)
            for place, (value, number) in enumerate(held)
        ),
        height=len(held) * _ROW,
        words=f"Of {len(items)} views: " + ", ".join(f"{number} {_label(value).lower()}" for value, number in held),
    )
