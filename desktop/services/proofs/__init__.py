"""Test documents: rounds of them planned, sent on paper and in sheets, and their results taken."""
