// What a reader's browser needs to check the public log, with Web Crypto and nothing else: hashes, proofs (RFC 9162),
// signed checkpoints (C2SP), and content against its commitments. It knows no page.

// Thrown where something is not what was logged, or is not written as it must be.
export class Wrong extends Error {}

export function insist(good, sentence) {
  if (!good) throw new Wrong(sentence);
}

// Bytes and hashes.

const utf8 = (text) => new TextEncoder().encode(text);
export const toBase64 = (raw) => btoa(String.fromCharCode(...raw));
export const equal = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

function fromBase64(text) {
  const good = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
  insist(good, "Something that should be base64 is not.");
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", await new Blob(parts).arrayBuffer()));
}

export const leafHash = (entry) => sha256(Uint8Array.of(0), entry);
const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);

export function hashes(lines) {
  const found = lines.map(fromBase64);
  const whole = found.every((hash) => hash.length === 32);
  insist(whole, "A proof holds something that is no hash.");
  return found;
}

// Proofs (RFC 9162).

const half = (number) => Math.floor(number / 2);

// Climbs from a leaf, or from the edge of an old tree, to the root; `take` is given each sibling, and whether it is on
// the left.
async function climb(place, last, path, take) {
  for (const sibling of path) {
    insist(last > 0, "A proof is too long.");
    const left = place % 2 === 1 || place === last;
    await take(sibling, left);
    if (left) while (place > 0 && place % 2 === 0) [place, last] = [half(place), half(last)];
    [place, last] = [half(place), half(last)];
  }
  insist(last === 0, "A proof is too short.");
}

export async function rootFromInclusion(index, size, leaf, path) {
  insist(index < size, "The proof is of an act that the checkpoint does not hold yet.");
  let reached = leaf;
  await climb(index, size - 1, path, async (sibling, left) => {
    reached = await (left ? nodeHash(sibling, reached) : nodeHash(reached, sibling));
  });
  return reached;
}

export async function isConsistent(old, size, oldRoot, root, path) {
  if (old === size) return path.length === 0 && equal(oldRoot, root);
  let [place, last] = [old - 1, size - 1];
  while (place % 2 === 1) [place, last] = [half(place), half(last)];
  const [first, ...rest] = place > 0 ? path : [oldRoot, ...path];
  if (!first) return false;
  let [before, after] = [first, first];
  try {
    await climb(place, last, rest, async (sibling, left) => {
      if (left) before = await nodeHash(sibling, before);
      after = await (left ? nodeHash(sibling, after) : nodeHash(after, sibling));
    });
  } catch (error) {
    if (error instanceof Wrong) return false;
    throw error;
  }
  return equal(before, oldRoot) && equal(after, root);
}

// Signed notes and checkpoints.

export async function parseKey(line) {
  const [, name, id, encoded] = line.trim().match(/^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/) ?? [];
  insist(name, "The register’s key is not written as a key is.");
  const typed = fromBase64(encoded);
  insist(typed.length === 33 && typed[0] === 1, "The register’s key is of a kind that this check does not know.");
  const keyId = (await sha256(utf8(`${name}\n`), typed)).slice(0, 4);
  insist([...keyId].map((byte) => byte.toString(16).padStart(2, "0")).join("") === id, "The register’s key is damaged.");
  return { name, keyId, raw: typed.slice(1) };
}

export function parseCheckpoint(note) {
  const end = note.lastIndexOf("\n\n");
  const [origin, size, root, rest] = note.slice(0, end + 1).split("\n");
  const good = end > 0 && rest === "" && /^[1-9]\d{0,14}$/.test(size);
  insist(good, "The checkpoint is not written as a checkpoint is.");
  const lines = note.slice(end + 2).split("\n").filter(Boolean);
  const signatures = lines.map((line) => line.match(/^— (\S+) (\S+)$/) ?? []);
  return { note, text: note.slice(0, end + 1), origin, size: Number(size), root: hashes([root])[0], signatures };
}

// True or false; null where this browser does not know Ed25519.
export async function isSigned(checkpoint, key) {
  const ours = checkpoint.signatures
    .filter(([, name]) => name === key.name)
    .map(([, , encoded]) => fromBase64(encoded))
    .filter((raw) => equal(raw.slice(0, 4), key.keyId));
  if (!ours.length || checkpoint.origin !== key.name) return false;
  let held;
  try {
    held = await crypto.subtle.importKey("raw", key.raw, { name: "Ed25519" }, false, ["verify"]);
  } catch {
    return null;
  }
  const text = utf8(checkpoint.text);
  const good = await Promise.all(ours.map((raw) => crypto.subtle.verify("Ed25519", held, raw.slice(4), text)));
  return good.every(Boolean);
}

