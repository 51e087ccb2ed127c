"""Wires the rooms together: settings, addresses, server and command line; decides nothing."""
