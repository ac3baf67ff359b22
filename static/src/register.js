// Starts GOV.UK Frontend's components, at load and in every region htmx swaps in.
// Everything on a page works without this file.

import { createAll, ServiceNavigation, SkipLink } from "./govuk-frontend.min.js";

const FORMS = [
  "govuk-button",
  "govuk-character-count",
  "govuk-checkboxes",
  "govuk-error-summary",
  "govuk-notification-banner",
  "govuk-radios",
]
  .map((name) => `[data-module="${name}"]:not([data-${name}-init])`)
  .join();

// A component that has been started already says so; everything else is worth a message.
function onError(error) {
  if (error.name !== "InitError") console.error(error);
}

async function start(scope) {
  const options = { scope, onError };
  createAll(ServiceNavigation, undefined, options);
  createAll(SkipLink, undefined, options);
  if (!scope.querySelector(FORMS)) return;
  const { initForms } = await import("./govuk-forms.min.js");
  initForms(options);
}

// Beside the results the filters are open. Browsers that know ::details-content
// are told so by the stylesheet; for the others, open them here.
function openFilters(scope) {
  if (CSS.supports("selector(::details-content)") || !matchMedia("(min-width: 40.0625em)").matches) return;
  for (const filters of scope.querySelectorAll(".register-filters")) filters.open = true;
}

// Typing must not take away the results one came from. The first change of the words is a step of its own for the
// Back button; what is typed further, and the search it ends in, replace that step; an address never follows itself.
let typing = false;

document.body.addEventListener("htmx:beforeHistoryUpdate", (event) => {
  const { history, requestConfig } = event.detail;
  const live = requestConfig.elt.type === "search";
  const search = live || requestConfig.elt.matches(".register-search");
  const same = history.path === location.pathname + location.search;
  history.type = same || (search && typing) ? "replace" : "push";
  typing = live && (typing || !same);
});
// What the page one goes back from has asked for, or would ask for in a moment, must not arrive on the page one goes
// back to. htmx:abort misses what hx-sync keeps at another element, so the requests themselves are remembered.
const underWay = new Set();
let returning = null; // the request for the page one goes back to

function remember(request) {
  underWay.add(request);
  request.addEventListener("loadend", () => {
    underWay.delete(request);
    if (returning === request) returning = null;
  });
}

addEventListener("popstate", () => {
  typing = false;
});
document.body.addEventListener("htmx:historyCacheMiss", (event) => {
  for (const request of underWay) request.abort();
  returning = event.detail.xhr;
  remember(returning);
});
document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (returning) event.preventDefault();
  else remember(event.detail.xhr);
});

openFilters(document);

for (const offer of document.querySelectorAll("[data-print]")) {
  offer.hidden = false;
  offer.querySelector("button").addEventListener("click", () => print());
}

for (const offer of document.querySelectorAll("[data-copy]")) {
  const button = offer.querySelector("button");
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const text = offer.querySelector("textarea");
    try {
      await navigator.clipboard.writeText(text.value);
      offer.querySelector("[role=status]").textContent = "Copied";
    } catch {
      text.select(); // where copying is not allowed, what is selected can be copied by hand
    }
  });
}

if (document.body.classList.contains("govuk-frontend-supported")) {
  start(document);
  // The menu was opened before this script could fold it.
  if (location.hash === "#navigation") document.querySelector(".govuk-service-navigation__toggle:not([hidden])")?.click();
  document.body.addEventListener("htmx:afterSettle", (event) => {
    const swapped = event.detail.elt;
    if (!swapped.isConnected) return;
    // The new element itself may be a component, so its parent is searched.
    const scope = swapped.parentElement ?? document;
    start(scope);
    openFilters(scope);
    // Chromium complains of `autofocus` in what is swapped in, where something else has the focus.
    const next = document.querySelector("[data-focus]");
    next?.removeAttribute("data-focus");
    next?.focus();
    // A swap that takes the focused link away must not send a keyboard's user back to the top of the page.
    if (document.activeElement === document.body) document.querySelector("#total, [data-refocus]")?.focus({ preventScroll: true });
  });
}
