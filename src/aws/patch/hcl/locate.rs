use hcl_edit::expr::{Expression, Object, ObjectKey};
use hcl_edit::structure::{Block, BlockLabel, Body};

use crate::aws::patch::path::Segment;

/// What a path leads to.
pub(super) enum Located<'a> {
    Value(&'a Expression),
    Missing(Hole<'a>),
}

/// Where a path ends too early.
#[derive(Clone, Copy)]
pub(super) struct Hole<'a> {
    /// The first segment that is not there.
    pub(super) depth: usize,
    /// The object or the block's body that should hold it; neither where an expression is in the way.
    pub(super) object: Option<&'a Object>,
    pub(super) body: Option<&'a Body>,
    /// The block that the body belongs to; the file's own body has none.
    pub(super) block: Option<&'a Block>,
}

/// Follows a path; of several blocks of the same name it takes the one that leads farthest.
pub(super) fn locate<'a>(body: &'a Body, path: &[Segment]) -> Located<'a> {
    in_body(body, None, path, 0)
}

fn in_body<'a>(body: &'a Body, block: Option<&'a Block>, path: &[Segment], depth: usize) -> Located<'a> {
    let hole = Hole {
        depth,
        object: None,
        body: Some(body),
        block,
    };
    let Some(segment) = path.get(depth) else {
        return Located::Missing(Hole {
            depth: depth.saturating_sub(1),
            body: None,
            ..hole
        });
    };
    if let Some(attribute) = body.get_attribute(&segment.name) {
        return in_expression(&attribute.value, path, depth + 1);
    }
    let mut farthest = hole;
    for block in body.blocks().filter(|block| block.has_ident(&segment.name)) {
        let labels = path
            .get(depth + 1..depth + 1 + block.labels.len())
            .unwrap_or_default();
        let fits = labels.len() == block.labels.len() && labels.iter().zip(&block.labels).all(is_label);
        if !fits {
            continue;
        }
        match in_body(&block.body, Some(block), path, depth + 1 + labels.len()) {
            Located::Missing(hole) if hole.depth > farthest.depth => farthest = hole,
            Located::Missing(_) => {}
            value @ Located::Value(_) => return value,
        }
    }
    Located::Missing(farthest)
}

fn is_label((segment, label): (&Segment, &BlockLabel)) -> bool {
    label.as_str() == segment.name
}

fn in_expression<'a>(expression: &'a Expression, path: &[Segment], depth: usize) -> Located<'a> {
    let Some(segment) = path.get(depth) else {
        return Located::Value(expression);
    };
    match expression {
        Expression::Parenthesis(inner) => in_expression(inner.inner(), path, depth),
        Expression::Object(object) => match object
            .iter()
            .find(|(key, _)| key_name(key) == Some(&segment.name))
        {
            Some((_, value)) => in_expression(value.expr(), path, depth + 1),
            None => Located::Missing(Hole {
                depth,
                object: Some(object),
                body: None,
                block: None,
            }),
        },
        _ => Located::Missing(Hole {
            depth,
            object: None,
            body: None,
            block: None,
        }),
    }
}

/// The name of a map's key, quoted or not; a computed one has none.
pub(super) fn key_name(key: &ObjectKey) -> Option<&str> {
    match key {
        ObjectKey::Ident(name) | ObjectKey::Expression(Expression::Variable(name)) => Some(name.as_str()),
        ObjectKey::Expression(Expression::String(name)) => Some(name.as_str()),
        ObjectKey::Expression(_) => None,
    }
}
