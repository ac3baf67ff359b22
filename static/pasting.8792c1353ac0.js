// What is pasted from Word, a mail or a web page keeps its paragraphs, lists and links, written as Markdown; nothing
// else of its looks. The page's own HTML is never touched: what comes is parsed apart from it and becomes text.

const NOT_READ = "head,style,script,template,noscript,title,meta,link,svg,math,iframe,object,embed,img,picture,video,audio,canvas,button,input,select,textarea,del,[hidden],[aria-hidden=true]";
const BLOCKS = "address,article,aside,blockquote,center,dd,details,div,dl,dt,fieldset,figcaption,figure,footer,form,h1,h2,h3,h4,h5,h6,header,hr,li,main,nav,ol,p,pre,section,summary,table,tbody,td,tfoot,th,thead,tr,ul";
const HIDDEN = /display:\s*none|visibility:\s*hidden|mso-hide:\s*all|mso-list:\s*ignore|mso-element:\s*(foot|end)note|mso-element:\s*comment|mso-comment-|mso-special-character:\s*comment/i;
const TO_NOTE = /#_?(ftn|edn|ftnt|cmnt|msocom|sdfootnote|sdendnote)/i;
const NOTE_BEGINS = /#_?(ftn|edn|ftnt_|cmnt_|msocom|sdfootnote|sdendnote)[_a-z]*?(ref|anc)/i;
const NOTES = /^(sd)?(foot|end)note[0-9]+$|^_com_[0-9]+$/i;
const BULLET = /^[·•▪◦●○■–\uF0B7\uF0A7\uF0D8]\s+|^[·•▪◦●○■\uF0B7\uF0A7\uF0D8]/;
const NUMBERED = /^\(?([0-9]+|[a-z]{1,4})[.)]/i;
const DEEPEST = 6;

document.querySelector("#draft-form")?.addEventListener("paste", (event) => {
  const box = event.target;
  if (box.localName !== "textarea" || "lines" in box.dataset || box.name.startsWith("fill-")) return;
  const html = event.clipboardData?.getData("text/html");
  const text = html && markdown(html);
  if (!text) return;
  event.preventDefault();
  insert(box, fitted(box, text));
});

// Between other words, what has several parts stands by itself.
function fitted(box, text) {
  if (!/\n|^([-]|[0-9]+\.) /.test(text)) return text;
  const before = box.value.slice(0, box.selectionStart);
  const after = box.value.slice(box.selectionEnd);
  return (before.trim() && !before.endsWith("\n\n") ? "\n\n" : "") + text + (after.trim() && !after.startsWith("\n") ? "\n\n" : "");
}

// The old command is the one that leaves "undo" as it is.
function insert(box, text) {
  if (document.execCommand("insertText", false, text)) return;
  box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
}

function markdown(html) {
  return written(blocksOf(new DOMParser().parseFromString(quiet(html), "text/html").body));
}

