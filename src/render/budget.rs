//! How much one rendering has used.

use std::cell::Cell;

use super::Limits;
use super::fault::{Fault, Outcome};

/// Counts steps and bytes, and stops what uses too many.
#[derive(Debug)]
pub(crate) struct Budget {
    limits: Limits,
    steps: Cell<u64>,
    bytes: Cell<usize>,
}

impl Budget {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            steps: Cell::new(0),
            bytes: Cell::new(0),
        }
    }

    /// Takes steps of evaluation.
    pub(crate) fn step(&self, steps: usize) -> Outcome<()> {
        let total = self.steps.get().saturating_add(steps as u64);
        self.steps.set(total);
        let fuel = self.limits.fuel;
        if total > fuel {
            return Err(Fault::limit(format!("the template takes more than {fuel} steps")));
        }
        Ok(())
    }

    /// Takes the steps that reading a text costs.
    pub(crate) fn scan(&self, bytes: usize) -> Outcome<()> {
        self.step(bytes / 64)
    }

    /// Takes bytes for a value that is about to be made.
    pub(crate) fn reserve(&self, bytes: usize) -> Outcome<()> {
        let total = self.bytes.get().saturating_add(bytes);
        self.bytes.set(total);
        if total > self.limits.memory() {
            let limit = self.limits.memory() >> 20;
            return Err(Fault::limit(format!(
                "the template's values take more than {limit} MiB"
            )));
        }
        Ok(())
    }

    /// Checks the length of a rendered text.
    pub(crate) fn output(&self, bytes: usize) -> Outcome<()> {
        if bytes > self.limits.output {
            let limit = self.limits.output >> 20;
            return Err(Fault::limit(format!(
                "the rendered text is longer than {limit} MiB"
            )));
        }
        Ok(())
    }
}
