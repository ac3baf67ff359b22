"""The addresses of stylesheets, scripts and icons, whose names hold their content's hash."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).resolve().parents[2] / "static"
ROUTE = "/static/"


class MissingAssetError(LookupError):
    """An asset is not in the manifest, or the manifest or its file is not there."""


def load_manifest(folder: Path) -> Mapping[str, str]:
    """Return the file name of every asset by its plain name, each checked to be there."""
    path = folder / "manifest.json"
    try:
        names: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        message = f"{path} is missing: run `make assets`"
        raise MissingAssetError(message) from error
    gone = sorted(file for file in names.values() if not (folder / file).is_file())
    if gone:
        message = f"{path} names files that are missing: {', '.join(gone)}; run `make assets`"
        raise MissingAssetError(message)
    return MappingProxyType(names)


@cache
def manifest() -> Mapping[str, str]:
    """Return the manifest of the register's own assets, read once."""
    return load_manifest(FOLDER)


def asset(name: str) -> str:
    """Return the address of an asset: `register.css` gives `/static/register.<hash>.css`."""
    try:
        return ROUTE + manifest()[name]
    except KeyError as error:
        message = f"{name!r} is no asset; there are {', '.join(sorted(manifest()))}"
        raise MissingAssetError(message) from error
