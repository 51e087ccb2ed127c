"""The made-up base: as many articles of a bank as one likes, the same for the same seed."""
