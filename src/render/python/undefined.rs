use std::fmt;
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr};

use crate::render::fault::{Fault, Outcome};

/// What a name or attribute stands for that does not exist.
#[derive(Debug, Clone)]
pub(crate) struct Undefined {
    message: Arc<str>,
    strict: bool,
}

impl Undefined {
    pub(crate) fn value(message: impl Into<Arc<str>>, strict: bool) -> Value {
        Value::from_object(Self {
            message: message.into(),
            strict,
        })
    }

    /// What any calculation with it gives.
    pub(crate) fn fault(&self) -> Fault {
        Fault::undefined(&*self.message)
    }

    /// Passes where lenient undefined values act as empty ones.
    pub(crate) fn lenient(&self) -> Outcome<()> {
        if self.strict { Err(self.fault()) } else { Ok(()) }
    }
}

impl Object for Undefined {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Empty
    }

    fn is_true(self: &Arc<Self>) -> bool {
        false
    }

    fn render(self: &Arc<Self>, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}
