"""A stand-in of the Chutes API for tests: in memory, on loopback, with the server's quirks."""
