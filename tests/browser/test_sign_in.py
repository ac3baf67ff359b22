"""First sign-in from a one-time link, with an app, on paper and with a passkey, in a real browser."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.accounts.phone import Phone
from tests.browser.conftest import NARROWEST, PATIENCE, PHONE, WIDE
from tests.browser.serving import REGISTER, Site, made, served

pytestmark = pytest.mark.browser

PASSWORD = "three unlikely purple words"
Opener = Callable[..., Page]


class Staffed:
    """A register that is no demonstration, reached as `localhost`: browsers make no passkeys for an IP address."""

    def __init__(self, site: Site, environment: dict[str, str]) -> None:
        self.address = site.address
        self.environment = environment

    def link(self, name: str, *options: str) -> str:
        """Make an account, and return the link that the command prints."""
        command = [*REGISTER, "user", *options, f"{name}@example.org"]
        if not options:
            command = [*REGISTER, "user", "add", f"{name.capitalize()} (invented)", f"{name}@example.org"]
        done = subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True)
        return done.stdout.split()[-1]


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staffed]:
    register = made(tmp_path_factory.mktemp("staffed"), host="localhost", commands=("upgrade",))
    with served(register) as site:
        yield Staffed(site, register.environment)


@pytest.fixture
def staff_page(chromium: Browser, staffed: Staffed, request: pytest.FixtureRequest) -> Iterator[Opener]:
    contexts, messages = [], []

    def opened(*, width: int = WIDE, scripts: bool = True) -> Page:
        context = chromium.new_context(
            base_url=staffed.address,
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            locale="en-GB",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda one: messages.append(one.text) if "status of 4" not in one.text else None)
        page.on("pageerror", lambda error: messages.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not messages


def shoot(page: Page, name: str) -> None:
    """Look at a page: nothing wider than the window at any width, no accessibility fault; a picture where asked for."""
    page.wait_for_load_state()
    scripts = page.evaluate("document.body.classList.contains('js-enabled')") if name else False
    for width in (WIDE, PHONE, NARROWEST):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (name, width, wide)
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=Path(folder, f"{name}-{width}.png"), full_page=True)
    if scripts:
        violations = Axe().run(page).response["violations"]
        assert not violations, (name, [(one["id"], one["nodes"][0]["html"]) for one in violations])


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()


def set_password(page: Page, link: str) -> None:
    page.goto(link)
    heading(page, "Set your password")
    page.get_by_label("New password").fill("passwordpassword")
    press(page, "Set the password")
    expect(page.get_by_role("alert")).to_contain_text("repeats itself")
    page.get_by_label("New password").fill(PASSWORD)
    press(page, "Set the password")
    heading(page, "Sign in to the desk")


def give_password(page: Page, name: str) -> None:
    page.goto("/desk/sign-in")
    page.get_by_label("E-mail address").fill(f"{name}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")


def set_up_app(page: Page) -> tuple[Phone, list[str]]:
    heading(page, "Set up your second factor")
    phone = Phone(page.content())
    page.get_by_label("Code", exact=True).fill(phone.code())
    press(page, "Set it up and sign in")
    heading(page, "Keep these recovery codes")
    return phone, page.locator("#codes code").all_inner_texts()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_first_sign_in_and_the_next(staff_page: Opener, staffed: Staffed, scripts: bool) -> None:
    name = f"ada{'-with' if scripts else '-without'}"
    page = staff_page(scripts=scripts)
    link = staffed.link(name)
    page.goto(link)
    shoot(page, f"link-{scripts}")
    set_password(page, link)
    shoot(page, f"sign-in-{scripts}")
    give_password(page, name)
    heading(page, "Set up your second factor")
    press(page, "Set it up and sign in")
    expect(page.get_by_role("alert")).to_contain_text("Enter the six digits")
    assert page.title().startswith("Error: ")
    shoot(page, f"set-up-{scripts}")
    phone, codes = set_up_app(page)
    assert len(codes) == 10
    shoot(page, f"codes-{scripts}")
    page.get_by_role("button", name="I have kept them: go to the desk").click()
    expect(page.get_by_text("Signed in as")).to_be_visible()
    page.get_by_role("link", name="Your account").click()
    heading(page, "Your account")
    shoot(page, f"account-{scripts}")
    page.get_by_role("link", name="Change the authenticator app").click()
    shoot(page, f"second-factor-{scripts}")
    page.goto("/desk/account/password")
    shoot(page, f"password-{scripts}")
    page.goto("/desk/account/confirm")
    shoot(page, f"confirm-{scripts}")
    page.goto("/desk/account")
    press(page, "Sign out everywhere")
    give_password(page, name)
    heading(page, "Enter the code from your app")
    page.get_by_label("Code", exact=True).fill("12")
    press(page, "Sign in")
    expect(page.get_by_role("alert")).to_contain_text("This code is not right")
    shoot(page, f"code-{scripts}")
    page.get_by_label("Code", exact=True).fill(phone.code(1))
    press(page, "Sign in")
    expect(page.get_by_text("Signed in as")).to_be_visible()
    press(page, "Sign out")
    give_password(page, name)
    page.get_by_text("I do not have my phone").click()
    page.get_by_label("Recovery code").fill(codes[4])
    shoot(page, f"recovery-{scripts}")
    press(page, "Sign in with a recovery code")
    expect(page.get_by_text("Signed in as")).to_be_visible()


def with_device(page: Page, *, verified: bool = True) -> tuple[CDPSession, str]:
    """Give the browser a device that keeps passkeys and asks nobody."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verified,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def test_a_passkey_signs_in_alone_and_as_second_factor(staff_page: Opener, staffed: Staffed) -> None:
    page = staff_page()
    set_password(page, staffed.link("pat"))
    give_password(page, "pat")
    set_up_app(page)
    session, device = with_device(page)
    page.goto("/desk/account")
    page.get_by_role("button", name="Add a passkey").click()
    heading(page, "Add a passkey")
    shoot(page, "passkey")
    page.get_by_label("Name").fill("Work laptop")
    press(page, "Add the passkey")
    heading(page, "Your account")
    expect(page.locator("#passkeys")).to_contain_text("Work laptop")
    shoot(page, "account-passkey")
    assert len(session.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]) == 1

    page.goto("/desk/account/passkeys/new")
    page.get_by_label("Name").fill("The same again")
    press(page, "Add the passkey")
    expect(page.get_by_text("This device has a passkey for your account already")).to_be_visible()

    press(page, "Sign out")
    page.goto("/desk/sign-in?next=/desk/account")
    shoot(page, "sign-in-passkey")
    press(page, "Sign in with a passkey")
    heading(page, "Your account")
    expect(page.get_by_text("Signed in as Pat")).to_be_visible()

    press(page, "Sign out everywhere")
    give_password(page, "pat")
    heading(page, "Enter the code from your app")
    shoot(page, "code-passkey")
    press(page, "Use a passkey")
    expect(page.get_by_text("Signed in as Pat")).to_be_visible()

    page.goto("/desk/account/confirm?next=/desk/account/second-factor")
    press(page, "Use a passkey")
    heading(page, "Change your authenticator app")

    page.goto("/desk/account")
    page.get_by_role("button", name=re.compile("Remove\\s+Work laptop")).click()
    expect(page.get_by_text("You have none.")).to_be_visible()
    press(page, "Sign out everywhere")
    press(page, "Sign in with a passkey")
    expect(page.get_by_role("alert").first).to_contain_text("does not open an account here")
    heading(page, "Sign in to the desk")


def test_a_device_that_knows_nobody_signs_nobody_in(staff_page: Opener) -> None:
    page = staff_page()
    with_device(page)
    page.goto("/desk/sign-in")
    press(page, "Sign in with a passkey")
    expect(page.get_by_text("Your device did not give a passkey. Try again.")).to_be_visible()
    expect(page.get_by_label("Password")).to_be_visible()


def test_without_scripts_no_passkey_is_offered(staff_page: Opener) -> None:
    page = staff_page(scripts=False)
    page.goto("/desk/sign-in")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)


def test_a_lost_phone_is_replaced_with_a_link(staff_page: Opener, staffed: Staffed) -> None:
    page = staff_page()
    set_password(page, staffed.link("olu"))
    give_password(page, "olu")
    set_up_app(page)
    page.goto(staffed.link("olu", "link", "--new-factor"))
    expect(page.get_by_text("are taken away with it")).to_be_visible()
    shoot(page, "link-new-factor")
    page.get_by_label("New password").fill(PASSWORD)
    press(page, "Set the password")
    give_password(page, "olu")
    set_up_app(page)
