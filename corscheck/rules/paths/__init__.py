"""CORS1xx: `cors_preflight_paths`: its entries, and the requests they cover."""
