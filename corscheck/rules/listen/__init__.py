"""CORS4xx: `listen`, TLS, and the other options of a web section."""
