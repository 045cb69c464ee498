use crate::yaml::error::YamlError;
use crate::yaml::limits::Limits;
use crate::yaml::mark::Span;

/// What nodes take once their aliases are expanded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) nodes: usize,
    pub(super) bytes: usize,
}

/// What has been used of the limits.
#[derive(Debug)]
pub(super) struct Budget {
    limits: Limits,
    pub(super) used: Size,
}

impl Budget {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            used: Size::default(),
        }
    }

    /// Counts what stands at `span`.
    pub(super) fn spend(&mut self, size: Size, span: Span) -> Result<(), YamlError> {
        let Limits { nodes, bytes, .. } = self.limits;
        self.used.nodes = self.used.nodes.saturating_add(size.nodes);
        self.used.bytes = self.used.bytes.saturating_add(size.bytes);
        if self.used.nodes > nodes {
            let message = format!("the document has more than {nodes} nodes");
            return Err(YamlError::new(message, span));
        }
        if self.used.bytes > bytes {
            let message = format!("the document has more than {bytes} bytes");
            return Err(YamlError::new(message, span));
        }
        Ok(())
    }

    /// What has been used since it was `before`.
    pub(super) fn since(&self, before: Size) -> Size {
        Size {
            nodes: self.used.nodes - before.nodes,
            bytes: self.used.bytes - before.bytes,
        }
    }

    pub(super) fn check_depth(&self, depth: usize, span: Span) -> Result<(), YamlError> {
        let deepest = self.limits.depth.min(Limits::DEEPEST);
        if depth > deepest {
            let message = format!("the document is nested deeper than {deepest} levels");
            return Err(YamlError::new(message, span));
        }
        Ok(())
    }
}
