"""Reading and writing tables: CSV and Parquet in, atomic directories out.

What lives here: everything that touches a data file. What does not: what is done to the data.
"""
