//! `update` and the commands around it: what the template changed is merged, and nothing of the user's is lost.

mod adopting;
mod answers;
mod baseline;
mod checking;
mod conflicts;
mod delivery;
mod lab;
mod merging;
mod places;
mod trusted;
