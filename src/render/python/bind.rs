//! Arguments of a call and the parameters they go to.

use std::sync::Arc;

use minijinja::Value;

use crate::render::fault::{Fault, Outcome};

/// The arguments of a call.
#[derive(Debug, Default, Clone)]
pub(crate) struct Args {
    pub(crate) positional: Vec<Value>,
    pub(crate) keyword: Vec<(Arc<str>, Value)>,
}

impl Args {
    pub(crate) fn of(positional: Vec<Value>) -> Self {
        Self {
            positional,
            keyword: Vec::new(),
        }
    }

    /// Gives each parameter its argument; the first `required` ones must have one.
    pub(crate) fn bind<const N: usize>(
        self,
        function: &str,
        names: [&str; N],
        required: usize,
    ) -> Outcome<[Option<Value>; N]> {
        let mut bound = [const { None }; N];
        let given = self.positional.len();
        if given > N {
            return Err(Fault::failed(format!(
                "{function}() takes at most {N} arguments ({given} given)"
            )));
        }
        for (slot, value) in bound.iter_mut().zip(self.positional) {
            *slot = Some(value);
        }
        for (name, value) in self.keyword {
            let Some(index) = names.iter().position(|parameter| *parameter == &*name) else {
                return Err(Fault::failed(format!(
                    "{function}() got an unexpected keyword argument '{name}'"
                )));
            };
            if bound[index].replace(value).is_some() {
                return Err(Fault::failed(format!(
                    "{function}() got multiple values for argument '{name}'"
                )));
            }
        }
        if let Some(index) = bound[..required].iter().position(Option::is_none) {
            return Err(Fault::failed(format!(
                "{function}() missing 1 required positional argument: '{}'",
                names[index]
            )));
        }
        Ok(bound)
    }

    /// Arguments that may only be given by position.
    pub(crate) fn positional<const N: usize>(
        self,
        function: &str,
        required: usize,
    ) -> Outcome<[Option<Value>; N]> {
        if let Some((name, _)) = self.keyword.first() {
            return Err(Fault::failed(format!(
                "{function}() got an unexpected keyword argument '{name}'"
            )));
        }
        let given = self.positional.len();
        if given < required {
            return Err(Fault::failed(format!(
                "{function}() expected at least {required} argument(s), got {given}"
            )));
        }
        self.bind(function, [""; N], 0)
    }

    pub(crate) fn none(self, function: &str) -> Outcome<()> {
        self.positional::<0>(function, 0).map(|_| ())
    }
}
