"""The commands of the desk.  Not shipped to Function Compute."""
