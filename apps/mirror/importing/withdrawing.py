"""Talks that the source took away, or that asked not to be shown, and their return."""

from collections.abc import Iterable, Mapping
from typing import Final

from apps.events.models import Session, SessionOrigin
from apps.mirror.importing.event_talks import EventTalks, Outcome
from apps.mirror.importing.rows import update_rows

WITHDRAWN: Final = Session.State.WITHDRAWN
GONE: Final = "gone"
OPTED_OUT: Final = "opted out"


def to_withdraw(
    given: EventTalks, origins: Mapping[str, SessionOrigin]
) -> list[tuple[SessionOrigin, str]]:
    """Which sessions must go, and why: they asked for it, or the source took them away.

    What is here for other reasons too (notes, another source) outlives the record.
    """
    withheld = {given.key_of(stem) for stem in given.withheld}
    present = {given.key_of(talk.stem) for talk in given.talks}
    present |= withheld | {given.key_of(stem) for stem in given.unreadable}
    reasons = dict.fromkeys(origins.keys() & withheld, OPTED_OUT)
    for key, origin in origins.items():
        if key not in present and not origin.extra.get("joined"):
            reasons[key] = GONE
    return [(origins[key], reason) for key, reason in reasons.items()]


def withdraw(pairs: Iterable[tuple[SessionOrigin, str]], outcome: Outcome) -> None:
    """Withdraw these sessions for these reasons, unless they are already."""
    todo = [(o, why) for o, why in pairs if o.extra.get("withdrawn") not in {why, OPTED_OUT}]
    for origin, why in todo:
        origin.extra["withdrawn"] = why
        origin.record_hash = ""
    SessionOrigin.objects.bulk_update([o for o, _ in todo], ["key", "extra", "record_hash"], 200)
    public = [origin.session for origin, _ in todo if origin.session.state != WITHDRAWN]
    update_rows([(session, {"state": WITHDRAWN}) for session in public])
    outcome.withdrawn += len(public)
    outcome.changed += [session.pk for session in public]


def is_back(origin: SessionOrigin) -> bool:
    """Whether the source took the talk away, and nobody else; seen where it is there again."""
    return origin.extra.get("withdrawn") == GONE and origin.session.state == WITHDRAWN
