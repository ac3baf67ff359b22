#!/usr/bin/env python3
"""Check a Compact Register: that nothing it published was changed, added or taken away in silence.

  python3 verify.py export.zip         an export (or the folder it was unpacked to), without the internet
  python3 verify.py https://ADDRESS    a whole register: its log, and that its lists say the same
  python3 verify.py https://ADDRESS --record FD-2026-0042    (or --act 412, or only the address of the record's page)
  python3 verify.py act.tlog-proof --entry FILE --key KEY    one proof, without the internet
  python3 verify.py https://ADDRESS --keep FILE              a witness: keep each checkpoint, check it with the last
It ends with 0: sound; 1: something was changed, and it says what; 2: it cannot tell. It needs only Python 3.9 or newer.
"""
# ruff: noqa: D103, E401, E701, I001 - written closely, to stay short: what a name stands for is said beside it
import argparse, base64, collections, hashlib, itertools, json, pathlib, re, tempfile, time, urllib.request, zipfile
FORMAT, PLACES = "compact-register-log/1", {"FD": "decisions", "CO": "consultations", "DI": "disputes"}
GRANTS, SUMS = ("award", "part_award", "renewal", "support_in_kind"), ("amount_awarded", "value_in_kind")  # in lists
LINE, SMALL, WHOLE, TOLD = 16 << 20, 1 << 20, 16 << 30, 25  # most bytes of a line, a text, a file; most findings told
Tampered, Unsure, Missing = (type(name, (Exception,), {}) for name in ("Tampered", "Unsure", "Missing"))
class _Report:  # tells what is found and counts it; `with report:` takes in whatever goes wrong within
    def __init__(self, say=print, quiet=False):
        self.say, self.good, self.counts = say, (lambda words: None) if quiet else say, {Tampered: 0, Unsure: 0}
    def __enter__(self): return self
    def __exit__(self, kind, problem, trace):
        if isinstance(problem, Exception):
            words = problem if kind in self.counts else f"{kind.__name__}: {problem}"
            self.bad(words, kind=kind if kind is Tampered else Unsure)
        return isinstance(problem, Exception)
    def bad(self, sentence, when=True, kind=Tampered):
        self.counts[kind] += bool(when)
        if when and self.counts[kind] <= TOLD:
            self.say(f"{'TAMPERED' if kind is Tampered else 'CANNOT TELL'}: {str(sentence)[:400]}")
    def end(self):
        wrong, unsure = self.counts.values()
        end = f"NOT SOUND. Findings: {wrong}." if wrong else "CANNOT TELL whether all is sound." if unsure else ""
        (self.say if end else self.good)(end or "SOUND: all that was checked is as it was published.")
        return 1 if wrong else 2 if unsure else 0
# --- Hashes: the tree over the acts, and proofs (RFC 9162, 2.1) ------------------------------------------------------
def _sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
def _grow(tops, size, entry):  # adds an act to a tree of `size` acts; only the tops of its complete parts are kept
    top = _sha(b"\0", entry)
    while size % 2:
        top, size = _sha(b"\1", tops.pop(), top), size // 2
    tops.append(top)
def _climb(last, size, start, path, old):  # the roots a path leads to: of the acts up to `last`, and of all
    here = size == 1 or (old and last == size - 1)  # `start` is the old root, or (not `old`) the hash of act `last`
    if here or not path:
        return (start or b"".join(path),) * 2 if here and len(path) == (not start) else (b"", b"")
    half = 1 << (size - 1).bit_length() - 1  # acts under the left side
    if last < half:
        first, second = _climb(last, half, start, path[:-1], old)
        return first, _sha(b"\1", second, path[-1])
    first, second = _climb(last - half, size - half, b"" if old else start, path[:-1], old)
    return _sha(b"\1", path[-1], first), _sha(b"\1", path[-1], second)
def included(index, entry, path, note) -> bool:  # whether a proof leads from an act to the root of a checkpoint
    return 0 <= index < note.size and _climb(index, note.size, _sha(b"\0", entry), path, False)[1] == note.root
def consistent(old, new, path) -> bool:  # whether a proof shows that one log begins with another
    return 0 < old.size <= new.size and _climb(old.size - 1, new.size, old.root, path, True) == (old.root, new.root)
