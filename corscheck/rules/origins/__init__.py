"""CORS3xx: the value of `cors`: which origins it allows."""
