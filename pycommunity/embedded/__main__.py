"""``python -m pycommunity.embedded status|stop``: the embedded servers of this clone."""

import argparse
import sys

from pycommunity.embedded import broker, postgres
from pycommunity.embedded.errors import EmbeddedError


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m pycommunity.embedded", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("status", help="tell what runs, and where")
    stop = commands.add_parser("stop", help="stop what no process uses, and wait until it is down")
    stop.add_argument("--now", action="store_true", help="also what processes still use")
    arguments = parser.parse_args()
    running = False
    for server in (broker.server(), postgres.server()):
        if arguments.command == "stop":
            server.stop(now=arguments.now)
        process_id = server.process_id()
        running |= process_id is not None
        state = f"runs as process {process_id}" if process_id else "is down"
        print(f"{server.name} {state} ({server.folder})")
    return 1 if running and arguments.command == "stop" else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except EmbeddedError as error:
        sys.exit(str(error))
