"""Before the window: make a vault, open one, unlock one."""
