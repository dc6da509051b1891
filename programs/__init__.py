"""What associations offer, and the sessions held with young people."""
