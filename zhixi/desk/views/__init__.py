"""What the desk answers: the list and the article beside it."""
