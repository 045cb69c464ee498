//! Ctrl-C and a polite kill: work stops where it is safe, and the terminal is left as it was found.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::error::Error;
use crate::exit::Exit;
use crate::plan::Interrupt;
use crate::ui;

/// How long a command has to stop by itself before it is stopped.
const GRACE: Duration = Duration::from_secs(2);

static RAISED: LazyLock<Interrupt> = LazyLock::new(Interrupt::default);
/// While a transaction is applied, only the transaction itself decides when to stop.
static WRITING: AtomicBool = AtomicBool::new(false);
static WRITTEN: AtomicBool = AtomicBool::new(false);

/// Begins to listen. Commands look at [`is_raised`] between steps; one that is stuck in a read is ended.
pub(crate) fn listen() {
    // A second listener is the only possible failure, and there is none.
    let _ = ctrlc::set_handler(|| {
        let again = RAISED.is_set();
        RAISED.set();
        if again && !WRITING.load(Ordering::SeqCst) {
            leave();
        }
        std::thread::sleep(GRACE);
        if !WRITING.load(Ordering::SeqCst) {
            leave();
        }
    });
}

pub(crate) fn is_raised() -> bool {
    RAISED.is_set()
}

/// The wish to stop, for work that looks at it by itself.
pub(crate) fn flag() -> &'static Interrupt {
    &RAISED
}

/// Runs what must not be cut off in the middle.
pub(crate) fn while_writing<T>(work: impl FnOnce() -> T) -> T {
    WRITING.store(true, Ordering::SeqCst);
    WRITTEN.store(true, Ordering::SeqCst);
    let result = work();
    WRITING.store(false, Ordering::SeqCst);
    result
}

#[expect(clippy::exit, reason = "the main thread waits for input that never comes")]
fn leave() {
    let terminal = console::Term::stderr();
    let _ = terminal.show_cursor();
    if !WRITTEN.load(Ordering::SeqCst) {
        // A prompt may stand in the line.
        let _ = terminal.write_line("");
        ui::error(&Error::Interrupted);
    }
    std::process::exit(Exit::Interrupted as i32);
}
