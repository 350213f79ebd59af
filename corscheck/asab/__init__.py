"""What ASAB does with a configuration file, up to the moment its web container starts."""
