"""The language server: findings, fixes and effective values while a configuration is being edited."""
