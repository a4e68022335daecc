"""Signing in, and what strangers try instead."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from axes.models import AccessFailureLog
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from apps.people.models import User
from tests.factories import EventFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "a long-enough phrase"
#: Django's own hasher takes half a second a guess
FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def ada(settings: Settings) -> User:
    settings.PASSWORD_HASHERS = FAST
    user: User = UserFactory(username="ada", first_name="Ada")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, password: str = PASSWORD, **extra: Any) -> Any:
    sent = {"username": "ada", "password": password} | extra.pop("data", {})
    return client.post("/sign-in/", sent, **extra)


class TestSigningIn:
    def test_leads_to_the_account(self, client: Client, ada: User) -> None:
        assert sign_in(client)["Location"] == "/account/"
        assert "Ada" in client.get("/account/").content.decode()

    def test_leads_back_to_what_was_asked_for(self, client: Client, ada: User) -> None:
        asked = client.get("/account/password/")["Location"]
        assert asked == "/sign-in/?next=/account/password/"
        assert 'value="/account/password/"' in client.get(asked).content.decode()
        assert sign_in(client, data={"next": "/account/password/"})["Location"] == (
            "/account/password/"
        )

    @pytest.mark.parametrize(
        "elsewhere",
        ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"],
    )
    def test_leads_to_no_other_site(self, client: Client, ada: User, elsewhere: str) -> None:
        assert sign_in(client, data={"next": elsewhere})["Location"] == "/account/"

    def test_a_wrong_password_says_so_and_keeps_the_name(self, client: Client, ada: User) -> None:
        answer = sign_in(client, "wrong")
        assert answer.status_code == 200
        said = answer.content.decode()
        assert 'role="alert"' in said
        assert 'value="ada"' in said
        assert "wrong" not in said.replace('class="wrong"', "")

    def test_the_admin_uses_the_same_page(self, client: Client, ada: User) -> None:
        first = client.get("/admin/")
        second = client.get(first["Location"])
        assert second["Location"] == "/sign-in/?next=/admin/"
        assert client.post("/admin/login/", {"username": "ada"}).status_code == 302

    def test_whoever_lacks_the_role_is_told_and_not_sent_in_circles(
        self, client: Client, ada: User
    ) -> None:
        client.force_login(ada)
        answer = client.get("/admin/", follow=True)
        assert answer.redirect_chain[-1][0] == "/sign-in/?next=%2Fadmin%2F"
        assert "does not open that page" in answer.content.decode()

    def test_the_session_key_changes(self, client: Client, ada: User) -> None:
        """Else whoever planted a key beforehand would be signed in as well."""
        client.session["planted"] = True
        planted = client.session
        planted.save()
        client.cookies["sessionid"] = str(planted.session_key)
        sign_in(client)
        assert client.cookies["sessionid"].value != planted.session_key
        thief = Client(headers={"cookie": f"sessionid={planted.session_key}"})
        assert thief.get("/account/").status_code == 302

    def test_a_form_of_another_site_signs_nobody_in_or_out(self, ada: User) -> None:
        strict = Client(enforce_csrf_checks=True)
        assert sign_in(strict).status_code == 403
        strict.force_login(ada)
        assert strict.post("/sign-out/").status_code == 403
        assert strict.get("/account/").status_code == 200

    def test_signing_out_takes_a_form(self, client: Client, ada: User) -> None:
        client.force_login(ada)
        assert client.get("/sign-out/").status_code == 405
        assert client.post("/sign-out/")["Location"] == "/"
        assert client.get("/account/").status_code == 302

    @pytest.mark.parametrize("path", ["/sign-in/", "/account/", "/account/password/"])
    def test_no_page_about_accounts_is_kept_or_framed(
        self, client: Client, ada: User, path: str
    ) -> None:
        client.force_login(ada)
        answer = client.get(path)
        assert "no-store" in answer["Cache-Control"]
        assert "public" not in answer["Cache-Control"]
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"

    def test_only_the_form_sets_a_cookie(self, client: Client) -> None:
        assert set(client.get("/sign-in/").cookies) == {"csrftoken"}
        assert not client.get("/account/").cookies
        assert not Client().get("/events/").cookies

    def test_a_public_page_is_the_same_for_everybody(self, client: Client, ada: User) -> None:
        before = client.get("/events/")
        client.force_login(ada)
        after = client.get("/events/")
        assert before.content == after.content
        assert before["ETag"] == after["ETag"]


class TestWrongPasswords:
    def fail(self, client: Client, times: int, **extra: Any) -> Any:
        for _ in range(times):
            answer = sign_in(client, "wrong", **extra)
        return answer

    def test_lock_out_after_ten_with_a_page_that_says_so(self, client: Client, ada: User) -> None:
        assert self.fail(client, 9).status_code == 200
        answer = self.fail(client, 1)
        assert answer.status_code == 429
        assert answer["Retry-After"] == "900"
        assert "15 minutes" in answer.content.decode()
        assert sign_in(client).status_code == 429, "even with the right password"
        assert AccessFailureLog.objects.filter(username="ada").count() >= 10

    def test_keep_nobody_out_who_asks_from_elsewhere(self, client: Client, ada: User) -> None:
        self.fail(client, 12, REMOTE_ADDR="203.0.113.9")
        assert sign_in(client, REMOTE_ADDR="203.0.113.9").status_code == 429
        assert sign_in(client, REMOTE_ADDR="198.51.100.7").status_code == 302

    def test_the_wait_ends_even_while_somebody_guesses_on(self, client: Client, ada: User) -> None:
        start = timezone.now()
        with time_machine.travel(start) as clock:
            self.fail(client, 10)
            clock.shift(timedelta(minutes=14))
            assert self.fail(client, 3).status_code == 429
            clock.shift(timedelta(minutes=2))
            assert sign_in(client).status_code == 302

    def test_a_right_one_starts_the_count_anew(self, client: Client, ada: User) -> None:
        self.fail(client, 9)
        assert sign_in(client).status_code == 302
        client.post("/sign-out/")
        assert self.fail(client, 9).status_code == 200

    def test_a_made_up_address_makes_no_new_count(self, client: Client, ada: User) -> None:
        for number in range(10):
            answer = sign_in(client, "wrong", headers={"x-forwarded-for": f"198.51.100.{number}"})
        assert answer.status_code == 429

    def test_a_trusted_proxy_says_who_asks(
        self, client: Client, ada: User, settings: Settings
    ) -> None:
        settings.TRUSTED_PROXIES = ["127.0.0.0/8"]
        stranger: dict[str, Any] = {"headers": {"x-forwarded-for": "192.0.2.1, 203.0.113.9"}}
        self.fail(client, 10, **stranger)
        assert sign_in(client, **stranger).status_code == 429
        made_up: dict[str, Any] = {"headers": {"x-forwarded-for": "192.0.2.2, 203.0.113.9"}}
        assert sign_in(client, **made_up).status_code == 429
        assert sign_in(client, headers={"x-forwarded-for": "198.51.100.7"}).status_code == 302

    @pytest.mark.parametrize("name", ["a\0b", "x" * 5000, "' OR 1=1 --"])
    def test_no_name_breaks_it(self, client: Client, ada: User, name: str) -> None:
        for _ in range(2):
            assert sign_in(client, data={"username": name}).status_code == 200


class TestPassword:
    def change(self, client: Client, new: str, old: str = PASSWORD) -> Any:
        sent = {"old_password": old, "new_password1": new, "new_password2": new}
        return client.post("/account/password/", sent)

    def test_is_changed_and_other_browsers_are_signed_out(self, client: Client, ada: User) -> None:
        other = Client()
        sign_in(client)
        sign_in(other)
        assert self.change(client, "another long phrase")["Location"] == "/account/"
        assert "changed" in client.get("/account/").content.decode()
        assert other.get("/account/").status_code == 302

    @pytest.mark.parametrize("weak", ["short", "password123", "1234567890123", "ada-ada-ada"])
    def test_a_weak_one_is_refused_with_a_reason(
        self, client: Client, ada: User, weak: str
    ) -> None:
        User.objects.filter(pk=ada.pk).update(email="ada-ada-ada@a.b")
        client.force_login(ada)
        answer = self.change(client, weak)
        assert answer.status_code == 200
        assert 'role="alert"' in answer.content.decode()

    def test_takes_the_old_one(self, client: Client, ada: User) -> None:
        client.force_login(ada)
        assert self.change(client, "another long phrase", old="guessed").status_code == 200


class TestAccount:
    def test_says_what_somebody_may_do_and_looks_after(self, client: Client, ada: User) -> None:
        ada.groups.add(Group.objects.get(name="organiser"))
        MembershipFactory(user=ada, event=EventFactory(title="Evening of snakes"))
        client.force_login(ada)
        said = client.get("/account/").content.decode()
        assert "Organiser" in said
        assert "Evening of snakes" in said
        assert "/desk/" in said

    def test_a_demo_account_is_refused_outside_the_demo(
        self, client: Client, ada: User, settings: Settings
    ) -> None:
        User.objects.filter(pk=ada.pk).update(is_demo=True)
        settings.DEMO = False
        assert sign_in(client).status_code == 200
        assert "<code>ada</code>" not in client.get("/sign-in/").content.decode()
        settings.DEMO = True
        assert "<code>ada</code>" in client.get("/sign-in/").content.decode()
        assert sign_in(client).status_code == 302


class TestRemoteUser:
    NAMED = {"x-remote-user": "ada"}

    @pytest.fixture
    def behind_a_proxy(self, settings: Settings) -> None:
        settings.REMOTE_USER_SIGN_IN = True
        settings.TRUSTED_PROXIES = ["192.0.2.10"]

    def test_is_off_by_default(self, client: Client, ada: User) -> None:
        client.get("/sign-in/", headers=self.NAMED, REMOTE_USER="ada")
        assert client.get("/account/", headers=self.NAMED, REMOTE_USER="ada").status_code == 302

    @pytest.mark.usefixtures("behind_a_proxy")
    def test_a_direct_client_with_the_header_stays_anonymous(
        self, client: Client, ada: User
    ) -> None:
        forged = self.NAMED | {"x-forwarded-for": "192.0.2.10", "forwarded": "for=192.0.2.10"}
        answer = client.get("/sign-in/", headers=forged, REMOTE_USER="ada")
        assert answer.status_code == 200
        assert "sessionid" not in answer.cookies
        assert client.get("/account/", headers=forged).status_code == 302

    @pytest.mark.usefixtures("behind_a_proxy")
    def test_the_proxy_signs_in_where_that_is_required(self, client: Client, ada: User) -> None:
        through: dict[str, Any] = {"headers": self.NAMED, "REMOTE_ADDR": "192.0.2.10"}
        assert not client.get("/events/", **through).cookies, "a public page stays public"
        answer = client.get("/account/", follow=True, **through)
        assert answer.status_code == 200
        assert "Ada" in answer.content.decode()

    @pytest.mark.usefixtures("behind_a_proxy")
    def test_a_challenge_only_where_signing_in_is_required(self, client: Client, ada: User) -> None:
        assert client.get("/events/", REMOTE_ADDR="192.0.2.10").status_code == 200
        answer = client.get("/account/", follow=True, REMOTE_ADDR="192.0.2.10")
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Basic realm=")
        assert client.get("/sign-in/").status_code == 200, "a direct client has nobody to answer"

    @pytest.mark.usefixtures("behind_a_proxy")
    def test_somebody_new_gets_an_account_without_a_role(self, client: Client) -> None:
        through: dict[str, Any] = {"headers": {"x-remote-user": "newcomer"}}
        through["REMOTE_ADDR"] = "192.0.2.10"
        client.get("/sign-in/", **through)
        made = User.objects.get(username="newcomer")
        assert not made.has_usable_password()
        assert not made.groups.exists()
        assert client.get("/admin/", **through).status_code == 302

    @pytest.mark.usefixtures("behind_a_proxy")
    def test_somebody_else_is_not_let_in_with_the_old_session(
        self, client: Client, ada: User
    ) -> None:
        UserFactory(username="eve", first_name="Eve")
        at: dict[str, Any] = {"REMOTE_ADDR": "192.0.2.10"}
        client.get("/account/", follow=True, headers=self.NAMED, **at)
        answer = client.get("/account/", follow=True, headers={"x-remote-user": "eve"}, **at)
        assert "Eve" in answer.content.decode()

    @pytest.mark.usefixtures("behind_a_proxy")
    @pytest.mark.parametrize("name", ["x" * 200, "no spaces", "a\tb"])
    def test_a_name_that_can_be_no_account_is_nobody(self, client: Client, name: str) -> None:
        at: dict[str, Any] = {"REMOTE_ADDR": "192.0.2.10", "headers": {"x-remote-user": name}}
        assert client.get("/sign-in/", **at).status_code == 401
        assert not User.objects.exists()

    @pytest.mark.usefixtures("behind_a_proxy")
    def test_a_closed_account_stays_closed(self, client: Client, ada: User) -> None:
        User.objects.filter(pk=ada.pk).update(is_active=False)
        at: dict[str, Any] = {"REMOTE_ADDR": "192.0.2.10", "headers": self.NAMED}
        assert client.get("/sign-in/", **at).status_code == 401
