"""Every type of page, and how a browser gets there: those of readers, then those of staff."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Page

from register.consultations.form import ConsultationForm
from register.core.calendar import today_in_london
from tests.browser.officer import Officer
from tests.consultations.builders import consultation, view
from tests.desk.browser import award_pairs
from tests.desk.gridding import SHARED, boxes, table
from tests.desk.test_rounds import ROUND


@dataclass(frozen=True)
class Examples:
    """What officers left behind for the pages to show."""

    corrected: str
    """Reference of an entry with two revisions."""
    writing: str
    """Addresses of drafts: being written, sent back, waiting for review, published, and a correction in review."""
    sent_back: str
    waiting: str
    published: str
    correction: str
    open: str
    """Address of a consultation that is open."""
    views: str
    """The draft of a consultation with a hundred views."""
    held: str
    """Reference of an entry that was corrected, and of which a part is on hold."""
    hold: str
    """Addresses of requests: that hold, a redaction that waits, one that is done, and a withdrawal that is done."""
    asked: str
    redacted: str
    withdrawn: str
    gone: str
    """Reference of the withdrawn entry."""
    grid: str
    """Addresses of grids: being written, and waiting for review."""
    sent_grid: str
    department: str
    """Address of a department of a public body."""


def make_examples(author: Officer, publisher: Officer, administrator: Officer) -> Examples:
    """Have an author and a publisher leave one draft in each state, and an administrator a department."""
    published, sent_back, waiting = (_sent(author, f"{word} halls (invented)") for word in ("Warm", "Cold", "New"))
    reference = publisher.publish(published)
    publisher.page.goto(f"{sent_back}/review")
    publisher.post(f"{sent_back}/send-back", [("remark", "Which wards are meant?")])
    changed = award_pairs(title="Warm halls (invented)", summary="£6,000 for four halls, over two years.")
    publisher.publish(author.correction(reference, [*changed, ("change_note", "The summary was long.")]))
    again = award_pairs(title="Warm halls (invented)", amount_awarded="6500.00")
    correction = author.correction(reference, [*again, ("change_note", "The amount was wrong.")])
    writing = author.draft("Half-written (invented)")
    publisher.page.goto("/desk/rounds/new")
    publisher.post("/desk/rounds/new", ROUND)
    author.page.goto(PUBLIC["consultation open"])
    open_now = urlsplit(author.page.url).path
    return Examples(
        corrected=reference,
        writing=writing,
        sent_back=sent_back,
        waiting=waiting,
        published=published,
        correction=correction,
        open=open_now,
        views=_with_views(author),
        grid=_grid(author, "Moor"),
        sent_grid=_sent_grid(author),
        department=_department(administrator),
        **_removed(author, publisher),
    )


def _removed(author: Officer, publisher: Officer) -> dict[str, str]:
    """Leave entries of which something is on hold, to be redacted, redacted, and withdrawn."""
    held, redacted, gone = (
        publisher.publish(_sent(author, f"{word} halls (invented)")) for word in ("Held", "Redacted", "Withdrawn")
    )
    changed = award_pairs(title="Held halls (invented)", summary="The caretaker’s illness is told here (invented).")
    publisher.publish(author.correction(held, [*changed, ("change_note", "A word was wrong.")]))
    done, withdrawal = author.ask(redacted, "1:summary"), author.ask(gone, "")
    for removal in (done, withdrawal):
        publisher.approve(removal)
    hold, asked = publisher.hold(held, "2:summary"), author.ask(held, "2:rationale.reasons")
    return {"held": held, "hold": hold, "asked": asked, "redacted": done, "withdrawn": withdrawal, "gone": gone}


def _with_views(author: Officer) -> str:
    content = consultation(related=None, views=tuple(view(number) for number in range(1, 101)))
    pairs = ConsultationForm.pairs_of(content.model_dump(mode="json", exclude_none=True))
    author.page.goto("/desk/consultations/new")
    return author.post("/desk/consultations/new", [*pairs, ("update", "1")])


def _grid(author: Officer, where: str) -> str:
    author.page.goto("/desk/rounds/1/decisions")
    return author.post("/desk/rounds/1/decisions", [*SHARED, ("fill-rows-table", table(8, where)), ("fill-rows", "1")])


def _sent_grid(author: Officer) -> str:
    grid = _grid(author, "Dale")
    author.page.goto(grid)
    assert author.post(grid, [*boxes(author.page.request.get(grid).text()), ("send", "1")]) == "/desk/"
    return grid


def _department(administrator: Officer) -> str:
    administrator.page.goto("/desk/administration/bodies/1/departments/new")
    body = administrator.post("/desk/administration/bodies/1/departments/new", [("name", "Bridges (invented)")])
    administrator.page.goto(body)
    return urlsplit(administrator.page.get_by_role("link", name="Bridges (invented)").get_attribute("href") or "").path


def _sent(author: Officer, title: str) -> str:
    author.page.goto("/desk/decisions/new")
    draft = author.draft(title)
    author.send(draft, award_pairs(title=title))
    return draft


YEAR = today_in_london().year

PUBLIC = {
    "home": "/",
    "list": "/decisions/",
    "list with filters": "/decisions/?type=ending&type=reduction&undertaking=4.4&from=2026-01-01",
    "consultations": "/consultations/",
    "consultations with filters": "/consultations/?state=unanswered&year=2024",
    "disputes": "/disputes/",
    "disputes with filters": "/disputes/?outcome=upheld&outcome=partly_upheld",
    "search": "/search?q=village+hall",
    "search with a suggestion": "/search?q=vilage+hal",
    "empty result": "/search?q=xylophone&type=ending",
    "award": "/decisions/demonstration-award-advice",
    "part award": "/decisions/demonstration-part-award-signing-choir",
    "refusal": "/decisions/demonstration-refusal-warm-cafe",
    "ending": "/decisions/demonstration-ending-village-halls",
    "ending without a reason": "/decisions/demonstration-ending-shopping-bus",
    "support in kind": "/decisions/demonstration-premises-lunch-club",
    "consultation announced": "/consultations/demonstration-consultation-empty-buildings",
    "consultation open": "/consultations/demonstration-consultation-warm-places",
    "consultation with views": "/consultations/demonstration-consultation-getting-about",
    "consultation with some of its views": (
        "/consultations/demonstration-consultation-getting-about?disposition=not_acted_on"
    ),
    "consultation abandoned": "/consultations/demonstration-consultation-reading-room",
    "consultation overdue": "/consultations/demonstration-consultation-advice",
    "notice": "{open}/notice",
    "imported consultation": f"/consultations/CO-{YEAR}-0001",
    "dispute with findings": "/disputes/demonstration-dispute-village-halls",
    "dispute without agreement": "/disputes/demonstration-dispute-befriending",
    "dispute with a party described": "/disputes/demonstration-dispute-press-clause",
    "imported award": "/decisions/360G-traffordmbc-VSG1342",
    "corrected entry": "/decisions/{corrected}",
    "revision": "/decisions/{corrected}/revisions/1",
    "history": "/decisions/{corrected}/history",
    "the public log": "/log/",
    "act": "/log/act/1",
    "act, checked": "/log/act/2#check",
    "the first act": "/log/act/0",
    "entry with a part on hold": "/decisions/{held}",
    "history with a hold": "/decisions/{held}/history",
    "withdrawn entry": "/decisions/{gone}",
    "history of a withdrawn entry": "/decisions/{gone}/history",
    "organisations": "/organisations/",
    "organisations found": "/organisations/?q=hall",
    "what happened to our response": "/organisations/?role=author+of+a+view",
    "no organisation found": "/organisations/?q=xylophone",
    "organisation": "/organisations/XI-ORG-wear-vale-halls",
    "public body": "/organisations/GB-LAE-TRF",
    "the Compact": "/compact/",
    "undertaking with entries": "/compact/4.4",
    "undertaking without entries": "/compact/1.10",
    "about": "/about",
    "licence": "/licence",
    "privacy": "/privacy",
    "accessibility": "/accessibility",
    "not found": "/decisions/FD-2026-9999",
    "bad question": "/decisions/?from=31/03/2026",
    "sign-in": "/desk/sign-in",
}

AUTHOR = {
    "front": "/desk/",
    "empty form": "/desk/decisions/new",
    "empty form of a consultation": "/desk/consultations/new",
    "empty form of a dispute": "/desk/disputes/new",
    "draft with a hundred views": "{views}",
    "preview of a hundred views": "{views}/preview",
    "draft": "{writing}",
    "draft sent back": "{sent_back}",
    "waiting draft": "{waiting}",
    "answers to check": "{writing}/check",
    "answers of a hundred views": "{views}/check",
    "list of the queue": "/desk/queue/commitments",
    "empty list of the queue": "/desk/queue/scheduled",
    "preview": "{writing}/preview",
    "draft to discard": "{writing}/discard",
    "whose statement to a draft": "{writing}/statements",
    "whose statement to an entry": "/desk/entries/{corrected}/statements",
    "undertaking in a window": "/desk/undertakings/4.4",
    "own account": "/desk/account",
    "new password": "/desk/account/password",
    "second factor": "/desk/account/second-factor",
    "new passkey": "/desk/account/passkeys/new",
    "empty grid": "/desk/rounds/1/decisions",
    "grid": "{grid}",
    "published": "{published}/published",
    "correct": "/desk/correct",
    "correct, found": "/desk/correct?reference={corrected}",
    "correct, missing": "/desk/correct?reference=FD-1999-0001",
    "what can be done with an entry": "/desk/entries/{held}",
    "ask for redaction": "/desk/entries/{held}/redact",
    "ask for withdrawal": "/desk/entries/{held}/withdraw",
    "redaction asked for": "{asked}",
    "correct, withdrawn": "/desk/correct?reference={gone}",
    "what can be done with a withdrawn entry": "/desk/entries/{gone}",
    "rounds": "/desk/rounds",
    "not allowed": "/desk/rounds/new",
    "not found at the desk": "/desk/drafts/999999",
}

PUBLISHER = {
    "publisher's front": "/desk/",
    "review": "{waiting}/review",
    "review of a correction": "{correction}/review",
    "put on hold": "/desk/entries/{held}/hold",
    "on hold": "{hold}",
    "redaction to approve": "{asked}",
    "redacted": "{redacted}",
    "withdrawn": "{withdrawn}",
    "publisher's rounds": "/desk/rounds",
    "review of a grid": "{sent_grid}/review",
    "new round": "/desk/rounds/new",
    "round": "/desk/rounds/1",
}

ADMINISTRATOR = {
    "administrator's front": "/desk/",
    "administration": "/desk/administration",
    "people": "/desk/administration/people?words=a&role=author",
    "nobody found": "/desk/administration/people?words=xylophone",
    "new person": "/desk/administration/people/new",
    "person": "/desk/administration/people/1",
    "person to change": "/desk/administration/people/1/change",
    "bodies": "/desk/administration/bodies",
    "new body": "/desk/administration/bodies/new",
    "body": "/desk/administration/bodies/1",
    "body to change": "/desk/administration/bodies/1/change",
    "new department": "/desk/administration/bodies/1/departments/new",
    "department": "{department}",
    "themes": "/desk/administration/themes",
    "new theme": "/desk/administration/themes/new",
    "theme": "/desk/administration/terms/1",
    "areas": "/desk/administration/areas",
    "new area": "/desk/administration/areas/new",
    "settings": "/desk/administration/settings",
    "setting": "/desk/administration/settings/feedback_days",
    "audit": "/desk/administration/audit",
    "audit of one action": "/desk/administration/audit?action=published",
    "account": "/desk/account",
}

VOLUNTARY = {
    "front of a voluntary body": "/desk/",
    "statements": "/desk/statements",
    "account of a voluntary body": "/desk/account",
    "not for a voluntary body": "/desk/decisions/new",
}

Reach = Callable[[Page, Examples], None]


def _failed_sign_in(page: Page, examples: Examples) -> None:
    page.goto("/desk/sign-in")
    page.get_by_label("E-mail address").fill("nobody@example.org")
    page.get_by_label("Password").fill("guessed")
    page.get_by_role("button", name="Sign in").click()


def _form_with_errors(page: Page, examples: Examples) -> None:
    """Send an ending with a date that is none, an amount in words and rules not met."""
    page.goto(examples.writing)
    page.get_by_label("Ending", exact=True).check()
    page.get_by_role("group", name="Cause").wait_for()
    page.get_by_role("group", name="Date of the decision").get_by_label("Day").fill("31")
    page.get_by_role("group", name="Date of the decision").get_by_label("Month").fill("2")
    page.get_by_label("Amount awarded", exact=True).fill("nothing")
    page.get_by_role("button", name="Send for review").click()
    page.locator(".govuk-error-summary").wait_for()


def _changed_meanwhile(page: Page, examples: Examples) -> None:
    page.goto(examples.sent_back)
    page.locator("input[name=version]").evaluate("field => field.value = '0'")
    page.get_by_label("Title", exact=True).fill("Typed in another window (invented)")
    page.get_by_role("button", name="Save and come back later").click()


def _token_expired(page: Page, examples: Examples) -> None:
    page.goto(examples.writing)
    page.locator("#draft-form input[name=csrf_token]").evaluate("field => field.value = 'old'")
    page.get_by_role("button", name="Save and come back later").click()


def _sent_back_without_words(page: Page, examples: Examples) -> None:
    page.goto(f"{examples.waiting}/review")
    page.get_by_role("button", name="Send back with a remark").click()


def _published_without_looking(page: Page, examples: Examples) -> None:
    """Publish a draft whose reasons stand on another decision too, without a word on that."""
    page.goto(f"{examples.waiting}/review")
    page.get_by_role("button", name="Publish decision").click()


def _empty_round(page: Page, examples: Examples) -> None:
    page.goto("/desk/rounds/new")
    page.get_by_role("button", name="Save the round").click()


def _held_without_answers(page: Page, examples: Examples) -> None:
    page.goto(f"/desk/entries/{examples.held}/hold")
    page.get_by_role("button", name="Put on hold now").click()


def _redaction_without_answers(page: Page, examples: Examples) -> None:
    page.goto(f"/desk/entries/{examples.held}/redact")
    page.get_by_role("button", name="Check what would be removed").click()


def _redaction_checked(page: Page, examples: Examples) -> None:
    page.goto(f"/desk/entries/{examples.held}/redact")
    page.locator("input[value='2:summary']").check()
    page.get_by_label("Personal data", exact=True).check()
    page.get_by_label("Data Protection Act 2018").check()
    page.get_by_role("button", name="Check what would be removed").click()


def _own_hold_lifted(page: Page, examples: Examples) -> None:
    page.goto(examples.asked)
    page.locator("#decide form").first.evaluate("(form, to) => { form.action = to; }", f"{examples.hold}/lift")
    page.locator("#decide button").first.click()


BY_HAND: dict[str, tuple[str, Reach]] = {
    "failed sign-in": ("", _failed_sign_in),
    "form with errors": ("author", _form_with_errors),
    "draft changed meanwhile": ("author", _changed_meanwhile),
    "form kept": ("author", _token_expired),
    "review with an error": ("publisher", _sent_back_without_words),
    "review with a warning": ("publisher", _published_without_looking),
    "round with errors": ("publisher", _empty_round),
    "hold with errors": ("publisher", _held_without_answers),
    "redaction with errors": ("author", _redaction_without_answers),
    "redaction checked": ("author", _redaction_checked),
    "lifting one's own hold": ("publisher", _own_hold_lifted),
}


def _at(address: str) -> Reach:
    def reach(page: Page, examples: Examples) -> None:
        page.goto(address.format_map(vars(examples)))

    return reach


PAGES: dict[str, tuple[str, Reach]] = {
    **{name: ("", _at(address)) for name, address in PUBLIC.items()},
    **{name: ("author", _at(address)) for name, address in AUTHOR.items()},
    **{name: ("publisher", _at(address)) for name, address in PUBLISHER.items()},
    **{name: ("administrator", _at(address)) for name, address in ADMINISTRATOR.items()},
    **{name: ("voluntary", _at(address)) for name, address in VOLUNTARY.items()},
    **BY_HAND,
}
"""Of each type of page: who sees it (a reader where empty), and how to get there."""
