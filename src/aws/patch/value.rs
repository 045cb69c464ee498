/// A value to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    /// A list in HCL, separated by commas in `.env`; its order is of no meaning.
    List(Vec<String>),
}

impl Value {
    /// The form that a line of `.env` holds.
    pub(crate) fn flat(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::List(items) => items.join(","),
        }
    }
}
