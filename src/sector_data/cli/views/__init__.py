"""How results read on a terminal: 80 columns, with or without colour, and in a pipe."""
