"""The check of an act in the reader's own browser: it passes where all is well, and fails at one changed byte."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from register.core.canonical import canonical
from register.log import tree
from register.web.assets import asset
from tests.browser.conftest import PHONE, Opener
from tests.browser.officer import Officer
from tests.browser.serving import Site
from tests.browser.test_removals import approve, ask_for_redaction, published, put_on_hold

pytestmark = pytest.mark.browser

ENTRY = "/consultations/demonstration-consultation-getting-about"
ODD = "\u2028\u2029\x7f\x80\u00a0\ufeff\ud7ff\ue000\U0001f9ff\\/\"'<>&\b\f\n\r\t\x00\x01\x1f e\u0301 \u05d0\u202e"


def begin(page: Page) -> str:
    """Go from an entry to the check of its act; return the act's number."""
    page.goto(ENTRY)
    page.get_by_role("link", name="check this page").click()
    page.wait_for_url("**/log/act/*")
    return page.url.rpartition("/")[2].removesuffix("#check")


def ended(page: Page) -> str:
    """Return how the check ended."""
    status = page.locator("[data-check-log] [role=status]")
    expect(status).to_have_text(re.compile("^(All is well|Something is wrong|The check could|[0-9]+ checks? passed)"))
    return status.inner_text()


def found(page: Page) -> dict[str, list[str]]:
    """Return the sentences of the check by how each turned out."""
    result: dict[str, list[str]] = {}
    for item in page.locator(".register-checks li").all():
        outcome = (item.get_attribute("class") or "").rpartition("--")[2]
        result.setdefault(outcome, []).append(item.inner_text())
    return result


def altered(page: Page, address: str, change: Callable[[str], str]) -> None:
    """Let an answer of the register arrive changed."""

    def handle(route: Route) -> None:
        answer = route.fetch()
        before = answer.text()
        after = change(before)
        assert before != after
        route.fulfill(response=answer, body=after)

    page.route(address, handle)


def checked_with(page: Page, address: str, change: Callable[[str], str]) -> dict[str, list[str]]:
    """Return what the check finds where an answer arrives changed; `{n}` in its address is the act's number."""
    page.goto(ENTRY)
    n = page.get_by_role("link", name="check this page").get_attribute("href")
    assert n is not None
    number = n.removeprefix("/log/act/").removesuffix("#check")
    altered(page, f"**{address.format(n=number)}", change)
    page.goto(n)
    ended(page)
    return found(page)


@pytest.mark.parametrize("width", [1280, PHONE])
def test_one_click_checks_an_entry(open_page: Opener, width: int) -> None:
    page = open_page(width=width)
    begin(page)
    assert ended(page) == "All is well: 5 checks passed."
    kept = found(page)["kept"]
    for words in (
        "signed with the register’s key (register.example.org/compact-register)",
        "is in the log: its entry is one of the",
        "exactly what was published in act",
        "Nothing was added",
        "The words in the log stand on the page",
    ):
        assert sum(words in sentence for sentence in kept) == 1, words
    assert "First check in this browser" in found(page)["noted"][0]
    expect(page.get_by_text("The check in your browser needs JavaScript.")).to_be_hidden()


def test_nothing_is_checked_or_remembered_before_it_is_asked_for(open_page: Opener) -> None:
    page = open_page()
    page.goto("/log/act/1")
    expect(page.locator(".register-checks li")).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0
    page.get_by_role("button", name="Check act 1 now").click()
    assert ended(page).startswith("All is well")
    assert page.evaluate("localStorage.length") == 1


def test_what_was_seen_before_is_compared(open_page: Opener) -> None:
    page = open_page()
    page.goto("/log/act/1#check")
    ended(page)
    page.goto("/log/act/2#check")
    assert ended(page) == "All is well: 6 checks passed."
    assert any("it was only added to" in sentence for sentence in found(page)["kept"])


def test_a_log_that_was_changed_behind_the_reader_is_found_out(open_page: Opener) -> None:
    page = open_page()
    page.goto("/log/act/1#check")
    ended(page)
    remembered = json.loads(page.evaluate("localStorage.getItem('compact-register-checkpoint')"))
    origin, size, root, *rest = remembered["note"].split("\n")
    other = base64.b64encode(bytes([base64.b64decode(root)[0] ^ 1]) + base64.b64decode(root)[1:]).decode()
    for changed_size, changed_root, words in (
        (size, other, "was changed since"),
        (str(int(size) + 1), root, "The log is shorter than on"),
        (str(int(size) - 1), root, "was changed since"),
    ):
        note = "\n".join([origin, changed_size, changed_root, *rest])
        put = "held => localStorage.setItem('compact-register-checkpoint', held)"
        page.evaluate(put, json.dumps({**remembered, "note": note}))
        page.get_by_role("button", name="Check act 1 now").click()
        expect(page.locator("[data-check-log] [role=status]")).to_have_text("Something is wrong: 1 check failed.")
        assert words in found(page)["not-kept"][0]
        shown = page.locator(".register-checks__item--not-kept").text_content() or ""
        assert note in shown, "the proof is shown"
        held = json.loads(page.evaluate("localStorage.getItem('compact-register-checkpoint')"))
        assert held["note"] == note, "the proof is kept"


