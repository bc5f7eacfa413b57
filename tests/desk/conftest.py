"""Who is signed in at the desk."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import personas
from tests.desk.pages import signed_in


@pytest.fixture
def writer(db: None) -> Client:
    return signed_in(personas.writer())


@pytest.fixture
def editor(db: None) -> Client:
    return signed_in(personas.editor())
