"""Runs of solvers, each in a process of its own, and what is made of their figures.

Only the standard library is imported here: the memory of a process counts from that of its parent,
so the parent stays small.
"""
