"""Reports: one format a module, each a pure function from a `Report` to text."""
