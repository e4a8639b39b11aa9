"""The data: what is to be planned, what was planned, and the files they are read from."""
