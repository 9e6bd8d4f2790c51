"""A handing-out day: begun, devices handed out one by one, and the list that is signed."""
