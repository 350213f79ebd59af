"""CORS5xx: what the configuration allows to whom, and what the ASAB version does about it."""
