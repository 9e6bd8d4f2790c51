"""Bringing tables of units, clerks and tokens into the registers.

A file is read into entries (`reading`), each kind works out what every entry means against the
registers (`units`, `clerks`, `tokens`) into a plan (`plan`), and `importing` writes the plan as one
run, or nothing.
"""
