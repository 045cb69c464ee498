use crate::aws::choice::Choice;
use crate::aws::found::Found;

/// What the account told, or what has to be settled first with [`Request::choose`](crate::aws::Request::choose).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Found(Box<Found>),
    Open(Choice),
}
