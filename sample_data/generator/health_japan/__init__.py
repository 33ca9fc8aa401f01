"""A Japanese health insurance society: its members, their receipts, stays and what is explained."""
