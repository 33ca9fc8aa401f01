"""Scripts that others' validators run in an environment of their own, made by the Makefile.

Their requirements contradict this project's (an older rich), so that they cannot live together.
"""
