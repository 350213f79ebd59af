"""Rules: the folder of a rule is the first digit of its code, `registry` lists them all.

Modules whose names begin with `_` hold helpers and no rules.
"""