# --- Signatures: Ed25519 (RFC 8032, 5.1), strict; keys, checkpoints and proofs (C2SP signed-note and tlog-proof) ------
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
def _point(raw):  # X, Y, Z, T; None for bytes that are no point, or not in its one spelling
    y, odd = int.from_bytes(raw, "little") % 2**255, raw[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    none = y >= P or (x * x - square) % P or (x == 0 and odd)
    x = x if x % 2 == odd else P - x
    return None if none else (x, y, 1, x * y % P)
def _plus(one, two):
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    return (b - a) * (d - c) % P, (d + c) * (b + a) % P, (d - c) * (d + c) % P, (b - a) * (b + a) % P
def _times(number, one):
    half = _times(number >> 1, _plus(one, one)) if number else (0, 1, 1, 0)
    return _plus(half, one) if number & 1 else half
BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
def signed(public, message, signature) -> bool:  # whether this is the signature (64 bytes) by that key (32 bytes)
    a, s = _point(public), int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or a is None or s >= ORDER or _times(8, a)[0] == 0:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    x, y, z, _ = _plus(_times(s, BASE), _times(k, (P - a[0], a[1], 1, P - a[3])))
    x, y = x * pow(z, P - 2, P) % P, y * pow(z, P - 2, P) % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]
Key, Note = map(collections.namedtuple, ("Key", "Note"), ("name id public line", "origin size root text by"))
NOTE = re.compile(r"^([^\s#+—][^\s+]*)\n(0|[1-9]\d{0,17})\n([\w+/]{43}=)\n\n((?:— [^\s+]+ [\w+/]+=*\n)+)", re.M | re.A)
def _decoded(text, length):  # the bytes of base64, in its one spelling
    raw = base64.b64decode(text, validate=True)
    if len(raw) != length or base64.b64encode(raw).decode() != text:
        raise Unsure(f"This is not {length} bytes in plain base64: {text[:60]}")
    return raw
def key_of(line) -> Key:  # reads a public key: name+hash+base64
    match = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})", line.strip())
    raw = _decoded(match[3], 33) if match else b""
    if raw[:1] != b"\1" or _sha(match[1].encode(), b"\n", raw)[:4].hex() != match[2]:
        raise Unsure("This is not the public key of a log: " + line.strip()[:100])
    return Key(match[1], bytes.fromhex(match[2]), raw[1:], line.strip())
def notes_in(text) -> list:  # a text's checkpoints; between them stand only empty lines, and lines with #
    found = NOTE.findall(text)
    if not found or any(line and line[0] != "#" for line in NOTE.sub("", text).split("\n")):
        raise Unsure("This is not a signed checkpoint: " + " | ".join(text[:100].split("\n")))
    return [Note(log, int(size), _decoded(root, 32), f"{log}\n{size}\n{root}\n", by) for log, size, root, by in found]
def signed_by(key, note) -> bool:  # whether a checkpoint is signed with a key, for the log that has the key's name
    codes = re.findall(rf"^— {re.escape(key.name)} ([A-Za-z0-9+/]{{91}}=)$", note.by, re.M)
    ours = [raw[4:] for raw in (_decoded(code, 68) for code in codes) if raw[:4] == key.id]
    return note.origin == key.name and ours != [] and all(signed(key.public, note.text.encode(), raw) for raw in ours)
def proof_of(text):  # reads a .tlog-proof: the act's number, the hashes, the checkpoint
    match = re.fullmatch(r"c2sp\.org/tlog-proof@v1\nindex (0|[1-9]\d{0,17})\n((?:[^\n]+\n)*)\n(.*)", text, re.S)
    if not match:
        raise Unsure("This is not a proof in the form c2sp.org/tlog-proof@v1.")
    return int(match[1]), [_decoded(line, 32) for line in match[2].split()], notes_in(match[3])[0]
