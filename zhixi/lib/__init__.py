"""Pure helpers without models: text, Chinese diff, html and document readers."""
