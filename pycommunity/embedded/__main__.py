"""``python -m pycommunity.embedded status|stop|run``: the embedded servers of this clone."""

import argparse
import os
import subprocess
import sys

from pycommunity.embedded import broker, postgres
from pycommunity.embedded.errors import EmbeddedError


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m pycommunity.embedded", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("status", help="tell what runs, and where")
    stop = commands.add_parser("stop", help="stop what no process uses, and wait until it is down")
    stop.add_argument("--now", action="store_true", help="also what processes still use")
    run = commands.add_parser("run", help="run a program of PostgreSQL on it: run pg_dump -Fc")
    run.add_argument("program")
    run.add_argument("arguments", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    if arguments.command == "run":
        return run_program(arguments.program, arguments.arguments)
    running = False
    for server in (broker.server(), postgres.server()):
        if arguments.command == "stop":
            server.stop(now=arguments.now)
        process_id = server.process_id()
        running |= process_id is not None
        state = f"runs as process {process_id}" if process_id else "is down"
        print(f"{server.name} {state} ({server.folder})")
    return 1 if running and arguments.command == "stop" else 0


def run_program(name: str, arguments: list[str]) -> int:
    """Run it on the server, which stays up as long as this process waits for it."""
    server = postgres.server()
    server.ensure()
    where = server.parameters()
    environment = os.environ | {
        "PGHOST": where["host"].replace("/proc/self", f"/proc/{os.getpid()}"),
        "PGPORT": where["port"],
        "PGUSER": where["user"],
        "PGDATABASE": where["dbname"],
    }
    program = [str(postgres.program(name)), *arguments]
    return subprocess.run(program, env=environment, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    try:
        sys.exit(main())
    except EmbeddedError as error:
        sys.exit(str(error))
