"""Around the articles: accounts, comments, pictures, the log, and the first page of the desk."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image as Pillow

from articles import moderation
from articles.models import Comment, Contributor, DeskEvent, Image
from articles.publishing import deleting, workflow
from articles.publishing.release import publish
from tests import makers, personas
from tests.desk.pages import desk, form_values, links, said, signed_in
from tests.makers import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Client:
    user = User.objects.create_superuser("owner", password="a password for tests")
    return signed_in(user)


def picture(name: str = "river.jpg", colour: str = "teal") -> SimpleUploadedFile:
    data = io.BytesIO()
    Pillow.new("RGB", (640, 400), colour).save(data, "JPEG")
    return SimpleUploadedFile(name, data.getvalue(), "image/jpeg")


def opened(client: Client, address: str) -> dict[str, Any]:
    return form_values(client.get(address).content.decode())


# --- accounts -------------------------------------------------------------------------------------


def test_someone_is_invited_sets_a_password_and_works(owner: Client) -> None:
    address = desk("auth_user_add")
    role = Group.objects.get(name="Writers")
    values = opened(owner, address) | {"username": "lin", "groups": [role.pk], "is_active": "on"}
    response = owner.post(address, values)
    account = User.objects.get(username="lin")
    assert (account.is_staff, account.has_usable_password()) == (True, False)
    page = owner.post(response.url).content.decode()
    link = _link(page)
    guest = Client()
    form = guest.get(link, follow=True)
    assert form.status_code == 200
    where = form.redirect_chain[-1][0]
    weak = guest.post(where, {"new_password1": "12345", "new_password2": "12345"})
    assert "too short" in weak.content.decode()
    new = "eleven boats at noon"
    guest.post(where, {"new_password1": new, "new_password2": new})
    assert guest.login(username="lin", password=new)
    assert guest.get(desk("articles_article_add")).status_code == 200
    used = Client().get(link, follow=True).content.decode()
    assert "This link does not work any more" in used


def _link(page: str) -> str:
    from selectolax.lexbor import LexborHTMLParser

    value = LexborHTMLParser(page).css_first("#id_link").attributes["value"] or ""
    return value.removeprefix("http://testserver")


def test_an_account_is_retired_and_never_deleted(owner: Client) -> None:
    writer = personas.writer()
    address = desk("auth_user_change", writer.pk)
    values = opened(owner, address)
    del values["is_active"]
    owner.post(address, values)
    writer.refresh_from_db()
    assert not writer.is_active
    assert owner.get(desk("auth_user_link", writer.pk)).status_code == 404
    assert owner.post(desk("auth_user_delete", writer.pk), {"post": "yes"}).status_code == 403


def test_nobody_locks_themselves_out(owner: Client) -> None:
    me = User.objects.get(username="owner")
    address = desk("auth_user_change", me.pk)
    values = opened(owner, address)
    del values["is_superuser"]
    page = owner.post(address, values).content.decode()
    assert "You cannot take this from yourself" in said(page, ".field-is_superuser")


def test_only_a_superuser_manages_accounts() -> None:
    client = signed_in(personas.everyone())
    account = personas.writer()
    for address in (
        desk("auth_user_changelist"),
        desk("auth_user_add"),
        desk("auth_user_change", account.pk),
        desk("auth_user_link", account.pk),
    ):
        assert client.get(address).status_code == 403
        assert client.post(address, {}).status_code == 403


# --- comments -------------------------------------------------------------------------------------


def test_a_moderator_lets_comments_through_and_changes_no_word() -> None:
    edition = makers.make_live(at=timezone.now())
    comments = [
        moderation.leave(edition, name="Ann", text=f"Comment {n}.", at=timezone.now())
        for n in (1, 2)
    ]
    client = signed_in(personas.moderator())
    lists = desk("articles_comment_changelist")
    chosen = {"action": "let_through", "_selected_action": [comment.pk for comment in comments]}
    page = client.post(lists, chosen, follow=True).content.decode()
    assert "2 comments decided." in said(page, ".messagelist")
    assert Comment.objects.public().count() == 2
    address = desk("articles_comment_change", comments[0].pk)
    assert "Mark as spam" in said(client.get(address).content.decode(), ".verbs")
    client.post(desk("articles_comment_verb", comments[0].pk, "mark-spam"))
    assert Comment.objects.public().count() == 1
    assert client.post(address, {"text": "Words put into a mouth"}).status_code == 403
    writer = signed_in(personas.writer())
    assert writer.get(lists).status_code == 403
    assert writer.post(desk("articles_comment_verb", comments[0].pk, "remove")).status_code == 403


def test_a_moderator_reads_no_word_that_is_not_public() -> None:
    article = makers.make_imported()
    article.sections.update(heading="Not yet out")
    client = signed_in(personas.moderator())
    assert client.get(desk("articles_article_change", article.pk)).status_code == 200
    for page in ("imported", "history", "preview", "compare"):
        assert client.get(desk(f"articles_article_{page}", article.pk)).status_code == 403
    listed = client.get(desk("articles_article_links"), {"q": article.title})
    assert (listed.status_code, "Not yet out" in listed.content.decode()) == (403, False)
    page = client.get(desk("articles_article_change", article.pk)).content.decode()
    assert "Not yet out" not in page
    assert desk("articles_article_history", article.pk) not in page


# --- pictures -------------------------------------------------------------------------------------


def test_a_picture_is_taken_in_once_with_its_facts() -> None:
    client = signed_in(personas.writer())
    address = desk("articles_image_add")
    values = opened(client, address) | {"alt": "A river", "alt_zh_hans": "河", "_continue": ""}
    response = client.post(address, values | {"file": picture()})
    image = Image.objects.get()
    assert response.url == desk("articles_image_change", image.pk)
    assert (image.alt, image.translations, image.uploaded_by) == (
        "A river",
        {"zh-hans": {"alt": "河"}},
        personas.writer(),
    )
    again = client.post(
        address, values | {"file": picture("other.jpg"), "alt": "Else"}, follow=True
    )
    assert "here already" in said(again.content.decode(), ".messagelist")
    image.refresh_from_db()
    assert (Image.objects.count(), image.alt) == (1, "A river")
    facts = client.get(desk("articles_image_facts", image.pk)).json()["image"]
    assert facts["small"] in links(
        client.get(desk("articles_image_changelist")).content.decode().replace("src=", "href="),
        "img",
    )


def test_a_file_that_is_here_is_chosen_where_a_window_asked_for_a_picture() -> None:
    client = signed_in(personas.writer())
    address = desk("articles_image_add")
    values = opened(client, address) | {"_popup": "1"}
    client.post(address, values | {"file": picture()})
    again = client.post(address, values | {"file": picture("other.jpg")}).content.decode()
    assert f"&quot;value&quot;: &quot;{Image.objects.get().pk}&quot;" in again


def test_a_file_that_is_no_picture_is_refused_beside_its_field_and_words_stay() -> None:
    client = signed_in(personas.writer())
    address = desk("articles_image_add")
    bad = SimpleUploadedFile("river.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    page = client.post(address, opened(client, address) | {"alt": "A river", "file": bad})
    html = page.content.decode()
    assert said(html, ".field-file .errorlist")
    assert form_values(html)["alt"] == "A river"
    assert not Image.objects.exists()
    nothing = client.post(address, opened(client, address)).content.decode()
    assert "Choose a file." in said(nothing, ".field-file")


def test_a_file_is_not_asked_for_again_when_something_else_is_wrong() -> None:
    client = signed_in(personas.writer())
    address = desk("articles_image_add")
    values = opened(client, address) | {"alt": "A river", "focal_x": "300", "file": picture()}
    page = client.post(address, values).content.decode()
    assert "100" in said(page, ".field-focal_x")
    client.post(address, form_values(page) | {"focal_x": "30"})
    image = Image.objects.get()
    assert (image.alt, image.focal_x) == ("A river", 30)


# --- the log and the first page -------------------------------------------------------------------


def test_the_log_is_read_only_and_speaks_of_what_is_gone(owner: Client) -> None:
    article = makers.make_article()
    DeskEvent.objects.log("submit", actor=personas.writer(), at=timezone.now(), article=article)
    article.delete()
    event = DeskEvent.objects.get()
    assert "sent to review" in owner.get(desk("articles_deskevent_changelist")).content.decode()
    address = desk("articles_deskevent_change", event.pk)
    assert owner.get(address).status_code == 200
    assert owner.post(address, {"said": "x"}).status_code == 403
    assert signed_in(personas.writer()).get(address).status_code == 403


def test_an_empty_desk_says_what_to_do_first(owner: Client) -> None:
    page = owner.get(desk("index")).content.decode()
    steps = said(page, ".first-steps")
    assert "write the first article" in steps
    assert "Import a document" in steps
    assert "Set the publication" in steps
    assert "Invite the people" in steps
    makers.make_article()
    assert not said(owner.get(desk("index")).content.decode(), ".first-steps")


def test_the_first_page_shows_what_waits(django_assert_max_num_queries: Any) -> None:
    writer, editor = personas.writer(), personas.editor()
    makers.make_article(title="A draft of mine", created_by=writer)
    makers.make_article(title="To be read", stage="in_review")
    edition = makers.make_live(at=timezone.now(), title="Out there")
    moderation.leave(edition, name="Ann", text="Well said.", at=timezone.now())
    client = signed_in(editor)
    with django_assert_max_num_queries(18):
        page = said(client.get(desk("index")).content.decode(), ".panels")
    assert "Waiting for review All : Waiting for review To be read" in page
    assert "Well said. Ann, Out there" in page
    assert "A draft of mine" not in page
    mine = said(signed_in(writer).get(desk("index")).content.decode(), ".panels")
    assert "A draft of mine" in mine
    assert "Ann" not in mine


def test_the_first_page_says_what_writer_and_editor_said_to_each_other() -> None:
    writer, editor = personas.writer(), personas.editor()
    article = makers.make_article(title="The river", created_by=writer)
    workflow.submit(article, actor=writer, said="The ending is new. " + 20 * "Really. ")
    waiting = said(signed_in(editor).get(desk("index")).content.decode(), ".panel-review li")
    assert "The river The ending is new." in waiting
    assert "…" in waiting
    assert len(waiting) < 140
    workflow.request_changes(article, actor=editor, said="Name the source.")
    mine = said(signed_in(writer).get(desk("index")).content.decode(), ".panel-drafts li")
    assert "The river Changes asked for" in mine


@pytest.mark.parametrize(
    "name",
    [
        *("article", "image", "comment", "edition", "topic", "tag", "contributor", "source"),
        *("permission", "reprintrequest", "outboundgrant", "message", "standingpage"),
        "deskevent",
    ],
)
def test_every_list_is_searched_with_few_questions(
    name: str, django_assert_max_num_queries: Any
) -> None:
    edition = makers.make_live(at=timezone.now())
    moderation.leave(edition, name="Ann", text="Well said.", at=timezone.now())
    makers.make_permission()
    user = personas.everyone()
    user.is_superuser = True
    user.save()
    client = signed_in(user)
    with django_assert_max_num_queries(12):
        page = client.get(desk(f"articles_{name}_changelist") + "?q=a%00b%27")
    assert page.status_code == 200
    assert client.get(desk(f"articles_{name}_changelist")).status_code == 200


# --- contributors ---------------------------------------------------------------------------------


def test_an_address_is_mended_until_a_version_names_it(owner: Client) -> None:
    article = makers.make_article(author="Shen Yulan")
    person = Contributor.objects.get()
    person.slug = "by-shen-yulan"
    person.save()
    address = desk("articles_contributor_change", person.pk)
    owner.post(address, opened(owner, address) | {"slug": "shen-yulan"})
    assert Contributor.objects.get().slug == "shen-yulan"
    publish(article, actor=personas.editor(), at=NOON, now=NOON)
    page = owner.get(address).content.decode()
    assert "a published version names it" in said(page, ".field-slug")
    owner.post(address, form_values(page) | {"slug": "another", "about": "She keeps the lamp."})
    kept = Contributor.objects.get()
    assert (kept.slug, kept.about) == ("shen-yulan", "She keeps the lamp.")


def test_a_draft_brought_back_finds_whose_address_was_mended() -> None:
    article = makers.make_article(author="Shen Yulan")
    event = deleting.delete(article, actor=personas.editor())
    Contributor.objects.update(slug="mended")
    back = deleting.undelete(event, actor=personas.editor())
    assert [one.contributor.slug for one in back.bylines.all()] == ["mended"]
    assert Contributor.objects.count() == 1
