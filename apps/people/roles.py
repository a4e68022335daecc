"""What each role may do. Roles are groups; this table, not the database, says what they hold.

A right is written ``app.action_model``, with ``*`` for any. A ``*`` in place of the app stands for
all content of this site, that of apps added later too; accounts and opt-outs are no content and
must be named. ``grant`` runs whenever an app was migrated (``post_migrate``): a new model is
covered at once, and a right that somebody gave or took by hand is put back.
"""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any, Final

from django.apps import AppConfig
from django.apps import apps as installed
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions

#: What hangs on an event or a session: whoever enters one may also take a part away again
PARTS: Final = tuple(
    f"events.delete_{part}"
    for part in (
        *("organiser", "headcount", "appearance", "recording", "link"),
        *("passage", "figure", "incident"),
    )
)
#: What hangs on a book, a review, a guide or a note, likewise
WRITTEN_PARTS: Final = (
    *(
        f"reviews.delete_{part}"
        for part in ("bookauthor", "comment", "verdict", "reviewcorrection")
    ),
    *(
        f"guides.delete_{part}"
        for part in ("contributor", "pointer", "casestudy", "notecorrection")
    ),
)

#: What hangs on a status, a case study or a porting note
PORTING_PARTS: Final = tuple(
    f"porting.delete_{part}" for part in ("alternative", "pair", "buildcount")
)

ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    # Reads what is public, for which nobody needs a right
    "reader": (),
    # Enters events, what happened at them, and people who are not here yet: each only of the
    # events they look after (events.membership)
    "organiser": ("*.view_*", "events.add_*", "events.change_*", "people.add_person*", *PARTS),
    # Adds and changes content of every kind, and deletes none
    "writer": (
        "*.view_*",
        "*.add_*",
        "*.change_*",
        "events.organise_any_event",
        *PARTS,
        *WRITTEN_PARTS,
        *PORTING_PARTS,
    ),
    # Answers for the content
    "editor": ("*.*", "core.*_optout"),
    # Answers for the accounts, too
    "administrator": (
        "*.*",
        "core.*_optout",
        "people.*_user",
        "people.view_apitoken",
        "people.delete_apitoken",
        "events.*_membership",
        "axes.view_access*",
    ),
}

#: Neither ``*`` nor a role gives these: the site itself writes documents, revisions and merges
WRITTEN_BY_THE_SITE: Final = ("document", "revision", "merge", "likeness")
#: Given only by a right that ends with their name
NO_CONTENT: Final = ("user", "apitoken", "optout", "membership")
#: Apps of others whose rows somebody here may look at
LOOKED_INTO: Final = ("axes",)


def holds(role: str, app: str, codename: str) -> bool:
    """Whether the role has the right ``app.codename`` on a model of this site."""
    action, _, model = codename.partition("_")
    if model in WRITTEN_BY_THE_SITE and action != "view":
        return False
    return any(
        fnmatchcase(f"{app}.{codename}", right)
        for right in ROLES[role]
        if model not in NO_CONTENT or right.endswith(f"_{model}")
        if app not in LOOKED_INTO or right.startswith(f"{app}.")
    )


def grant(sender: AppConfig, using: str, apps: Apps = installed, **kwargs: Any) -> None:
    """Give each role exactly its rights on one app's models. A receiver of ``post_migrate``."""
    if not sender.name.startswith("apps.") and sender.label not in LOOKED_INTO:
        return
    create_permissions(sender, verbosity=0, using=using, apps=apps)
    try:
        group_model = apps.get_model("auth", "Group")
        permission_model = apps.get_model("auth", "Permission")
    except LookupError:  # not migrated that far yet
        return
    of_app = permission_model._default_manager.using(using).filter(
        content_type__app_label=sender.label
    )
    codenames = dict(of_app.values_list("pk", "codename"))
    for role in ROLES:
        group, _ = group_model._default_manager.using(using).get_or_create(name=role)
        held = {pk for pk, name in codenames.items() if holds(role, sender.label, name)}
        given = set(group.permissions.filter(pk__in=codenames).values_list("pk", flat=True))
        group.permissions.remove(*(given - held))
        group.permissions.add(*(held - given))
