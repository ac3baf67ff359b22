#!/bin/sh
# Builds the stylesheet and the scripts, and gives every asset a name that
# holds its content's hash (static/manifest.json says which).
# Needs Node 20 and npm. The versions are pinned: the same sources give the same bytes.
set -eu

GOVUK_FRONTEND=6.3.0
HTMX=2.0.11
SASS=1.108.2
ESBUILD=0.28.2

static=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

cd "$work"
echo '{"private":true}' > package.json
npm install --no-audit --no-fund --no-package-lock --ignore-scripts --loglevel=error \
  "govuk-frontend@$GOVUK_FRONTEND" "htmx.org@$HTMX" "sass@$SASS" "esbuild@$ESBUILD"

mkdir out
cp "$static"/src/*.js .
for sheet in register forms; do
  node_modules/.bin/sass --no-source-map --style=compressed --no-charset --quiet-deps \
    --load-path=node_modules "$static/scss/$sheet.scss" "$sheet.css"
  # The body says the font once: take out what GOV.UK's mixin repeats in every rule.
  sed -E 's/font-family:inherit;-webkit-font-smoothing:antialiased;-moz-osx-font-smoothing:grayscale;?//g
          s/@media print\{[^{}]*\{font-family:inherit\}\}//g
          s/\}[^{}@]+\{\}/}/g' "$sheet.css" > "out/$sheet.css"
done
for module in govuk-frontend govuk-forms; do
  node_modules/.bin/esbuild "$module.js" --bundle --minify --format=esm --target=es2020 \
    --log-level=warning --outfile="out/$module.min.js" \
    --banner:js="/* From govuk-frontend $GOVUK_FRONTEND, MIT licence: see LICENCES.txt */"
done
cp node_modules/htmx.org/dist/htmx.min.js out/
for script in register check-log log-proofs autosave beside pasting passkeys grid typing; do
  cp "$static/src/$script.js" out/
done
cp "$static"/src/*.svg "$static"/src/*.png "$static"/src/*.ico "$static"/src/*.webmanifest out/

# Assets that name others come after them.
STATIC=$static node --input-type=module <<'JS'
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.env.STATIC;
const list = join(folder, "manifest.json");
const naming = ["check-log.js", "register.js", "manifest.webmanifest"];
const names = readdirSync("out").sort();
const order = [...names.filter((name) => !naming.includes(name)), ...naming];

if (existsSync(list)) {
  for (const old of Object.values(JSON.parse(readFileSync(list, "utf8")))) rmSync(join(folder, old), { force: true });
}
const hashed = {};
for (const name of order) {
  let bytes = readFileSync(join("out", name));
  if (naming.includes(name)) {
    let text = bytes.toString("utf8");
    for (const [from, to] of Object.entries(hashed)) text = text.replaceAll(`/${from}"`, `/${to}"`);
    bytes = Buffer.from(text);
  }
  const dot = name.lastIndexOf(".");
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  hashed[name] = `${name.slice(0, dot)}.${hash}${name.slice(dot)}`;
  writeFileSync(join(folder, hashed[name]), bytes);
}
const sorted = Object.fromEntries(Object.entries(hashed).sort());
writeFileSync(list, JSON.stringify(sorted, null, 2) + "\n");
JS
