"""A region of the United States, its people, their care, and what is written about them."""