# --- The log: each act is one line of JSON, in the one spelling the register uses; and what is shown of it ------------
SAYS = {"genesis": "format", "key": "key", "recovery": "epoch origin key after lost lost_root"}  # beside n, kind and at
SAYS.update(dict.fromkeys(("publish", "correct"), "by reference type revision schema origin units"))
SAYS.update(hold="by reference reason", lift="by reference settles", withdraw="by reference reason settles")
SAYS.update(redact="by reference category legal_basis removes settles")
Entry = collections.namedtuple("Entry", "type published_at revision n moments")  # moments: newest revision, acts since
def _spelled(value): return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
def _label(unit): return unit.partition(":")[0]
def _words(unit): return re.sub("[_/]", " ", _label(unit).rpartition(".")[2])
def _money(pence): return None if pence is None else f"{pence // 100}.{pence % 100:02}"
def _plain(title):  # as lists show it: without Markdown's links, without what begins a line, without marks in the words
    words = re.sub(r"!?\[([^\[\]\n]*)\]\((?:[^()\n]|\([^()\n]*\))*\)", r"\1", title)
    words = re.sub(r"(?m)^[ \t]*(?:#{1,6}|>|[-*+]|\d{1,9}[.)])[ \t]+", "", words)
    return " ".join(re.sub(r"[*`~]+|(?<!\w)_+|(?<!_)_+(?!\w)", "", words).split())
def _act(body): return f"Act {body['n']} ({body['reference']}, revision {body['revision']})"
def _parsed(raw, what, keys=None):  # the object that JSON says; with `keys` only those, in the register's spelling
    try:
        value = json.loads(raw.decode(), parse_int=lambda digits: int(digits[:17]), parse_float=int, parse_constant=int)
        if value.keys() != {*(keys.split() if keys else value)} or (keys is not None and _spelled(value) != raw):
            raise ValueError("it is spelled in another way, or says one thing twice, or more or less")
    except (AttributeError, ValueError, RecursionError) as why:
        raise Tampered(f"{what} is not as the register writes it: {str(why)[:100]}.") from None
    return value
