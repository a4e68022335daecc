"""Data about ports that others kept: portingdb (Fedora, 2015-2017) and caniusepython3.

Reading is pure. Each statement becomes a ``StatusRecord`` with the lines it stood in.
"""
