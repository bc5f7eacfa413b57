"""The people who use Tearsheet, as accounts: one a role, and one who holds them all."""

from __future__ import annotations

from django.contrib.auth.models import Group, User

PASSWORD = "a password for tests"


def _member(username: str, *roles: str) -> User:
    user, made = User.objects.get_or_create(username=username, defaults={"is_staff": True})
    if made:
        user.set_password(PASSWORD)
        user.save()
        user.groups.set(Group.objects.filter(name__in=roles))
    return user


def writer() -> User:
    return _member("writer", "Writers")


def editor() -> User:
    return _member("editor", "Editors")


def rights_desk() -> User:
    return _member("rights", "Rights desk")


def moderator() -> User:
    return _member("moderator", "Moderators")


def everyone() -> User:
    """One person who holds every role."""
    return _member("everyone", "Writers", "Editors", "Rights desk", "Moderators")


def stranger() -> User:
    return _member("stranger")
