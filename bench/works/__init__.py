"""One module a work: a side is a function that takes the sets' folder and gives seconds."""
