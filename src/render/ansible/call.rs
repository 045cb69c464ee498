//! How a filter is called: Python's positional and keyword arguments, bound to parameter names.

use minijinja::value::{Rest, Value, ValueOrKwargs};
use minijinja::{Error, ErrorKind};

use crate::render::python::PosixPath;

/// The values of a signature's parameters, as far as they were given.
type Bound<const N: usize> = [Option<Value>; N];

/// Keyword arguments that no parameter is for.
type Keywords<'c> = Vec<(&'c str, &'c Value)>;

/// One call of a filter; the piped value is the first positional argument.
#[derive(Debug)]
pub(super) struct Call {
    filter: &'static str,
    pub(super) positional: Vec<Value>,
    pub(super) keywords: Vec<(String, Value)>,
}

impl Call {
    pub(super) fn new(filter: &'static str, arguments: Rest<ValueOrKwargs>) -> Result<Self, Error> {
        let mut call = Self {
            filter,
            positional: Vec::new(),
            keywords: Vec::new(),
        };
        for argument in arguments.into_values() {
            if argument.is_kwargs() {
                for name in argument.try_iter()? {
                    call.keywords.push((name.to_string(), argument.get_item(&name)?));
                }
            } else {
                call.positional.push(argument);
            }
        }
        Ok(call)
    }

    /// Binds the arguments to a full signature, of which the first `required` have no default.
    pub(super) fn bind<const N: usize>(
        &self,
        parameters: [&str; N],
        required: usize,
    ) -> Result<Bound<N>, Error> {
        let (bound, unknown) = self.bind_some(parameters, required)?;
        match unknown.first() {
            Some((name, _)) => Err(self.unknown_keyword(name)),
            None => Ok(bound),
        }
    }

    /// Binds like [`Call::bind`] and hands the keywords of other names back (`**kwargs`).
    pub(super) fn bind_some<const N: usize>(
        &self,
        parameters: [&str; N],
        required: usize,
    ) -> Result<(Bound<N>, Keywords<'_>), Error> {
        if self.positional.len() > N {
            let problem = format!(
                "`{}` takes at most {N} arguments, got {}",
                self.filter,
                self.positional.len()
            );
            return Err(Error::new(ErrorKind::TooManyArguments, problem));
        }
        let mut bound = [const { None }; N];
        for (slot, value) in bound.iter_mut().zip(&self.positional) {
            *slot = Some(value.clone());
        }
        let mut others = Vec::new();
        for (name, value) in &self.keywords {
            match parameters.iter().position(|parameter| parameter == name) {
                Some(at) if bound[at].is_some() => {
                    let problem = format!("`{}` got `{name}` twice", self.filter);
                    return Err(Error::new(ErrorKind::TooManyArguments, problem));
                }
                Some(at) => bound[at] = Some(value.clone()),
                None => others.push((name.as_str(), value)),
            }
        }
        match parameters
            .iter()
            .zip(&bound)
            .take(required)
            .find(|(_, value)| value.is_none())
        {
            Some((name, _)) => {
                let problem = format!("`{}` needs the argument `{name}`", self.filter);
                Err(Error::new(ErrorKind::MissingArgument, problem))
            }
            None => Ok((bound, others)),
        }
    }

    /// Binds the only argument of a filter.
    pub(super) fn only(&self, parameter: &str) -> Result<Value, Error> {
        let [value] = self.bind([parameter], 1)?;
        Ok(value.unwrap_or_default())
    }

    /// Binds the only argument of a filter that takes text and nothing else.
    pub(super) fn only_text(&self, parameter: &str) -> Result<String, Error> {
        self.text(&self.only(parameter)?, parameter)
    }

    /// Reads an argument that must be a string, as Python code that calls a string's methods needs it, or a path.
    pub(super) fn text(&self, value: &Value, parameter: &str) -> Result<String, Error> {
        match super::python::text(value).or_else(|| PosixPath::of(value)) {
            Some(text) => Ok(text.to_owned()),
            None => Err(self.wrong_type(value, parameter, "a string")),
        }
    }

    /// Reads an argument that must be an integer; a boolean is one.
    pub(super) fn integer(&self, value: &Value, parameter: &str) -> Result<i128, Error> {
        super::python::integer(value).ok_or_else(|| self.wrong_type(value, parameter, "an integer"))
    }

    pub(super) fn unknown_keyword(&self, name: &str) -> Error {
        let problem = format!("`{}` has no argument `{name}`", self.filter);
        Error::new(ErrorKind::TooManyArguments, problem)
    }

    pub(super) fn wrong_type(&self, value: &Value, parameter: &str, wanted: &str) -> Error {
        let found = super::python::type_name(value);
        self.fail(format!("`{parameter}` must be {wanted}, not `{found}`"))
    }

    pub(super) fn undefined(&self) -> Error {
        Error::new(
            ErrorKind::UndefinedError,
            format!("`{}` was given an undefined value", self.filter),
        )
    }

    /// Reports that the filter cannot work with what it was given.
    pub(super) fn fail(&self, problem: impl std::fmt::Display) -> Error {
        Error::new(
            ErrorKind::InvalidOperation,
            format!("`{}`: {problem}", self.filter),
        )
    }
}
