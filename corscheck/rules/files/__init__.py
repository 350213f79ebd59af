"""CORS0xx: files, their sections, what they include, and references between their options."""
