// Saves the draft some seconds after the typing stops, and when the page is hidden. Without it the buttons save.
// What is sent and the version it was typed over go through the same checks as "Save and come back later".

const AFTER_TYPING = 3_000;
const AT_THE_LATEST = 30_000;
const AGAIN = [10_000, 30_000, 60_000];
const PATIENCE = 20_000;
const KEPT_ALIVE = 60_000; // browsers carry no more than 64 KB beyond the end of a page

const form = document.querySelector("form[data-autosave]");
if (form) start();

function start() {
  const shown = document.querySelector("#saved");
  const spoken = document.querySelector("#announce");
  let saved = typed().toString();
  // What was sent and is not answered yet goes again as it was: an answer that got lost makes no second draft.
  let sent = null;
  let asking = null;
  let failed = 0;
  let told = shown.textContent.trim();
  let heard = false;
  let renewed = false;
  let stopped = false;
  let leaving = false;
  let soon = 0;
  let latest = 0;
  let submitting = false;

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  document.body.addEventListener("htmx:afterSettle", ({ detail }) => form.contains(detail.elt) && changed());
  document.addEventListener("visibilitychange", () => (document.hidden || failed) && save(document.hidden));
  addEventListener("pagehide", () => save(true));
  addEventListener("online", () => failed && save());
  addEventListener("pageshow", () => (leaving = submitting = false));
  addEventListener("beforeunload", (event) => {
    const unsafe = stopped || failed || asking || typed().toString().length >= KEPT_ALIVE;
    if (unsafe && !leaving && isChanged()) event.preventDefault();
  });
  // A save on its way would make the page's version an old one: what is sent by a button waits for its answer.
  form.addEventListener("submit", (event) => {
    if (!asking || submitting) {
      leaving = true;
      clearTimeout(soon);
      return;
    }
    event.preventDefault();
    submitting = true;
    asking.finally(() => form.requestSubmit(event.submitter));
  });

  function typed() {
    const pairs = [...new FormData(form)];
    return new URLSearchParams(pairs.filter(([name, value]) => typeof value === "string" && isAnswer(name)));
  }

  function isChanged() {
    return typed().toString() !== saved;
  }

  function changed() {
    if (stopped || leaving) return;
    latest ||= Date.now() + AT_THE_LATEST;
    clearTimeout(soon);
    soon = setTimeout(save, Math.max(0, Math.min(AFTER_TYPING, latest - Date.now())));
  }

  function save(hidden = false) {
    if (stopped || leaving || asking) return;
    clearTimeout(soon);
    latest = 0;
    if (!sent && !isChanged()) return;
    sent ??= typed();
    asking = send(hidden)
      .then(take, () => fail("The register did not answer."))
      .finally(() => (asking = null));
  }

  async function send(hidden) {
    const body = new URLSearchParams(sent);
    for (const { name, value } of form.querySelectorAll("input[type=hidden]")) {
      if (!isAnswer(name)) body.set(name, value);
    }
    body.set("officer", form.dataset.officer);
    return fetch(form.dataset.autosave, {
      method: "POST",
      body,
      redirect: "manual",
      keepalive: hidden === true && body.toString().length < KEPT_ALIVE,
      signal: hidden === true ? undefined : AbortSignal.timeout(PATIENCE),
    });
  }

  async function take(answer) {
    if (answer.status === 401 || answer.type === "opaqueredirect") return signIn("You were signed out.");
    if (answer.status === 404) return stop("Not saved: this draft is not there any more. Copy what you still need.");
    const said = await answer.json().catch(() => null);
    if (answer.ok && said) return keep(said);
    if (answer.status === 409 && said) return stop(said.problem, said.aside);
    if (said?.problem) return signIn(said.problem);
    if (said?.token) return renew(said.token);
    return fail(answer.status === 413 ? "It is too long." : "The register could not save it.");
  }

  function keep({ version, said, address, boxes = {} }) {
    saved = sent.toString();
    sent = null;
    form.setAttribute("action", address);
    form.dataset.autosave = `${address}/autosave`;
    for (const [name, value] of Object.entries({ version, ...boxes })) hold(name, value);
    if (location.pathname !== address) history.replaceState(history.state, "", address);
    if (failed || !heard) spoken.textContent = said;
    heard = true;
    failed = 0;
    renewed = false;
    told = said;
    show(said);
    if (isChanged()) changed();
  }

  // Signed in again meanwhile, in another tab: this page's token is an old one.
  function renew(token) {
    for (const box of document.querySelectorAll("input[name=csrf_token]")) box.value = token;
    fail("The page was open for too long.", renewed ? undefined : 0);
    renewed = true;
  }

  function fail(why, wait = AGAIN[Math.min(failed, AGAIN.length - 1)]) {
    say(`${since()} ${why} It is tried again by itself; what you typed stays here.`);
    failed += 1;
    soon = setTimeout(save, wait);
  }

  // Tried again when one comes back to this page, or types on.
  function signIn(why) {
    const link = make("a", { href: "/desk/sign-in", target: "_blank", rel: "noopener", textContent: "Sign in (opens in a new tab)" });
    link.className = "govuk-link";
    say(`${since()} ${why} Nothing you typed here is lost: sign in, then come back to this page.`, link);
    failed += 1;
  }

  function stop(why, aside) {
    stopped = true;
    if (!aside) return say(why);
    hold("aside", aside);
    const button = make("button", { type: "submit", name: "update", value: "1", textContent: "Save and compare" });
    button.className = "govuk-button govuk-button--secondary";
    button.setAttribute("form", form.id);
    say(why, button);
  }

  function since() {
    return told ? `Not saved since ${told.replace(/^\w+ saved /i, "")}.` : "Not saved yet.";
  }

  // Seen always, spoken when it begins: a screen reader must not hear of every try.
  function say(words, ...more) {
    if (!failed || stopped) spoken.textContent = words;
    show(words, ...more);
    shown.classList.add("register-saved--failed");
  }

  function show(words, ...more) {
    shown.classList.remove("register-saved--failed");
    shown.replaceChildren(words, ...more.flatMap((one) => [" ", one]));
  }

  function hold(name, value) {
    const box = form.elements[name] ?? form.appendChild(make("input", { type: "hidden", name }));
    box.value = value;
  }
}

function make(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

// The token and the versions are no answers; tables to be read and files go with their own buttons.
function isAnswer(name) {
  return !/^(csrf_token|version|aside|rows-\d+-(draft|version)|fill-.*)$/.test(name);
}
