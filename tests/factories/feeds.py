"""Feeds and what they said."""

import datetime

from factory.declarations import SelfAttribute, Sequence, SubFactory

from apps.feeds.models import Entry, Feed, Fetch, Mention, Suggestion
from tests.factories import Factory, UserFactory, WithTopics, slug_of

NOON = datetime.datetime(2026, 11, 1, 12, tzinfo=datetime.UTC)


class FeedFactory(WithTopics[Feed]):
    class Meta:
        model = Feed

    title = Sequence(lambda n: f"Blog {n}")
    slug = slug_of("title")
    url = Sequence(lambda n: f"https://blog{n}.example.org/feed.xml")
    site_url = Sequence(lambda n: f"https://blog{n}.example.org/")


class EntryFactory(WithTopics[Entry]):
    """A post seen when it was written; each is an hour younger than the one made before."""

    class Meta:
        model = Entry

    feed = SubFactory(FeedFactory)
    key = Sequence(lambda n: f"{n:032x}")
    guid = Sequence(lambda n: f"post-{n}")
    link = Sequence(lambda n: f"https://blog.example.org/{n}")
    link_key = SelfAttribute("key")
    text_key = SelfAttribute("key")
    hash = SelfAttribute("key")
    title = Sequence(lambda n: f"Post {n}")
    content = "<p>Something about Python.</p>"
    summary = "Something about Python."
    published_at = SelfAttribute("written_at")
    first_seen_at = SelfAttribute("written_at")
    river_at = SelfAttribute("written_at")

    class Params:
        written_at = Sequence(lambda n: NOON + datetime.timedelta(hours=n))


class FetchFactory(Factory[Fetch]):
    class Meta:
        model = Fetch

    feed = SubFactory(FeedFactory)
    slot = Sequence(lambda n: NOON + datetime.timedelta(hours=n))
    at = SelfAttribute("slot")
    outcome = Fetch.Outcome.NOT_MODIFIED
    status = 304


class SuggestionFactory(Factory[Suggestion]):
    """A feed that waits for an editor."""

    class Meta:
        model = Suggestion

    feed = SubFactory(FeedFactory, state=Feed.State.DRAFT, status=Feed.Status.SUGGESTED)
    by = SubFactory(UserFactory)


class MentionFactory(Factory[Mention]):
    """Give one of ``session``, ``event``, ``package``, ``person``."""

    class Meta:
        model = Mention

    entry = SubFactory(EntryFactory)
