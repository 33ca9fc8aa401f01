"""The order of things: profile, plan, apply, assess, validate, bundle, audit.

What lives here: the only code that knows what comes after what. What does not: how any step is
done; each has a room of its own.
"""
