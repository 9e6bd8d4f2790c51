"""Reorganisations: a plan read, its effects worked out, proved, and written in one run."""
