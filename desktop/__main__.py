"""`python -m desktop`: the window."""

from desktop.bootstrap import window

window()