class _Log:  # what the log says, act after act, and what is shown of it
    def __init__(self, report, live):
        self.report, self.live, self.at, self.entries, self.keys, self.recoveries = report, live, "", {}, {}, []
        self.withdrawn, self.holds, self.redacted = set(), {}, collections.defaultdict(set)  # by entry; and by revision
        self.listed, self.newest, self.shown, self.gone, self.files = {}, {}, 0, 0, []
    def take(self, n, raw):  # takes in the next act, and tells where it does not fit what came before it
        body = _parsed(raw, f"Act {n} of the log", "")
        kind, name, at, settled = body.get("kind"), body.get("reference"), body.get("at"), body.get("settles", [])
        if kind not in SAYS or body.get("format", FORMAT) != FORMAT:
            raise Unsure(f"Act {n} is of a kind that this program does not know: take a newer verify.py.")
        if ({*body} ^ {"n", "kind", "at", *SAYS[kind].split()}) - {"units", "order"} or (kind == "genesis") != (n == 0):
            raise Tampered(f"Act {n} of the log says more or less than an act of its kind can.")
        self.report.bad(f"Act {n} of the log has the number {body['n']}: acts were taken or added.", body["n"] != n)
        self.report.bad(f"Act {n} of the log is dated before the act before it.", at < self.at)
        entry, self.at, holds = self.entries.get(name), self.at if at == self.at else at, self.holds.get(name, {})
        if kind in ("key", "recovery"):
            self.keys[n], self.recoveries = key_of(body["key"]), self.recoveries + [body] * (kind == "recovery")
        elif kind in ("publish", "correct"):
            entry = entry or Entry(body["type"], self.at, 0, n, "")
            follows = body["revision"], body["type"], kind == "correct", name in self.withdrawn
            if follows != (entry.revision + 1, entry.type, entry.revision > 0, False):
                raise Tampered(f"{_act(body)} does not follow: revisions are 1, 2, 3 and so on, until a withdrawal.")
            self.entries[name] = Entry(entry.type, entry.published_at, body["revision"], n, self.at)
        elif kind != "genesis":
            if not entry or (name in self.withdrawn and kind != "redact") or not {*settled} <= holds.keys():
                raise Tampered(f"Act {n} cannot be: of {name} there was nothing to {kind}.")
            new = [(n, ({_label(unit) for unit in body.get("units", ())}, entry.revision))] * (kind == "hold")
            self.holds[name] = dict([one for one in holds.items() if one[0] not in settled] + new)
            for number, units in body.get("removes", {}).items():
                self.redacted[name, int(number)].update(units)
            self.withdrawn.update([name] if kind == "withdraw" else [])
            self.entries[name] = entry._replace(moments=f"{entry.moments} {at}")
    def hidden(self, name):  # why nothing of an entry may be shown; None where it may
        held = any(not labels for labels, _ in self.holds.get(name, {}).values())
        return "withdrawn" if name in self.withdrawn else "on hold" if held else None
    def rows(self, lines, what, keys):
        for number, raw in enumerate(lines, 1):
            with self.report:
                yield _parsed(raw, f"Line {number} of {what}", keys)
    def lists(self, lines):  # checks what lists show of each entry; titles and amounts wait for the contents
        for row in self.rows(lines, "lists.jsonl", "reference type n revision title amount published_at updated_at"):
            with self.report:
                name, entry = row["reference"], self.entries.get(row["reference"])
                if not entry or name in self.listed or self.hidden(name):
                    raise Tampered(f"Lists show {name}, which is {self.hidden(name) or 'not in the log, or twice'}.")
                self.listed[name] = hash(row["title"]), _money(row["amount"])
                bad = (*map(row.get, Entry._fields[:4]),) != entry[:4] or row["updated_at"] not in entry.moments.split()
                self.report.bad(f"Lists do not give the type, revision, act or times of {name} as the log does.", bad)
        for name in (name for name in self.entries if name not in self.listed and not self.hidden(name)):
            self.report.bad(f"{name} is missing from the lists, and no act in the log took it away.")
    def contents(self, acts, lines):  # checks what is shown of each revision: lines of the log, lines of what is shown
        rows = self.rows(lines, "revisions.jsonl", "n reference revision content salts")
        for body in (json.loads(raw) for raw in acts if b'"units":{' in raw):
            row = next(rows, {})
            if any(row.get(one) != body[one] for one in ("n", "reference", "revision")):
                raise Tampered(f"{_act(body)}: what it published is missing or moved. What follows was not checked.")
            with self.report:
                self.content(body, body["reference"], row["content"], row["salts"])
        self.report.bad("Something is shown that no act published, or that stands there already.", next(rows, None))
    def content(self, body, name, content, salts):  # checks one revision: lists, then each unit with its commitment
        number, entry, listed = body["revision"], self.entries.get(name), self.listed.get(name)
        if entry and number == entry.revision:
            self.newest.update({name: hash(_spelled(_pruned(content)))} if self.live else {})
            title, sums = content.get("title"), [*map(content.get, SUMS)] * (content.get("decision_type") in GRANTS)
            said = hash(_plain(title)) if title is not None else listed and listed[0], next(filter(None, sums), None)
            what = "title" if listed and said[0] != listed[0] else "amount"
            self.report.bad(f"{name}: its {what} in the lists is not what was published.", listed and said != listed)
        if self.hidden(name) and (content or salts):
            raise Tampered(f"{_act(body)} is shown, although the entry is {self.hidden(name)}.")
        for path, order in body.get("order", {}).items():  # of items that are named by number, wherever they stand
            held = _taken(json.loads(_spelled(content)), path) or ()  # a copy
            now = [isinstance(one, dict) and one.get("number") for one in held]
            moved = [*filter(None, now)] != [one for one in order if one in now]
            self.report.bad(f"{_act(body)}: the order of its {_words(path)} was changed.", moved)
        for unit, committed in body["units"].items():
            salt, value, holds = salts.pop(unit, None), _taken(content, unit), self.holds.get(name, {}).values()
            names = {_label(unit), f"{unit.partition('/')[0]}/*"}  # a hold of the unit, or of every item of its list
            upto = [newest for labels, newest in holds if names & labels]  # the newest revision when it was put on hold
            there, redacted = (salt, value) != (None, None), unit in self.redacted.get((name, number), ())
            self.shown, self.gone = self.shown + there, self.gone + (not there)
            self.files += [(_act(body), value)] if isinstance(value, dict) and "file" in value else []
            if not there and not (redacted or upto or self.hidden(name)):
                self.report.bad(f"{_act(body)}: its {_words(unit)} is missing, and no act in the log removed it.")
            elif there and (redacted or max(upto, default=0) >= number):
                self.report.bad(f"{_act(body)}: its {_words(unit)} was redacted, or is on hold, and is shown.")
            elif there and (not salt or _sha(_spelled([salt, unit, value])) != base64.b64decode(committed)):
                self.report.bad(f"{_act(body)}: what is shown as its {_words(unit)} is not what was published.")
        for unit in [*salts, *_pruned(content)]:
            self.report.bad(f"{_act(body)}: something is shown as its {_words(unit)}, which was never published.")
    def uploads(self, opened):  # checks that each uploaded file that is shown is there, byte for byte as published
        for act, said in self.files:
            with self.report:
                try:
                    found = _read(opened(re.fullmatch("[0-9a-f]{32}", said["file"])[0], said), said["bytes"] + 1)
                except (KeyError, FileNotFoundError, Missing):
                    found = b""
                wrong = (len(found), hashlib.sha256(found).hexdigest()) != (said["bytes"], said["sha256"])
                self.report.bad(f"{act}: its file “{said['file_name']}” is {'altered' if found else 'missing'}.", wrong)
