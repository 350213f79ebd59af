"""The command line, one module per command.

A command is a NamedTuple of options and a function that takes it and returns the exit code; `app` makes a
typer command of both. No command module imports typer, so that `lint` can run without it.
"""
