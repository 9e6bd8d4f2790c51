"""Planning codes: giving a subtree its codes, and setting values apart."""
