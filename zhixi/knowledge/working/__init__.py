"""What those who write knowledge look through: what one has in work, and all articles by state."""
