"""Celery's way to the embedded broker: Redis' transport, which starts the broker to connect to."""

from typing import Any

from kombu.transport import redis

from pycommunity.embedded import broker


class StartsBroker:
    """Mixed into a connection of redis-py: every connection and reconnection passes here."""

    path: str

    def _connect(self) -> Any:
        server = broker.server()
        server.ensure()
        self.path = server.reach.socket
        return super()._connect()  # type: ignore[misc]


class Channel(redis.Channel):
    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        parameters: dict[str, Any] = super()._connparams(asynchronous)  # type: ignore[misc]
        base = parameters["connection_class"]
        return parameters | {"connection_class": type("Connection", (StartsBroker, base), {})}


class Transport(redis.Transport):
    Channel = Channel
