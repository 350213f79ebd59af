"""The command line: one module a command; options in, one call, exit code out.

A command is a NamedTuple of options and a function from it to an exit code; `app` turns both into a
typer command. No command module imports typer, so that `lint` can run without it.
"""