def in_content(change: Callable[[dict[str, Any]], object]) -> Callable[[str], str]:
    def changed(text: str) -> str:
        line = json.loads(text)
        change(line)
        return json.dumps(line)

    return changed


def otherwise(line: int, place: int) -> Callable[[str], str]:
    """Return what changes one letter of base64, in a line and at a place counted from either end."""

    def changed(text: str) -> str:
        lines = text.split("\n")
        letters = list(lines[line])
        letters[place] = "A" if letters[place] != "A" else "E"
        lines[line] = "".join(letters)
        return "\n".join(lines)

    return changed


@pytest.mark.parametrize(
    ("address", "change", "words"),
    [
        (
            "/log/content/{n}",
            in_content(lambda line: line["content"].update(title=line["content"]["title"] + ".")),
            "1 part is not what was published: “title”",
        ),
        (
            "/log/content/{n}",
            in_content(lambda line: line["content"]["views"][2].update(said="Somebody said another thing.")),
            "1 part is not what was published: “views/3”",
        ),
        (
            "/log/content/{n}",
            in_content(lambda line: line["content"]["views"].reverse()),
            "1 part is not what was published: “order of views”",
        ),
        (
            "/log/content/{n}",
            in_content(lambda line: line["content"].update(remark="A sentence that was put in.")),
            "The content holds what the log does not vouch for: “remark”",
        ),
        (
            "/log/content/{n}",
            in_content(lambda line: line["content"]["views"].append({"said": "One view more."})),
            "The content holds what the log does not vouch for: “views”",
        ),
        (
            "/log/content/{n}",
            in_content(lambda line: (line["content"].pop("title"), line["salts"].pop("title"))),
            "1 part is missing, and no act in the log says so: “title”",
        ),
        ("/log/content/{n}", in_content(lambda line: line.update(n=1)), "gave the content of another act"),
        ("/log/entry/{n}", lambda text: text.replace('"by":"P', '"by":"p', 1), "is not in the log"),
        ("/log/proof/{n}", otherwise(2, 0), "is not in the log"),
        ("/log/proof/{n}", otherwise(-4, 0), "not signed with the register’s key"),  # the root
        ("/log/proof/{n}", otherwise(-2, -4), "not signed with the register’s key"),
        ("/log/key", otherwise(0, -4), "The register’s key is damaged"),
    ],
)
def test_one_change_in_what_is_served_fails_the_check(
    open_page: Opener, address: str, change: Callable[[str], str], words: str
) -> None:
    page = open_page()
    failed = checked_with(page, address, change)["not-kept"]
    assert any(words in sentence for sentence in failed), failed
    assert ended(page).startswith("Something is wrong")


@pytest.mark.parametrize("where", ["Getting about", "<h1([^>]*)>Getting about"])
def test_words_that_do_not_stand_on_the_page_are_told(open_page: Opener, where: str) -> None:
    page = open_page()
    page.goto(ENTRY)
    path = urlsplit(page.url).path
    otherwise = where.replace("about", "around").replace("([^>]*)", "")
    result = checked_with(page, path, lambda html: re.sub(where, otherwise, html))
    assert "Could not find on the page: “Getting about" in result["differs"][0], result
    assert "not-kept" not in result
    assert "not all words in the log were found on the page" in ended(page)


def test_an_answer_that_does_not_come_is_no_accusation(open_page: Opener) -> None:
    page = open_page()
    page.add_init_script("window.fetch = () => Promise.reject(new TypeError('Failed to fetch'));")
    page.goto("/log/act/1")
    page.get_by_role("button", name="Check act 1 now").click()
    assert ended(page) == "The check could not be finished. That does not mean that something is wrong."
    assert set(found(page)) == {"unknown"}