// Content and its units.

// The one spelling of a value, which is hashed: keys are ASCII, numbers whole; texts are escaped by JSON.stringify, which
// leaves all but quotes, backslashes and control characters as they are.
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${members.join()}}`;
}

export const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const owns = (value, key) => isObject(value) && Object.hasOwn(value, key);
const isNumbered = (item) => owns(item, "number") && Number.isInteger(item.number);
const labelOf = (name) => name.split(":")[0];
// "risks/*" hides every item of the list.
const hides = (held, unit) =>
  labelOf(held) === labelOf(unit) || (held.endsWith("/*") && unit.startsWith(held.slice(0, -1)));
const membersOf = (name) => (name.includes(":") ? name.slice(name.indexOf(":") + 1).split(",") : [name]);

function holderOf(content, path) {
  const steps = path.split(".");
  let here = content;
  for (const step of steps.slice(0, -1)) here = owns(here, step) ? here[step] : null;
  return owns(here, steps.at(-1)) ? [here, steps.at(-1)] : null;
}

// Takes a unit's value out of the content, so that what is left at the end is what nobody vouches for.
export function takeUnit(content, name) {
  const [path, place] = name.split("/");
  if (place === undefined) {
    const values = membersOf(name).map((member) => {
      const [holder, key] = holderOf(content, member) ?? [];
      insist(holder, `There is no “${member}” in the content.`);
      const value = holder[key];
      delete holder[key];
      return [member, value];
    });
    return name.includes(":") ? Object.fromEntries(values) : values[0][1];
  }
  const [holder, key] = holderOf(content, path) ?? [];
  const items = holder && Array.isArray(holder[key]) ? holder[key] : [];
  const byNumber = (item) => isNumbered(item) && item.number === Number(place);
  const at = items.some(isNumbered) ? items.findIndex(byNumber) : Number(place) - 1;
  const value = items[at];
  insist(isObject(value), `There is no “${name}” in the content.`);
  items[at] = null;
  return value;
}

// Whether content still has a unit, or the salt of one.
export function holdsUnit(line, name) {
  if (owns(line.salts, name)) return true;
  try {
    takeUnit(structuredClone(line.content), name);
    return true;
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    return false;
  }
}

function isEmpty(value) {
  if (Array.isArray(value)) return value.every((item) => item === null);
  return value === null || (isObject(value) && Object.values(value).every(isEmpty));
}

// Whether the items still shown of a list stand in the order in which they were published.
function isInOrder(content, path, numbers) {
  const [holder, key] = holderOf(content, path) ?? [];
  const items = holder && Array.isArray(holder[key]) ? holder[key] : [];
  const there = items.filter(isNumbered).map((item) => item.number);
  return there.join() === numbers.filter((number) => there.includes(number)).join();
}

// Which units are not what the entry commits to, which are not shown, and what is shown beyond them.
export async function checkUnits(entry, line) {
  const content = structuredClone(line.content);
  const order = Object.entries(entry.order ?? {});
  const wrong = order.filter(([path, numbers]) => !isInOrder(content, path, numbers)).map(([path]) => `order of ${path}`);
  const missing = [];
  for (const name of Object.keys(entry.units).sort()) {
    if (!owns(line.salts, name)) {
      missing.push(name);
      continue;
    }
    try {
      const value = takeUnit(content, name);
      const found = toBase64(await sha256(utf8(canonical([line.salts[name], name, value]))));
      if (found !== entry.units[name]) wrong.push(name);
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      wrong.push(name);
    }
  }
  const left = Object.keys(content).filter((key) => !isEmpty(content[key]));
  const unknown = Object.keys(line.salts).filter((name) => !owns(entry.units, name));
  return { wrong, missing, beyond: [...left, ...unknown] };
}

// Whether an act of removal says that a unit of a revision is hidden or gone.
export function covers(act, entry, unit) {
  if (act.reference !== entry.reference) return false;
  if (act.kind === "withdraw") return true;
  if (act.kind === "hold") return !act.units || act.units.some((name) => hides(name, unit));
  return act.kind === "redact" && Boolean(act.removes[entry.revision]?.includes(unit));
}
