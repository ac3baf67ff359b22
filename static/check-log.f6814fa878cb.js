// Checks one act of the public log in the reader's browser, and says step by step what was found.

import {
  Wrong,
  checkUnits,
  covers,
  equal,
  hashes,
  holdsUnit,
  insist,
  isConsistent,
  isObject,
  isSigned,
  leafHash,
  parseCheckpoint,
  parseKey,
  rootFromInclusion,
  toBase64,
} from "./log-proofs.c5d1e52ad79e.js";

const FORMAT = "c2sp.org/tlog-proof@v1";
const REMEMBERED = "compact-register-checkpoint";
const SIGNS = {
  kept: ["✓", "Passed: "],
  "not-kept": ["✗", "Failed: "],
  differs: ["?", "Not found: "],
  changed: ["!", "Look again: "],
  unknown: ["–", "Not checked: "],
  noted: ["·", ""],
};
const MOST_NAMED = 3;
const LONGEST_QUOTE = 80;

class Unanswered extends Error {}

// The words on the page.

const NOT_PROSE = new Set(["findings", "inherited", "numbered"]);

function* textsOf(value, key) {
  if (typeof value === "string") yield [key, value];
  else if (Array.isArray(value)) for (const item of value) yield* textsOf(item, key);
  else if (isObject(value)) for (const inner of Object.keys(value)) yield* textsOf(value[inner], inner);
}

// Only letters and digits count: how a text is set, and the signs of Markdown, are not its words.
const squashed = (text) => text.normalize("NFC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
const plain = (markdown) => markdown.replace(/\]\([^)]*\)/g, "]").replace(/^\s*\d+[.)]\s/gm, "");

// Texts of the content that do not stand on the page; its title must be the heading, and what is offered to be copied is
// not read.
export function missingWords(content, html) {
  const main = new DOMParser().parseFromString(html, "text/html").querySelector("main");
  for (const offer of main?.querySelectorAll("textarea") ?? []) offer.remove();
  const [page, heading] = [main, main?.querySelector("h1")].map((part) => squashed(part?.textContent ?? ""));
  const sought = Object.keys(content)
    .filter((field) => !NOT_PROSE.has(field))
    .flatMap((field) => [...textsOf(content[field], field)])
    .filter(([key, text]) => key === "title" || text.trim().split(/\s+/).length > 2)
    .map(([, text]) => text);
  const missing = sought.filter((text) => !page.includes(squashed(plain(text))));
  const { title } = content;
  if (title && heading !== squashed(plain(title)) && !missing.includes(title)) missing.unshift(title);
  return { sought: sought.length, missing };
}

// The check.

async function fetched(address) {
  const answer = await fetch(address, { cache: "no-cache", credentials: "omit" });
  if (answer.ok) return answer;
  const plainly = answer.headers.get("Content-Type")?.startsWith("text/plain");
  const words = plainly ? ` It says: ${(await answer.text()).trim()}` : "";
  throw new Unanswered(`The register did not answer for ${address} (${answer.status}).${words}`);
}

const textAt = async (address) => (await fetched(address)).text();

async function proved(n, key) {
  const raw = new Uint8Array(await (await fetched(`/log/entry/${n}`)).arrayBuffer());
  const file = await textAt(`/log/proof/${n}`);
  const gap = file.indexOf("\n\n");
  const [format, index, ...path] = file.slice(0, gap).split("\n");
  insist(gap > 0 && format === FORMAT && index === `index ${n}`, `The proof of act ${n} is not written as a proof is.`);
  const checkpoint = parseCheckpoint(file.slice(gap + 2));
  const root = await rootFromInclusion(n, checkpoint.size, await leafHash(raw), hashes(path));
  const entry = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(raw));
  const holds = equal(root, checkpoint.root) && entry.n === n;
  return { entry, checkpoint, holds, signed: await isSigned(checkpoint, key) };
}

const several = (number, one, more) => `${number} ${number === 1 ? one : more}`;

function named(names) {
  const short = (name) => (name.length > LONGEST_QUOTE ? `${name.slice(0, LONGEST_QUOTE)}…` : name);
  const quoted = names.slice(0, MOST_NAMED).map((name) => `“${short(name)}”`);
  return quoted.join(", ") + (names.length > MOST_NAMED ? " and others" : "");
}

