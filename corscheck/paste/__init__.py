"""What people copy out of a browser's network panel, as requests to ask about. Pure: text in, values out."""
