"""What a branch says otherwise in its region: its sentences, their list, and the page to write."""
