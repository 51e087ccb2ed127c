"""The one gate: ways, steps, submissions, decisions by different people; knows no article."""
