//! A hook before every operation that changes a file system, so that tests can make any of them fail.

#[cfg(not(test))]
use std::io;

/// Fails when a test asked for it; costs nothing outside of tests.
#[cfg(not(test))]
#[inline]
#[expect(clippy::unnecessary_wraps, reason = "in tests it does fail")]
pub(super) fn step() -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
pub(super) use armed::*;

#[cfg(test)]
mod armed {
    use std::cell::RefCell;
    use std::io;

    /// What happens at which step, counted from 0 since [`arm`].
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(in crate::plan) enum Fault {
        /// The step alone fails, as on a full disk.
        Fail(usize),
        /// The step and all after it fail: nothing more happens, as after `kill -9`.
        Kill(usize),
    }

    #[derive(Default)]
    struct State {
        faults: Vec<Fault>,
        steps: usize,
    }

    thread_local! {
        static STATE: RefCell<State> = RefCell::default();
    }

    pub(in crate::plan) fn arm(faults: &[Fault]) {
        STATE.set(State {
            faults: faults.to_vec(),
            steps: 0,
        });
    }

    /// Ends all faults and returns how many steps were taken since [`arm`].
    pub(in crate::plan) fn disarm() -> usize {
        STATE.take().steps
    }

    pub(in crate::plan) fn step() -> io::Result<()> {
        STATE.with_borrow_mut(|state| {
            let now = state.steps;
            state.steps += 1;
            let fails = state.faults.iter().any(|fault| match fault {
                Fault::Fail(at) => *at == now,
                Fault::Kill(at) => *at <= now,
            });
            if fails {
                return Err(io::ErrorKind::StorageFull.into());
            }
            Ok(())
        })
    }
}