def _taken(content, unit):  # takes a unit's value out of a content; None where it is not there
    (path, _, key), found = unit.partition("/"), {}
    for member in unit.partition(":")[2].split(",") if ":" in unit else [path]:
        outer, _, last = member.rpartition(".")
        holder = content.get(outer) if outer else content
        if isinstance(holder, dict) and holder.get(last) is not None:
            found[member] = _item(holder[last], key) if key else holder.pop(last)
    return (found or None) if ":" in unit else found.get(path)
def _item(items, key):  # takes out the item with that number or, in a list without numbers, in that place
    own = [str(item.get("number", "")) if isinstance(item, dict) else "" for item in items]
    place = own.index(key) if key in own else len(own) if any(own) else int(key) - 1
    found, items[place:place + 1] = items[place:place + 1], [None] * (0 <= place < len(own))
    return found[0] if found else None
def _pruned(value, marks=False):  # a content without what is empty and, with `marks`, what stands for what was removed
    if not isinstance(value, dict):
        return [_pruned(one, marks) for one in value if one is not None] if isinstance(value, list) else value
    gone = [name for name, one in value.items() if marks and isinstance(one, dict) and one.get("redacted")]
    inner = ((name, _pruned(one, marks)) for name, one in value.items() if name not in gone)
    return {name: one for name, one in inner if one not in (None, {}, [])}
# --- Exports, and live registers -------------------------------------------------------------------------------------
def _read(file, most=SMALL):
    with file: return file.read(most)
def _lines(part, name):
    with part(name) as file:
        for line in iter(lambda: file.readline(LINE), b""):
            if len(line) >= LINE:
                raise Unsure("This has a line longer than any that the register writes.")
            yield line[:-1] if line.endswith(b"\n") else line + b" (cut off)"
def check_export(part, report, known=(), olds=(), live=False):  # `part` opens its files; returns what it says
    log, tops, size, roots = _Log(report, live), [], 0, dict.fromkeys(old.size for old in olds)
    key, note = key_of(_read(part("key")).decode()), notes_in(_read(part("checkpoint")).decode())[0]
    for size, raw in enumerate(itertools.islice(_lines(part, "entries.jsonl"), note.size + 1), 1):
        with report: log.take(size - 1, raw)
        _grow(tops, size - 1, raw)
        if size in roots or size == note.size:
            roots[size] = [*itertools.accumulate(reversed(tops), lambda right, left: _sha(b"\1", left, right))][-1]
    how = "as you kept it" if key in known else "another than you kept" if known else "trusted on first use: keep it"
    report.good(f"Key: {key.line} ({how})")
    report.bad(f"The log has {size} acts (or more), its checkpoint has {note.size}.", size != note.size)
    report.bad("The log is not the one its checkpoint was signed for.", roots.get(note.size, note.root) != note.root)
    report.bad(f"The checkpoint is not signed with the key {key.line}", not signed_by(key, note))
    report.bad("The key is not the one that the log puts in force.", log.keys and key != log.keys[max(log.keys)])
    other = known and key not in known
    report.bad("The key is not the one you kept, and no act changed it.", other and not log.keys)
    other = other and not any(signed_by(one, old) for one in known for old in olds if roots.get(old.size) == old.root)
    report.bad("No checkpoint that you kept bears out the act that names another key.", other and log.keys, Unsure)
    report.good(f"Read: {size} acts in the log of {note.origin}; its checkpoint; {len(olds)} earlier checkpoints.")
    for old in olds:
        name = f"The earlier checkpoint of {old.size} acts"
        epoch = max((one["epoch"] for one in log.recoveries if one["origin"] == old.origin), default=1)
        lost = [one for one in log.recoveries if one["epoch"] > epoch and one["n"] < old.size]
        unknown = not any(signed_by(one, old) for one in (key, *known, *log.keys.values()))
        report.bad(f"{name} is signed with a key that is not known here.", unknown, Unsure if log.keys else Tampered)
        if lost and (lost[0]["lost"] is None or old.size <= lost[0]["lost"] + 1):
            report.bad(f"{name} is of acts that were lost, as act {lost[0]['n']} says. Ask which and why.", kind=Unsure)
        elif roots.get(old.size) != old.root:
            report.bad(f"{name} does not fit: acts were changed or taken away since, or this export is older.")
    log.lists(_lines(part, "lists.jsonl"))
    log.contents(_lines(part, "entries.jsonl"), _lines(part, "revisions.jsonl"))
    log.uploads(lambda key, said: part(f"documents/{key}"))
    report.good(f"Compared with the log: {log.shown} parts shown, {log.gone} not; {len(log.files)} files; the lists.")
    return log, note, key
