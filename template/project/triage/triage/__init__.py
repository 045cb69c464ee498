"""Explains failed deployments: evidence from AWS, an analysis by Claude, a report for the team."""
