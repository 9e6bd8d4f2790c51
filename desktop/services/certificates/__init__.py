"""Certificates: taking them in, showing them, whom they lead to, what ends when."""
