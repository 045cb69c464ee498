"""The tests of the backend."""
