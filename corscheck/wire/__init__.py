"""The network: requests go out, answers come back, nothing is decided here."""
