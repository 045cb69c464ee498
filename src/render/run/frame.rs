//! Where a piece of template runs: its variables, its template and that template's blocks.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use minijinja::Value;

use crate::render::python::lock;
use crate::render::syntax::ast::{Block, Template};

/// Variables that were set in one stretch of a template, and those around it.
#[derive(Default)]
pub(crate) struct Scope {
    names: Mutex<Vec<(Arc<str>, Value)>>,
    outer: Option<Arc<Scope>>,
}

impl Scope {
    pub(crate) fn within(outer: Option<Arc<Self>>) -> Arc<Self> {
        Arc::new(Self {
            names: Mutex::default(),
            outer,
        })
    }

    pub(crate) fn get(&self, name: &str) -> Option<Value> {
        let mut scope = Some(self);
        while let Some(current) = scope {
            if let Some(value) = current.own(name) {
                return Some(value);
            }
            scope = current.outer.as_deref();
        }
        None
    }

    /// A variable of this scope itself.
    pub(crate) fn own(&self, name: &str) -> Option<Value> {
        let names = lock(&self.names);
        names
            .iter()
            .find(|(own, _)| **own == *name)
            .map(|(_, value)| value.clone())
    }

    pub(crate) fn set(&self, name: &Arc<str>, value: Value) {
        let mut names = lock(&self.names);
        match names.iter_mut().find(|(own, _)| own == name) {
            Some((_, old)) => *old = value,
            None => names.push((name.clone(), value)),
        }
    }

    /// Takes all variables, so that a macro and the scope that it was made in do not keep each other alive.
    pub(crate) fn clear(&self) {
        let names = std::mem::take(&mut *lock(&self.names));
        drop(names);
    }

    pub(crate) fn names(&self) -> Vec<(Arc<str>, Value)> {
        lock(&self.names).clone()
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}

type Layers = Vec<(Arc<Template>, Arc<Block>)>;

/// What the templates of one chain of inheritance share.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) root: Arc<Scope>,
    /// Whether the caller's variables are visible.
    pub(crate) with_context: bool,
    blocks: Mutex<HashMap<Arc<str>, Layers>>,
    parent: Mutex<Option<Arc<Template>>>,
    /// Names that were imported and are not exported again.
    hidden: Mutex<Vec<Arc<str>>>,
}

impl World {
    pub(crate) fn hide(&self, name: &Arc<str>) {
        lock(&self.hidden).push(name.clone());
    }

    pub(crate) fn is_hidden(&self, name: &str) -> bool {
        name == "loop" || lock(&self.hidden).iter().any(|own| **own == *name)
    }

    /// Adds a template's blocks below those of the templates that extend it.
    pub(crate) fn add_blocks(&self, template: &Arc<Template>) {
        let mut blocks = lock(&self.blocks);
        for (name, block) in &template.blocks {
            let layers = blocks.entry(name.clone()).or_default();
            layers.push((template.clone(), block.clone()));
        }
    }

    /// The block of that name, `level` templates below the one that defines it last.
    pub(crate) fn block(&self, name: &str, level: usize) -> Option<(Arc<Template>, Arc<Block>)> {
        lock(&self.blocks).get(name)?.get(level).cloned()
    }

    pub(crate) fn extend(&self, parent: Arc<Template>) -> bool {
        lock(&self.parent).replace(parent).is_none()
    }

    pub(crate) fn is_extending(&self) -> bool {
        lock(&self.parent).is_some()
    }

    pub(crate) fn take_parent(&self) -> Option<Arc<Template>> {
        lock(&self.parent).take()
    }
}

/// A place in a running template.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) template: Arc<Template>,
    pub(crate) scope: Arc<Scope>,
    pub(crate) world: Arc<World>,
    /// Whether output goes to the template itself, which `extends` silences.
    pub(crate) top: bool,
}

impl Frame {
    /// The outermost place of a template, within the variables of what includes it.
    pub(crate) fn root(template: Arc<Template>, outer: Option<Arc<Scope>>, with_context: bool) -> Self {
        let root = Scope::within(outer);
        let world = World {
            root: root.clone(),
            with_context,
            blocks: Mutex::default(),
            parent: Mutex::default(),
            hidden: Mutex::default(),
        };
        world.add_blocks(&template);
        Self {
            template,
            scope: root,
            world: Arc::new(world),
            top: true,
        }
    }

    /// A place with variables of its own.
    pub(crate) fn inner(&self) -> Self {
        Self {
            scope: Scope::within(Some(self.scope.clone())),
            ..self.clone()
        }
    }

    /// A place of which the output is caught.
    pub(crate) fn captured(&self) -> Self {
        Self {
            top: false,
            ..self.inner()
        }
    }

    pub(crate) fn is_silenced(&self) -> bool {
        self.top && self.world.is_extending()
    }
}
