//! A real pseudo-terminal to type into.

use rexpect::process::WaitStatus;
use rexpect::session::{PtySession, spawn_command};

use crate::sandbox::Sandbox;

const TIMEOUT: Option<u64> = Some(60_000);
pub(crate) const DOWN: &str = "\x1b[B";

pub(crate) struct Terminal(PtySession);

impl Terminal {
    pub(crate) fn open(sandbox: &Sandbox, arguments: &[&str]) -> Self {
        let mut command = sandbox.command(arguments);
        command.env("TERM", "xterm").env("NO_COLOR", "1");
        Self(spawn_command(command, TIMEOUT).expect("a pseudo-terminal"))
    }

    /// Waits for a text on the screen, then types.
    pub(crate) fn answer(&mut self, prompt: &str, typed: &str) -> &mut Self {
        self.sees(prompt);
        self.0.send(typed).expect("typing");
        self.0.flush().expect("typing");
        self
    }

    pub(crate) fn sees(&mut self, text: &str) -> &mut Self {
        if let Err(error) = self.0.exp_string(text) {
            panic!("waiting for `{text}`: {error}");
        }
        self
    }

    #[track_caller]
    pub(crate) fn ends_with(mut self, code: i32) -> String {
        let rest = self.0.exp_eof().expect("the end");
        match self.0.process().wait().expect("a status") {
            WaitStatus::Exited(_, status) => assert_eq!(status, code, "{rest}"),
            other => panic!("{other:?}: {rest}"),
        }
        rest
    }

    /// Presses Ctrl-C once a text is on the screen.
    pub(crate) fn interrupts(mut self, prompt: &str) -> String {
        self.sees(prompt);
        self.0.send_control('c').expect("Ctrl-C");
        self.ends_with(130)
    }
}
