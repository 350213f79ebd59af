"""What a mistake is: one family a module, one function a rule."""
