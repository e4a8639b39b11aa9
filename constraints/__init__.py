"""The rules, one module each: posted to CP-SAT, and checked without it."""
