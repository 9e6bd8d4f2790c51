"""What letters declare, kept beside what the registers compute."""