def _fetch(address, most=SMALL):
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310
            file = tempfile.TemporaryFile()  # noqa: SIM115
            file.writelines(itertools.islice(iter(lambda: answer.read(SMALL), b""), most // SMALL))
    except Exception as why:
        raise (Missing if getattr(why, "code", 0) in (404, 410) else Unsure)(f"{address} cannot be had: {why}") from why
    file.seek(0)
    return file
def _text(address): return _read(_fetch(address)).decode()
def _compare(log, place, last, expected, whole=True):  # a public list with a log up to act `last`: later it went on
    with _fetch(place, WHOLE) as file:
        kind = Tampered if _parsed(file.readline(LINE).strip() + b"]}", place).get("version") == last else Unsure
        for raw in iter(lambda: file.readline(LINE).strip().rstrip(b","), b"]}"):
            row = _parsed(raw, f"{place}: a line")
            name, content = row["reference"], _pruned({**row["content"], "removed": None}, True)
            said = row["revision"], hash(_spelled(content)), _plain(content.get("title", row["title"]))
            other = name not in expected or said != (log.entries[name].revision, log.newest[name], row["title"])
            log.report.bad(f"{name} is not shown at {place} as logged.", other and (whole or name in log.entries), kind)
            expected.discard(name)
    for name in expected:
        log.report.bad(f"{name} is missing at {place}.", kind=kind if whole else Unsure)  # a search may lag behind
    log.report.good(f"Compared with the log: {place}")
def check_register(base, report, known=(), olds=()):  # a live one: its export, and that its public lists say the same
    first, key = notes_in(_text(f"{base}/log/checkpoint"))[0], key_of(_text(f"{base}/log/key"))
    with _fetch(f"{base}/log/export.zip", WHOLE) as file, zipfile.ZipFile(file) as archive:
        log, note, used = check_export(archive.open, report, known, [*olds, first], live=True)
    report.bad("The register's key is not the one in its export.", key != used)
    for plural in sorted({*PLACES.values(), *(f"{one.type}s" for one in log.entries.values())}):
        expected = {name for name, one in log.entries.items() if f"{one.type}s" == plural and not log.hidden(name)}
        with report: _compare(log, f"{base}/{plural}.json", note.size - 1, expected)
def _proved(base, n, report, key):  # an act's bytes, proved to be in the log, and the checkpoint
    raw, (index, path, note) = _text(f"{base}/log/entry/{n}").encode(), proof_of(_text(f"{base}/log/proof/{n}"))
    if index != n or not signed_by(key, note) or not included(n, raw, path, note):
        raise Tampered(f"Act {n}: its proof does not lead to a checkpoint signed with the key {key.line}")
    return raw, note
def check_record(base, plural, name, n, report, known=()):  # by its name or act `n`: its acts, and what is shown now
    key, log = known[0] if known else key_of(_text(f"{base}/log/key")), _Log(report, True)
    acts, numbers, pages = {}, set(), [""]
    report.good(f"Key: {key.line} ({'as you kept it' if known else 'trusted on first use: keep it'})")
    name = _parsed(_proved(base, int(n), report, key)[0], f"Act {n}", "").get("reference") if n else name
    for page in pages if name else ():
        text = _text(f"{base}/{plural or PLACES[name[:2]]}/{name}/history{page}")
        numbers.update(map(int, re.findall(r'/log/act/(\d{1,15})"', text)))
        pages += {*re.findall(r'/history(\?before=\d{1,15})"', text)} - {*pages} if len(pages) < 99 else []
    for number in sorted(numbers):
        acts[number], note = _proved(base, number, report, key)
        log.take(number, acts[number])
    shown = (_text(f"{base}/log/content/{number}").encode() for number, raw in acts.items() if b'"units":{' in raw)
    log.contents(acts.values(), shown)
    log.uploads(lambda key, said: _fetch(f"{base}/documents/{key}/{urllib.parse.quote(said['file_name'], '')}", WHOLE))
    report.good(f"Proved to be in the log: {len(acts) or 1} acts; of what they published {log.shown} parts are shown.")
    if name:
        _compare(log, f"{base}/search.json?q={name}", note.size - 1, set() if log.hidden(name) else {name}, False)
def witness(address, keep, key=None, say=print, quiet=False) -> int:  # checks the newest checkpoint, and keeps it
    report, base, file = _Report(say, quiet), address.rstrip("/"), pathlib.Path(keep)
    with report:
        text, found = _text(f"{base}/log/checkpoint"), key_of(_text(f"{base}/log/key"))
        kept = file.read_text("utf-8") if file.exists() else ""
        note, olds = notes_in(text)[0], notes_in(kept) if kept else []
        known = [key_of(one) for one in (key, *re.findall("^# key (.*)", kept, re.M)[::-1]) if one]
        if not signed_by(found, note):
            report.bad(f"The newest checkpoint is not signed with the key {found.line}")
        elif known and found != known[0]:
            check_register(base, report, known, olds)  # a key may change only by an act in the log
        elif olds:
            path = _text(f"{base}/log/consistency/{olds[-1].size}/{note.size}") if olds[-1].size <= note.size else ""
            fits = consistent(olds[-1], note, [_decoded(line, 32) for line in path.split()])
            report.bad(f"The log of {note.size} acts does not begin with the {olds[-1].size} that you kept.", not fits)
        if not any(report.counts.values()):
            with file.open("a", encoding="utf-8") as out:
                out.write(f"# {time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())}\n# key {found.line}\n{text}\n")
            report.good(f"Kept: the checkpoint of {note.size} acts, in {keep}.")
    return report.end()
def main(argv=None) -> int:  # checks what the command line names
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", help="an export, the address of a register or of a record, or a proof")
    parser.add_argument("--key", action="append", default=[], help="a key that you kept, or a file of keys")
    parser.add_argument("--checkpoint", action="append", default=[], help="a file of checkpoints that you kept")
    for option, words in (("record", "its reference"), ("act", "its number"), ("entry", "a file"), ("keep", "a file")):
        parser.add_argument("--" + option, help=words)
    parser.add_argument("--quiet", action="store_true", help="say only what is wrong")
    asked = parser.parse_args(argv)
    live = re.fullmatch(r"(https?://[^?#]+?)/?(/([a-z]+)/([A-Z]+-\d+-\d+)\b.*)?", asked.what)
    if not live and (asked.keep or asked.record or asked.act):
        parser.error("--keep, --record and --act are for an address: it begins with https:// or http://")
    with _Report(quiet=asked.quiet) as report:
        known = [key_of(one if "+" in one else pathlib.Path(one).read_text("utf-8")) for one in asked.key]
        olds = [note for one in asked.checkpoint for note in notes_in(pathlib.Path(one).read_text("utf-8"))]
        if live and asked.keep:
            return witness(live[1], asked.keep, known[0].line if known else None, report.say, asked.quiet)
        if live and (asked.record or asked.act or live[2]):
            check_record(live[1], live[3], asked.record or live[4], asked.act, report, known)
        elif live:
            check_register(live[1], report, known, olds)
        elif asked.entry:
            index, path, note = proof_of(pathlib.Path(asked.what).read_text("utf-8"))
            report.good(f"Act {index} of the log of {note.origin}, with its checkpoint of {note.size} acts.")
            fits = included(index, pathlib.Path(asked.entry).read_bytes().rstrip(b"\n"), path, note)
            report.bad(f"The proof of act {index} does not lead from this entry to its checkpoint.", not fits)
            unknown = not any(signed_by(key, note) for key in known)
            report.bad("The checkpoint is not signed with a key that you gave.", unknown, Tampered if known else Unsure)
        else:
            folder = pathlib.Path(asked.what)
            part = (lambda name: (folder / name).open("rb")) if folder.is_dir() else zipfile.ZipFile(folder).open
            check_export(part, report, known, olds)
    return report.end()
if __name__ == "__main__": raise SystemExit(main())
