"""Knowledge coming in and going out: files to drafts, export, backup."""
