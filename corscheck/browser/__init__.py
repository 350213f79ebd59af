"""A real Chromium, Chrome or Edge that repeats requests (extra `browser`)."""
