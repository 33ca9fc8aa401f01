"""Inner loops in C, each with a twin in numpy that gives the same results.

What lives here: the C sources, how the library made from them is found, and one Python module for
each family of kernels, whose functions take and return numpy arrays. What does not: anything that
knows what the numbers mean.

The library is compiled when the package is built (``hatch_build.py``). Where it is missing, or made
from other sources, the twins do the work. ``SECTOR_DATA_KERNELS=numpy`` in the environment asks for
them.
"""
