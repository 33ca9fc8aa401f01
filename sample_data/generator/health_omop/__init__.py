"""The region's medical centre as its research copy tells it: tables of the OMOP model, 5.4."""
