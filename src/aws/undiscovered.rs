use std::fmt;

use miette::Diagnostic;

use super::error::DiscoverError;

/// A failed discovery at the making of a project, which could be made without.
#[derive(Debug)]
pub(crate) struct Undiscovered(pub(crate) DiscoverError);

impl fmt::Display for Undiscovered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Undiscovered {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

impl Diagnostic for Undiscovered {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.0.code()
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let way = "or make the project with `--no-discover`, and run `scaffold discover` in it later";
        Some(Box::new(match self.0.help() {
            Some(help) => format!("{help};\n      {way}"),
            None => way.to_owned(),
        }))
    }
}
