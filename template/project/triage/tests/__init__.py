"""The tests of the triage agent."""
