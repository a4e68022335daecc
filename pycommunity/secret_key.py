"""The secret key of a site that was given none."""

import os
import secrets
from pathlib import Path


def stored_secret_key(state_dir: Path) -> str:
    """Return the key kept in ``state_dir/secret_key``, made on first use, readable by its owner.

    Several machines that serve one site need one SECRET_KEY in their environment instead.
    """
    path = state_dir / "secret_key"
    try:
        return path.read_text()
    except FileNotFoundError:
        pass
    state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"secret_key.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(50))
    try:
        os.link(draft, path)  # of several processes that start at once, the first one wins
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text()
