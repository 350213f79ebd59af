"""CORS1xx: `cors_preflight_paths`: its items, and the requests that they cover."""