def test_a_browser_without_ed25519_says_so_and_checks_the_rest(open_page: Opener) -> None:
    page = open_page()
    page.add_init_script(
        "const real = crypto.subtle.importKey.bind(crypto.subtle);"
        "crypto.subtle.importKey = (...all) => all[2]?.name === 'Ed25519'"
        " ? Promise.reject(new DOMException('unknown', 'NotSupportedError')) : real(...all);"
    )
    begin(page)
    assert ended(page) == "All is well: 4 checks passed. 1 thing could not be checked: see below."
    assert "Ed25519" in found(page)["unknown"][0]


def test_without_scripts_the_page_explains_the_command(open_page: Opener) -> None:
    page = open_page(scripts=False)
    number = begin(page)
    expect(page.get_by_text("The check in your browser needs JavaScript.")).to_be_visible()
    expect(page.get_by_text(f"--act {number}")).to_be_visible()
    expect(page.get_by_role("button", name="Check act")).to_be_hidden()


def test_the_one_spelling_of_content_is_the_servers(open_page: Opener) -> None:
    page = open_page()
    page.goto("/log/act/1")
    spelt = "async ([module, values]) => { const it = await import(module); return values.map(it.canonical); }"
    values = [
        *ODD,
        ODD,
        {"b": [1, {"c": None, "a": ODD}], "a": True, "A": -5, "_": 2**53 - 1, "a.b": "", "aa": []},
        [[], {}],
    ]
    assert page.evaluate(spelt, [asset("log-proofs.js"), values]) == [canonical(value).decode() for value in values]


def test_the_browser_reckons_proofs_as_the_server_does(open_page: Opener) -> None:
    page = open_page()
    page.goto("/log/act/1")
    leaves = [tree.leaf_hash(str(n).encode()) for n in range(20)]
    nodes = {(level, place): hash_ for level, place, hash_ in tree.grown(0, lambda *_: b"", leaves)}

    def get(level: int, place: int) -> bytes:
        return nodes[level, place]

    roots = [tree.root(size, get) for size in range(21)]
    inclusion = [
        [n, size, list(leaves[n]), [list(one) for one in tree.inclusion(n, size, get)], list(roots[size])]
        for size in range(1, 21)
        for n in range(size)
    ]
    consistency = [
        [old, size, list(roots[old]), list(roots[size]), [list(one) for one in tree.consistency(old, size, get)]]
        for size in range(1, 21)
        for old in range(1, size + 1)
    ]
    reckon = """async ([module, inclusion, consistency]) => {
        const it = await import(module);
        const raw = (hashes) => hashes.map((one) => Uint8Array.from(one));
        let good = 0, forged = 0;
        for (const [n, size, leaf, path, root] of inclusion) {
            const reached = await it.rootFromInclusion(n, size, Uint8Array.from(leaf), raw(path));
            if (it.equal(reached, root)) good += 1;
            try {
                const other = await it.rootFromInclusion(n, size, Uint8Array.from(leaf), raw(path.slice(1)));
                if (path.length && it.equal(other, root)) forged += 1;
            } catch (error) { if (!(error instanceof it.Wrong)) throw error; }
        }
        for (const [old, size, before, after, path] of consistency) {
            const [one, other] = raw([before, after]);
            if (await it.isConsistent(old, size, one, other, raw(path))) good += 1;
            if (await it.isConsistent(old, size, one, other, [...raw(path), one])) forged += 1;
            if (path.length && (await it.isConsistent(old, size, one, other, raw(path.slice(0, -1))))) forged += 1;
            const wrong = one.map((byte, i) => (i ? byte : byte ^ 1));
            if (await it.isConsistent(old, size, wrong, other, raw(path))) forged += 1;
        }
        return [good, forged];
    }"""
    assert page.evaluate(reckon, [asset("log-proofs.js"), inclusion, consistency]) == [
        len(inclusion) + len(consistency),
        0,
    ]


def test_what_an_act_removed_for_good_is_looked_for_in_the_content(open_page: Opener, site: Site) -> None:
    page = open_page()
    officer = Officer(page, site)
    reference = published(officer, "Benches for halls (invented)")
    put_on_hold(officer, reference)
    ask_for_redaction(officer, reference)
    officer.sign_out()
    approve(officer, reference)
    page.goto(f"/decisions/{reference}")
    page.get_by_role("link", name="Parts removed for good").click()
    page.get_by_role("button", name="Check act").click()
    assert ended(page).startswith("All is well")
    assert "What it removed for good is no longer in the content of this register." in " ".join(found(page)["kept"])
    altered(page, "**/log/content/*", in_content(lambda line: line["content"].update(summary="It is back.")))
    page.get_by_role("button", name="Check act").click()
    expect(page.locator("[data-check-log] [role=status]")).to_have_text(re.compile("^Something is wrong"))
    assert "1 part is still there: “summary”" in found(page)["not-kept"][0]
