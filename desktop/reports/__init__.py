"""Documents for sign-off."""
