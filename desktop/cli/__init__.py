"""The command `daumoi`, one file for each noun."""
