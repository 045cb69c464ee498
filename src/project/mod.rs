//! A generated project: where it is and what it recorded.
