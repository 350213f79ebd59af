"""CORS0xx: files, their sections and includes, and references between options."""
