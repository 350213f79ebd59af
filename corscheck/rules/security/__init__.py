"""CORS5xx: security: which pages the configuration allows, and what this version of ASAB can do."""
