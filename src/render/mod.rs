//! Template and answers become a Tree.

mod ansible;
