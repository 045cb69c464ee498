//! Where a template comes from and what it says.
