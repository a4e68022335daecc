"""The other side: the PyPI package ``reader``, in its own environment. Knows nothing of the site.

Reads addresses from the file named first; for each line on standard input, updates all feeds and
prints seconds of processor time, seconds, and how many entries it has.
"""

import os
import sys
import time
from pathlib import Path

from reader import make_reader

addresses, database = Path(sys.argv[1]).read_text().split(), sys.argv[2]
reader = make_reader(database)
reader.add_feed(addresses[0])
reader.update_feeds(scheduled=False)  # what is loaded once is not what is measured
for address in addresses[1:]:
    reader.add_feed(address)
print("ready", flush=True)
for _ in sys.stdin:
    before, began = os.times(), time.perf_counter()
    reader.update_feeds(scheduled=False)
    after = os.times()
    spent = after.user + after.system - before.user - before.system
    print(spent, time.perf_counter() - began, reader.get_entry_counts().total, flush=True)
