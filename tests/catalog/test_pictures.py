"""Pictures of records: what is on them, whatever the title is, and how little they cost."""

import io
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from mock import patch
from PIL import Image, ImageChops
from pytest_django import DjangoAssertNumQueries

from apps.catalog import pictures, sharing
from apps.catalog.publishing import publish
from tests import factories as make


@pytest.fixture(autouse=True)
def _nothing_drawn() -> None:
    sharing.drawn.clear()


@pytest.fixture
def talk(db: None) -> Any:
    talk = make.SessionFactory(title="Less is more", speakers=[make.PersonFactory(name="Ada")])
    publish(talk)
    return talk


def titled(title: str) -> Image.Image:
    png = pictures.draw(pictures.Words("Talk", title, "", "pycommunity"), "key")
    return Image.open(io.BytesIO(png)).convert("RGB")


def differ(one: Image.Image, other: Image.Image) -> bool:
    """Whether they differ by more than the palettes that each was given."""
    difference = ImageChops.difference(one, other).convert("L")
    return difference.point(lambda shade: 255 if shade > 40 else 0).getbbox() is not None


@settings(max_examples=40)
@given(st.text(max_size=600))
def test_any_title_gives_a_picture_of_that_size(title: str) -> None:
    assert titled(title).size == (1200, 630)


@pytest.mark.parametrize("title", ["x" * 10_000, "W " * 5_000, "Ünïcödé " * 900])
def test_a_title_that_means_harm_stays_in_its_place(title: str) -> None:
    """Nothing of it below its lines or in the cords: what is there is as without a title."""
    long, short = titled(title), titled("A")
    for box in ((0, 470, 1200, 630), (910, 0, 1200, 630)):
        assert not differ(long.crop(box), short.crop(box))


@pytest.mark.parametrize(
    "title", ["שלום עולם", "日本語のタイトル", "مرحبا", "नमस्ते", "Django と Python"]
)
def test_letters_that_the_font_lacks_become_no_boxes(title: str) -> None:
    assert pictures.drawable(title) == ""
    assert not differ(titled(title), titled(""))
    assert differ(titled(title), titled("Hello"))


@pytest.mark.parametrize(
    ("title", "drawn"),
    [
        ("Žluťoučký kůň", "Žluťoučký kůň"),
        ("Привет, мир", "Привет, мир"),
        ("Αθήνα", "Αθήνα"),
        ("Snakes 🐍 and\nladders", "Snakes and ladders"),
        ("e\u0301", "é"),
        ("a\u202eb\u0000c", "abc"),
    ],
)
def test_what_can_be_drawn(title: str, drawn: str) -> None:
    assert pictures.drawable(title) == drawn


def test_it_changes_with_the_record_and_only_then(talk: Any, client: Client) -> None:
    address = sharing.picture_path("talk", talk.pk)
    first = client.get(address)
    with patch.object(pictures, "draw") as draw:
        again = client.get(address)
        unchanged = client.get(address, headers={"if-none-match": first["ETag"]})
    assert draw.call_count == 0
    assert (again.content, unchanged.status_code) == (first.content, 304)
    assert "max-age=86400" in first["Cache-Control"]

    talk.title = "More is less"
    talk.save()
    publish(talk)
    changed = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (changed.status_code, changed["Content-Type"]) == (200, "image/png")
    assert changed.content != first.content


def test_its_address_changes_with_the_record_and_old_ones_answer(talk: Any, client: Client) -> None:
    old = sharing.picture_path_now("talk", talk.pk)
    publish(talk)
    assert sharing.picture_path_now("talk", talk.pk) == old
    assert f'{old}"' in client.get(talk.get_absolute_url()).text

    talk.title = "More is less"
    talk.save()
    publish(talk)
    new = sharing.picture_path_now("talk", talk.pk)
    assert new != old
    pictures_of = [
        client.get(path).content for path in (sharing.picture_path("talk", talk.pk), old)
    ]
    assert pictures_of == [client.get(new).content] * 2


def test_it_costs_one_query_and_nobody_chooses_its_size(
    talk: Any, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = sharing.picture_path("talk", talk.pk)
    with django_assert_num_queries(1):
        first = client.get(address)
    assert client.get(f"{address}?width=9000&v=2").content == first.content
    assert len(sharing.drawn.pages) == 1


def test_who_it_is_by_where_and_when(db: None) -> None:
    record = {
        "kind": "talk", "session_kind": "panel", "title": "T", "slug": "t", "date": "2013-07-05",
        "speakers": [{"name": name} for name in ("Ada", "Ben", "Cy", "Di")],
        "event": {"title": "PyCon"},
    }  # fmt: skip
    words = sharing.words_of(record)
    assert (words.kind, words.title) == ("Panel", "T")
    assert words.foot == "Ada, Ben, Cy and others · PyCon · 5 July 2013"


@pytest.mark.parametrize(
    "path", ["/share/talk/999.png", "/share/user/1.png", "/share/status/1.png", "/share/talk/x.png"]
)
def test_what_is_not_there(path: str, talk: Any, client: Client) -> None:
    assert client.get(path).status_code == 404


def test_what_was_withdrawn_is_gone(talk: Any, client: Client) -> None:
    talk.state = "withdrawn"
    talk.save()
    publish(talk)
    assert client.get(sharing.picture_path("talk", talk.pk)).status_code == 410