async function* check(n, page, removed, emptied) {
  const key = await parseKey(await textAt("/log/key"));
  const { entry, checkpoint, holds, signed } = await proved(n, key);
  if (signed) yield ["kept", `The newest checkpoint is signed with the register’s key (${key.name}).`];
  else if (signed === false) yield ["not-kept", "The newest checkpoint is not signed with the register’s key."];
  else yield ["unknown", "Your browser does not know the kind of signature on the checkpoint, Ed25519."];
  const size = checkpoint.size.toLocaleString("en-GB");
  if (holds) yield ["kept", `Act ${n} is in the log: its entry is one of the ${size} that the checkpoint stands for.`];
  else yield ["not-kept", `Act ${n} is not in the log that the checkpoint stands for, or its entry was changed.`];
  if (emptied.length) yield await checkEmptied(entry, emptied, key);
  if (entry.units && page) yield* checkRevision(entry, page, removed, key);
  if (signed !== false && holds) yield* checkMemory(checkpoint, key);
}

async function* checkRevision(entry, page, removed, key) {
  const line = await (await fetched(`/log/content/${entry.n}`)).json();
  const isIts = ["n", "reference", "revision"].every((name) => line[name] === entry[name]);
  insist(isIts, "The register gave the content of another act.");
  const { wrong, missing, beyond } = await checkUnits(entry, line);
  const shown = Object.keys(entry.units).length - missing.length;
  const all = shown === 1 ? "The one part of the content that is shown is" : `All ${shown} parts of the content shown are`;
  if (wrong.length) {
    yield ["not-kept", `${several(wrong.length, "part is", "parts are")} not what was published: ${named(wrong)}.`];
  } else if (shown) {
    yield ["kept", `${all} exactly what was published in act ${entry.n}.`];
  }
  if (beyond.length) yield ["not-kept", `The content holds what the log does not vouch for: ${named(beyond)}.`];
  else if (shown) yield ["kept", "Nothing was added to the content since."];
  if (missing.length) yield await checkRemoved(entry, missing, removed, key);
  if (shown) yield await checkPage(line.content, page);
}

async function checkRemoved(entry, missing, removed, key) {
  const acts = new Map();
  for (const { n } of removed) if (!acts.has(n)) acts.set(n, await proved(n, key));
  const sound = [...acts.values()].filter((act) => act.holds && act.signed !== false).map((act) => act.entry);
  const bare = missing.filter((unit) => !sound.some((act) => covers(act, entry, unit)));
  if (bare.length) {
    const lost = several(bare.length, "part is", "parts are");
    return ["not-kept", `${lost} missing, and no act in the log says so: ${named(bare)}.`];
  }
  const numbers = [...acts.keys()].sort((a, b) => a - b);
  const which = `act${numbers.length > 1 ? "s" : ""} ${numbers.join(", ")}`;
  const gone = several(missing.length, "part is", "parts are");
  return ["kept", `${gone} not shown any more, and the log says so: see ${which}.`];
}

// What an act removed for good must be in the content of no act before it.
async function checkEmptied(act, emptied, key) {
  const left = [];
  for (const n of emptied) {
    const { entry } = await proved(n, key);
    const line = await (await fetched(`/log/content/${n}`)).json();
    insist(line.n === n, "The register gave the content of another act.");
    left.push(...Object.keys(entry.units).filter((unit) => covers(act, entry, unit) && holdsUnit(line, unit)));
  }
  if (left.length) return ["not-kept", `${several(left.length, "part is", "parts are")} still there: ${named(left)}.`];
  return ["kept", "What it removed for good is no longer in the content of this register."];
}

async function checkPage(content, page) {
  let html;
  try {
    html = await textAt(page);
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    return ["unknown", error.message];
  }
  const { sought, missing } = missingWords(content, html);
  if (!missing.length) {
    const all = several(sought, "text was", "texts were");
    return ["kept", `The words in the log stand on the page: ${all} looked for and found.`];
  }
  const found = `${sought - missing.length} of ${several(sought, "text", "texts")} in the log stand on the page`;
  const advice = "It may be set there in another way: compare it yourself.";
  return ["differs", `${found}. Could not find on the page: ${named(missing)}. ${advice}`];
}

