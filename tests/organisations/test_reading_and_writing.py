"""Organisations: addresses for any identifier, names as long as they are; two writers at once make one body."""

from __future__ import annotations

import threading
import time
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from flask import Flask

from register.core.content import OrganisationRef
from register.extensions import reading, writing
from register.organisations.reading import Organisation, bodies, find_organisation, path_of
from register.organisations.writing import ensure, put_body, put_department

ODD = "AB/1?x#y z"


def test_any_identifier_has_an_address() -> None:
    path = Organisation(1, ODD, "Wear Vale Halls (invented)").path
    assert path == path_of(ODD) == "/organisations/AB%2F1%3Fx%23y%20z"
    assert unquote(urlsplit(path).path) == f"/organisations/{ODD}"


@pytest.mark.record
def test_two_long_names_that_begin_alike_are_two_names(context: Any) -> None:
    names = [f"{'Wear Vale Halls ' * 20}{end} (invented)" for end in ("east", "west")]
    with writing() as connection:
        for name in names:
            ensure(connection, [OrganisationRef(name=name, identifiers=(ODD,))], on="2026-11-22", prefix="XI")
    with reading() as connection:
        found = find_organisation(connection, ODD, unnamed=True)
    assert found is not None
    assert set(found.names) == set(names)
    assert found.name == names[1]


@pytest.mark.record
def test_two_writers_at_once_make_one_body_and_one_department(app: Flask) -> None:
    failures: list[BaseException] = []
    written = threading.Event()

    def put(*, second: bool) -> None:
        try:
            if second:
                written.wait()
            with app.app_context(), writing() as connection:
                put_body(connection, identifier="XI-BODY-coalmoor", name="Coalmoor District Council (invented)")
                put_department(connection, body_identifier="XI-BODY-coalmoor", name="Communities (invented)")
                written.set()
                time.sleep(0 if second else 0.3)
        except BaseException as problem:
            failures.append(problem)

    writers = [threading.Thread(target=put, kwargs={"second": second}) for second in (False, True)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not failures
    with app.app_context(), reading() as connection:
        assert [(body.identifier, body.departments) for body in bodies(connection)] == [
            ("XI-BODY-coalmoor", ("Communities (invented)",))
        ]