// Nothing of it is ever shown or run, but browsers complain of styles and handlers even in what is only parsed: what
// the styles say of lists and hidden words is read from another attribute.
function quiet(html) {
  const bare = html.replace(/<(style|script)\b[\s\S]*?<\/\1\s*>/gi, "");
  return bare.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/([\s"'/])(style|on[a-z]+)(\s*=)/gi, "$1data-$2$3"));
}

// A block is a paragraph, or (with an item) what stands in one item of a list.
function blocksOf(body) {
  const blocks = [];
  let open = null;

  function add(text, item) {
    if (!open && !text.trim()) return;
    if (!open) blocks.push((open = { item, text: "" }));
    open.text += text;
  }

  function walk(node, item) {
    if (node.nodeType === Node.TEXT_NODE) return add(clean(node.data), item);
    if (node.nodeType !== Node.ELEMENT_NODE || isLeftOut(node)) return;
    if (node.localName === "br") return open && add("\n", item);
    if (node.localName === "a") return link(node, item);
    if (node.localName === "tr" && node.cells.length > 1) return row(node);
    const block = node.matches(BLOCKS);
    if (block) open = null;
    const inner = node.localName === "li" ? listed(node) : (fromWord(node) ?? item);
    for (const child of node.childNodes) walk(child, inner);
    if (block) open = null;
  }

  function link(node, item) {
    const [block, start] = [open, open?.text.length ?? 0];
    for (const child of node.childNodes) walk(child, item);
    if (!open || (block && block !== open)) return;
    const from = block ? start : 0;
    const words = open.text.slice(from);
    const address = addressOf(node);
    const [, before, said, after] = /^(\s*)(.*?)(\s*)$/s.exec(words);
    if (!address || !said || said === address || address === `mailto:${said}` || said.includes("\n")) return;
    open.text = `${open.text.slice(0, from)}${before}[${said.replace(/[[\]]/g, "\\$&")}](${address})${after}`;
  }

  function row(node) {
    const cells = [...node.cells].map((cell) => blocksOf(cell).map((one) => tidy(one.text).replaceAll("\n", " ")).join("; "));
    open = null;
    if (cells.some(Boolean)) blocks.push({ item: { level: 1, mark: "-" }, text: cells.join(" | ") });
  }

  walk(body, null);
  return blocks;
}

function isLeftOut(node) {
  if (node.localName === "body") return false;
  const anchor = node.matches("p,div,li") && node.querySelector("a[href]");
  return (
    node.matches(NOT_READ) ||
    HIDDEN.test(node.dataset.style ?? "") ||
    NOTES.test(node.id) ||
    TO_NOTE.test((node.localName === "a" && node.getAttribute("href")) || "") ||
    /\b(MsoCommentReference|MsoFootnoteReference|MsoEndnoteReference|msocomanchor|msocomtxt|msoDel)\b/i.test(node.className) ||
    Boolean(anchor && NOTE_BEGINS.test(anchor.getAttribute("href")))
  );
}

function listed(node) {
  const list = node.parentElement.closest("ul,ol");
  let level = Number(node.getAttribute("aria-level") || node.dataset.ariaLevel) || 0;
  if (!level) for (let up = list; up; up = up.parentElement.closest("ul,ol")) level += 1;
  const place = [...node.parentElement.children].filter((one) => one.localName === "li").indexOf(node);
  const first = Number(list?.getAttribute("start")) || 1;
  return { level: Math.min(level || 1, DEEPEST), mark: list?.localName === "ol" ? `${first + place}.` : "-" };
}

// Word's lists are paragraphs that say so, with their mark in a part that is to be ignored.
function fromWord(node) {
  const level = /mso-list:[^;]*level([1-9])/i.exec(node.dataset.style ?? "");
  if (!level || !node.matches("p,div,h1,h2,h3,h4,h5,h6")) return null;
  const mark = [...node.querySelectorAll("[data-style]")].find((one) => /mso-list:\s*ignore/i.test(one.dataset.style));
  if (!mark) return null;
  const number = NUMBERED.exec(clean(mark.textContent).trim());
  return { level: Math.min(Number(level[1]), DEEPEST), mark: number ? `${Number(number[1]) || lettered(number[1])}.` : "-" };
}

function lettered(letters) {
  return /^[ivx]+$/i.test(letters) && letters !== "i" ? 1 : letters.toLowerCase().charCodeAt(0) - 96;
}

// Only what a reader can follow, and without the detours that mail programs and searches put in between.
function addressOf(node) {
  try {
    let address = new URL(node.getAttribute("href"));
    const detour = /(^|\.)safelinks\.protection\.outlook\.com$/.test(address.hostname) ? "url" : /^(www\.)?google\.[a-z.]+$/.test(address.hostname) && address.pathname === "/url" ? "q" : "";
    if (detour && address.searchParams.get(detour)) address = new URL(address.searchParams.get(detour));
    if (!["http:", "https:", "mailto:"].includes(address.protocol)) return "";
    return (node.getAttribute("href") === address.href.slice(0, -1) ? address.href.slice(0, -1) : address.href).replaceAll("(", "%28").replaceAll(")", "%29");
  } catch {
    return "";
  }
}

function clean(text) {
  return text.replace(/[\u00AD\u200B-\u200D\u2060\uFEFF]/g, "").replace(/[\s\u00A0]+/g, " ");
}

function tidy(text) {
  return text.replace(/ *\n */g, "\n").replace(/ {2,}/g, " ").trim();
}

function written(blocks) {
  let text = "";
  let before = null;
  const widths = [];
  for (const block of blocks.flatMap(parted)) {
    const { item } = block;
    const goesOn = item && before?.item === item;
    if (item && !goesOn) widths.length = Math.min(widths.length, item.level - 1);
    const indent = item ? " ".repeat(widths.slice(0, item.level - 1).reduce((sum, one) => sum + one, 0)) : "";
    const mark = item ? `${item.mark} ` : "";
    const hang = indent + " ".repeat(mark.length);
    const gap = !before ? "" : goesOn ? `\n\n${hang}` : isSameList(before.item, item) ? "\n" : "\n\n";
    text += gap + (goesOn ? "" : indent + mark) + block.text.replaceAll("\n", `  \n${hang}`);
    if (item) widths[item.level - 1] = mark.length;
    else widths.length = 0;
    before = block;
  }
  return text;
}

function isSameList(one, other) {
  if (!one || !other) return false;
  return one.level !== other.level || (one.mark === "-") === (other.mark === "-");
}

// Two ends of line part paragraphs; a bullet that was typed makes an item.
function parted({ item, text }) {
  const parts = tidy(text).split(/\n{2,}/).filter(Boolean);
  return parts.map((part) => {
    const typed = !item && BULLET.exec(part);
    return typed ? { item: { level: 1, mark: "-" }, text: part.slice(typed[0].length) } : { item, text: part };
  });
}
