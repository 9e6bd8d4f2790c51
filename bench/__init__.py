"""Speed and memory, side by side with a floor or a peer in the same run."""
