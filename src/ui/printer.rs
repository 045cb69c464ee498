use std::fmt::Display;
use std::io::Write as _;

use console::{Style, Term};

use crate::exit::Exit;

/// The one way out: data to standard output, everything said to a person to standard error.
#[derive(Debug, Clone)]
pub(crate) struct Printer {
    quiet: bool,
    /// Standard output is kept for one JSON document.
    json: bool,
}

impl Printer {
    pub(crate) fn new(quiet: bool, json: bool) -> Self {
        Self { quiet, json }
    }

    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Writes data, as it is, to standard output. A reader that has gone away is no error.
    #[expect(clippy::unused_self, reason = "all output goes through one value")]
    pub(crate) fn data(&self, text: &str) {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    /// Says something, unless the user wants quiet or reads JSON.
    pub(crate) fn say(&self, text: impl Display) {
        if !self.quiet && !self.json {
            to_stderr(&format!("{text}\n"));
        }
    }

    /// One line a path: what happens to it.
    pub(crate) fn status(&self, action: &str, style: &Style, path: impl Display) {
        if !self.quiet {
            to_stderr(&format!("{}  {path}\n", style.apply_to(format!("{action:>10}"))));
        }
    }

    /// A warning with its name, also when quiet: it says that something may not be as intended.
    #[expect(clippy::unused_self, reason = "all output goes through one value")]
    pub(crate) fn warn(&self, name: &str, text: impl Display) {
        let style = Style::new().for_stderr().yellow();
        to_stderr(&format!(
            "{}: {text}\n",
            style.apply_to(format!("warning[{name}]"))
        ));
    }
}

/// Prints an error; nothing else is left to say after it.
pub(crate) fn error(error: &dyn miette::Diagnostic) {
    let text = super::report::error(error);
    let style = Style::new().for_stderr().red().bold();
    match text.split_once(": ") {
        Some((code, rest)) => to_stderr(&format!("{}: {rest}", style.apply_to(code))),
        None => to_stderr(&text),
    }
}

/// Prints what clap has to say: help and versions as data, mistakes as errors.
pub(crate) fn usage(usage: &clap::Error) -> Exit {
    let _ = usage.print();
    if usage.use_stderr() {
        Exit::Usage
    } else {
        Exit::Done
    }
}

fn to_stderr(text: &str) {
    // Nothing can be told when standard error itself is gone.
    let _ = Term::stderr().write_all(text.as_bytes());
}
