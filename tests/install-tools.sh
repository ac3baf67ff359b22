#!/bin/sh
# Install what the tests use beyond Python, where this user may: Chromium, newsboat, Java with the Nu HTML checker.
# What cannot be installed is named, and its tests skip loudly (with CI=true they fail).
set -u
venv=$1
missing=""
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing="$missing chromium"
command -v newsboat >/dev/null || missing="$missing newsboat"
command -v java >/dev/null || missing="$missing default-jre-headless"
command -v npm >/dev/null || missing="$missing npm"
if [ -n "$missing" ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing$missing"
    apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null ||
      echo "COULD NOT INSTALL$missing: their tests will be skipped"
  else
    echo "NOT INSTALLED AND NOT ALLOWED TO:$missing: their tests will be skipped"
  fi
fi
if command -v npm >/dev/null && [ ! -e "$venv/vnu/node_modules/vnu-jar" ]; then
  npm install --silent --no-audit --no-fund --prefix "$venv/vnu" vnu-jar@26.9.27 >/dev/null 2>&1 ||
    echo "COULD NOT INSTALL vnu-jar: the HTML checker's test will be skipped"
fi
exit 0
