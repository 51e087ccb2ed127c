"""What every page says of the person who reads it."""
