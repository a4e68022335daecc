"""Django's PostgreSQL backend, which starts or joins the server when a connection is made."""

import os
from collections.abc import Iterable
from typing import Any

from django.db.backends.postgresql.client import DatabaseClient as PsqlClient

from pycommunity.embedded import postgres
from pycommunity.postgresql import base


class DatabaseClient(PsqlClient):
    def runshell(self, parameters: Iterable[str]) -> None:
        """Run psql from the wheel; this process waits for it, and so holds the lease for it."""
        server = postgres.server()
        server.ensure()
        where = server.parameters()
        self.executable_name = str(postgres.program("psql"))
        self.connection.settings_dict |= {
            "HOST": where["host"].replace("/proc/self", f"/proc/{os.getpid()}"),
            "PORT": where["port"],
            "USER": where["user"],
        }
        os.environ["PSQL_HISTORY"] = str(server.folder / "psql_history")
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        server = postgres.server()
        server.ensure()
        # The name stays: it may be a test database.
        conn_params = server.parameters() | conn_params
        try:
            return super().get_new_connection(conn_params)
        except self.Database.OperationalError:
            # It went down after it answered, or is recovering; or the error is of another kind.
            server.ensure(ready=True)
            return super().get_new_connection(server.parameters() | conn_params)
