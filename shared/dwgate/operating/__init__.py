"""Operating: what is deployed, held against the checkout.  Not shipped to Function Compute."""
