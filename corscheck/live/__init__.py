"""Live runs: configurations and options in, the service started, cases tried, a report out."""
