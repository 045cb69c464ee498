//! The variables a template sees.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use minijinja::Value;

/// Names bound to values, innermost first.
pub(crate) type Bindings = Vec<(String, Value)>;

/// Variables in shared layers: cloning copies a pointer, extending adds a layer.
#[derive(Clone, Default)]
pub(crate) struct Context {
    layer: Option<Arc<Layer>>,
}

struct Layer {
    names: HashMap<String, Value>,
    below: Option<Arc<Layer>>,
}

impl Context {
    /// A context of YAML answers.
    pub(crate) fn from_yaml(answers: &serde_yaml::Mapping) -> Self {
        answers
            .iter()
            .filter_map(|(name, value)| Some((name.as_str()?.to_owned(), super::value::to_jinja(value))))
            .collect()
    }

    /// This context with more names, which hide those of the same name below.
    #[must_use]
    pub(crate) fn with<N: Into<String>>(&self, names: impl IntoIterator<Item = (N, Value)>) -> Self {
        let names: HashMap<_, _> = names
            .into_iter()
            .map(|(name, value)| (name.into(), value))
            .collect();
        if names.is_empty() {
            return self.clone();
        }
        Self {
            layer: Some(Arc::new(Layer {
                names,
                below: self.layer.clone(),
            })),
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.layers().find_map(|layer| layer.names.get(name))
    }

    /// Every visible name with its value, in no particular order.
    pub(crate) fn bindings(&self) -> HashMap<&str, &Value> {
        let mut all = HashMap::new();
        for layer in self.layers() {
            for (name, value) in &layer.names {
                all.entry(name.as_str()).or_insert(value);
            }
        }
        all
    }

    fn layers(&self) -> impl Iterator<Item = &Layer> {
        std::iter::successors(self.layer.as_deref(), |layer| layer.below.as_deref())
    }
}

impl<N: Into<String>> FromIterator<(N, Value)> for Context {
    fn from_iter<I: IntoIterator<Item = (N, Value)>>(names: I) -> Self {
        Self::default().with(names)
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.bindings()).finish()
    }
}
