"""What the configuration promises, compared with what the server answers."""
