//! A Tree against a folder: what would change, and the one place that changes it.
