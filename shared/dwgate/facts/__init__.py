"""What rules may ask beyond the message: the functions that a condition can call, and where their answers come from."""
