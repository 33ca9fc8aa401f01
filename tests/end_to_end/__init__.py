"""The whole road, from confidential tables to a bundle that a stranger verifies."""