async function* checkMemory(checkpoint, key) {
  let held;
  try {
    held = JSON.parse(localStorage.getItem(REMEMBERED));
  } catch {
    yield ["unknown", "Your browser does not let this page remember a checkpoint to compare the next one with."];
    return;
  }
  if (held) {
    const outcome = await compared(held, checkpoint, key);
    yield outcome;
    if (outcome[0] !== "kept") return; // what is remembered is the proof
  } else {
    yield ["noted", "First check in this browser: it remembers the checkpoint, to compare the next one with."];
  }
  localStorage.setItem(REMEMBERED, JSON.stringify({ note: checkpoint.note, key: toBase64(key.raw), at: Date.now() }));
}

async function compared(held, checkpoint, key) {
  const old = parseCheckpoint(held.note);
  const when = new Date(held.at).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  if (old.origin !== checkpoint.origin) {
    const rule = "A new one is begun only after a loss, and in public: see the acts on the page of the log.";
    return ["changed", `On ${when} this browser saw a log of another name (${old.origin}). ${rule}`];
  }
  const proof = `This browser keeps the signed checkpoint that it saw then: ${old.note}`;
  if (old.size > checkpoint.size) return ["not-kept", `The log is shorter than on ${when}. ${proof}`];
  const path = hashes((await textAt(`/log/consistency/${old.size}/${checkpoint.size}`)).split("\n").filter(Boolean));
  if (!(await isConsistent(old.size, checkpoint.size, old.root, checkpoint.root, path))) {
    return ["not-kept", `What the log held on ${when} was changed since. ${proof}`];
  }
  if (held.key !== toBase64(key.raw)) {
    const rule = "An act in the log must name the new one.";
    return ["changed", `The register’s key is not the one that this browser saw on ${when}. ${rule}`];
  }
  return ["kept", `Since ${when}, when this browser last saw the log, it was only added to.`];
}

// The page.

function shownAs([outcome, sentence]) {
  const [sign, word] = SIGNS[outcome];
  const item = document.createElement("li");
  item.className = `register-checks__item register-checks__item--${outcome}`;
  const mark = document.createElement("span");
  mark.className = "register-checks__sign";
  mark.setAttribute("aria-hidden", "true");
  mark.textContent = sign;
  const heard = document.createElement("span");
  heard.className = "govuk-visually-hidden";
  heard.textContent = word;
  item.append(mark, heard, sentence);
  return item;
}

function summary(outcomes, finished) {
  const count = (wanted) => outcomes.filter((outcome) => outcome === wanted).length;
  if (count("not-kept")) return `Something is wrong: ${several(count("not-kept"), "check", "checks")} failed.`;
  if (!finished) return "The check could not be finished. That does not mean that something is wrong.";
  const passed = several(count("kept"), "check", "checks");
  if (count("changed")) return `${passed} passed, but this is not the log, or not its key, that this browser saw before: see below.`;
  if (count("differs")) return `${passed} passed, but not all words in the log were found on the page: see below.`;
  const open = several(count("unknown"), "thing", "things");
  return `All is well: ${passed} passed.${count("unknown") ? ` ${open} could not be checked: see below.` : ""}`;
}

async function run(place) {
  const n = Number(place.dataset.checkLog);
  const [status, list, button] = ["[role=status]", ".register-checks", "button"].map((one) => place.querySelector(one));
  if (!globalThis.crypto?.subtle) {
    status.textContent = "Your browser does such sums only over a secure connection (https). Use the program below.";
    return;
  }
  button.disabled = true;
  list.replaceChildren();
  status.textContent = `Checking act ${n}…`;
  const outcomes = [];
  const tell = (step) => {
    outcomes.push(step[0]);
    list.append(shownAs(step));
  };
  let finished = false;
  const given = ["removed", "emptied"].map((name) => JSON.parse(place.dataset[name] ?? "[]"));
  try {
    for await (const step of check(n, place.dataset.page, ...given)) tell(step);
    finished = true;
  } catch (error) {
    const isWrong = error instanceof Wrong || error instanceof SyntaxError;
    tell([isWrong ? "not-kept" : "unknown", error.message]);
  }
  status.textContent = summary(outcomes, finished);
  button.disabled = false;
}

const place = document.querySelector("[data-check-log]");
if (place) {
  place.hidden = false;
  document.querySelector("[data-check-missing]").hidden = true;
  place.querySelector("button").addEventListener("click", () => run(place));
  if (location.hash === "#check") run(place);
}
