//! A template's `_envops`: the options of its Jinja2 environment.

use serde::Deserialize;

use super::RenderError;

/// How templates are written and what an undefined variable does.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "these are Jinja2's own options")]
pub(crate) struct EnvOps {
    pub(crate) block_start_string: String,
    pub(crate) block_end_string: String,
    pub(crate) variable_start_string: String,
    pub(crate) variable_end_string: String,
    pub(crate) comment_start_string: String,
    pub(crate) comment_end_string: String,
    pub(crate) line_statement_prefix: Option<String>,
    pub(crate) line_comment_prefix: Option<String>,
    pub(crate) trim_blocks: bool,
    pub(crate) lstrip_blocks: bool,
    pub(crate) keep_trailing_newline: bool,
    pub(crate) newline_sequence: String,
    pub(crate) autoescape: bool,
    pub(crate) undefined: UndefinedKind,
    /// How many compiled templates Jinja2 keeps; there is no such limit here.
    cache_size: serde::de::IgnoredAny,
    auto_reload: serde::de::IgnoredAny,
    optimized: serde::de::IgnoredAny,
}

/// What using an undefined variable does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub(crate) enum UndefinedKind {
    /// Prints as nothing; only attributes of it and calculations with it fail.
    #[default]
    #[serde(rename = "jinja2.Undefined")]
    Lenient,
    /// Any use but a test for being defined fails.
    #[serde(rename = "jinja2.StrictUndefined")]
    Strict,
}

impl Default for EnvOps {
    fn default() -> Self {
        Self {
            block_start_string: "{%".to_owned(),
            block_end_string: "%}".to_owned(),
            variable_start_string: "{{".to_owned(),
            variable_end_string: "}}".to_owned(),
            comment_start_string: "{#".to_owned(),
            comment_end_string: "#}".to_owned(),
            line_statement_prefix: None,
            line_comment_prefix: None,
            trim_blocks: false,
            lstrip_blocks: false,
            keep_trailing_newline: true,
            newline_sequence: "\n".to_owned(),
            autoescape: false,
            undefined: UndefinedKind::Lenient,
            cache_size: serde::de::IgnoredAny,
            auto_reload: serde::de::IgnoredAny,
            optimized: serde::de::IgnoredAny,
        }
    }
}

impl EnvOps {
    /// Reads the setting's value.
    ///
    /// # Errors
    /// Refuses options that Jinja2 does not have.
    pub(crate) fn from_yaml(value: &serde_yaml::Value) -> Result<Self, RenderError> {
        if value.is_null() {
            return Ok(Self::default());
        }
        if let Some(undefined) = value.get("undefined")
            && UndefinedKind::deserialize(undefined).is_err()
        {
            let name = undefined
                .as_str()
                .map_or_else(|| format!("{undefined:?}"), str::to_owned);
            return Err(RenderError::Envops(format!(
                "Unsupported envops.undefined value specified: {name}.\n\
                 Supported values are \"jinja2.Undefined\" and \"jinja2.StrictUndefined\"."
            )));
        }
        Self::deserialize(value).map_err(|error| RenderError::Envops(error.to_string()))
    }

    /// Checks that templates can be read at all.
    pub(super) fn check(&self) -> Result<(), RenderError> {
        let starts = [
            &self.block_start_string,
            &self.variable_start_string,
            &self.comment_start_string,
        ];
        let ends = [
            &self.block_end_string,
            &self.variable_end_string,
            &self.comment_end_string,
        ];
        if starts.iter().chain(&ends).any(|delimiter| delimiter.is_empty()) {
            return Err(RenderError::Envops("a delimiter must not be empty".to_owned()));
        }
        if starts[0] == starts[1] || starts[1] == starts[2] || starts[0] == starts[2] {
            return Err(RenderError::Envops(
                "block, variable and comment start strings must be different".to_owned(),
            ));
        }
        if !matches!(self.newline_sequence.as_str(), "\n" | "\r" | "\r\n") {
            return Err(RenderError::Envops(
                "`newline_sequence` must be one of '\\n', '\\r\\n' or '\\r'".to_owned(),
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{EnvOps, UndefinedKind};

    fn read(yaml: &str) -> Result<EnvOps, String> {
        EnvOps::from_yaml(&serde_yaml::from_str(yaml).unwrap())
            .and_then(|envops| envops.check().map(|()| envops))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn defaults_are_copiers() {
        assert_eq!(read("~"), Ok(EnvOps::default()));
        assert!(EnvOps::default().keep_trailing_newline);
        let envops = read("{variable_start_string: '[[', undefined: jinja2.StrictUndefined}").unwrap();
        assert_eq!(envops.variable_start_string, "[[");
        assert_eq!(envops.undefined, UndefinedKind::Strict);
        assert!(envops.keep_trailing_newline);
    }

    #[test]
    fn what_jinja2_would_not_take_is_refused() {
        assert_eq!(
            read("{undefined: jinja2.ChainableUndefined}"),
            Err(
                "Unsupported envops.undefined value specified: jinja2.ChainableUndefined.\n\
                 Supported values are \"jinja2.Undefined\" and \"jinja2.StrictUndefined\"."
                    .to_owned()
            )
        );
        assert!(read("{block_begin: '<%'}").unwrap_err().contains("block_begin"));
        assert!(read("{block_start_string: ''}").is_err());
        assert!(read("{block_start_string: '{{'}").is_err());
        assert!(read("{newline_sequence: x}").is_err());
    }
}
