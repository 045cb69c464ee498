//! Where answers come from and what they must be.
