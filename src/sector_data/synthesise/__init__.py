"""Synthetic rows in place of protected ones, by engines behind one protocol.

What lives here: what an engine is given and gives back, and keys that fit together over tables.
What does not: protection itself. An engine learns from the tables as they are after
anonymisation, never from the source.
"""
