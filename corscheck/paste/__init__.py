"""Requests parsed from what developers copy from a browser's network panel. Pure: text in, values out."""
