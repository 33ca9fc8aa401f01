"""The searches, against enumeration and against ARX."""
