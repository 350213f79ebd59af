"""What a browser does with a cross-origin request and its answers: the WHATWG Fetch standard."""
