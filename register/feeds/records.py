"""The records family: one entry for each record that answers a query, the one published or corrected last on top.

Their ids stay while `updated` moves with each revision. What does not fit the live feed follows on further pages
(RFC 5005), so that the feed with all its pages holds exactly what the list with all its pages holds.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from register.entries.reading import Row, opened_at, rows
from register.feeds.atom import MEDIA_TYPE, Category, Feed, Item, Link
from register.feeds.frame import MOST, Place, absolute, framed, live_size, moment, tag
from register.finding.answer import ids
from register.finding.query import Query
from register.kinds import kind_named
from register.settings import Settings
