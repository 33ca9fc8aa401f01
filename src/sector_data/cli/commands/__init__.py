"""One command per module; each module holds one object named ``command``."""
