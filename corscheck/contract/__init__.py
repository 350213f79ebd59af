"""What the configuration promises, held against what the server answered."""
