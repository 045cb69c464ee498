//! The documents of `copier.yml`, with those that `!include` names in their place.

use std::path::{Component, Path};
use std::sync::Arc;

use globset::GlobBuilder;
use serde_yaml::Value;

use super::manifest::ManifestError;
use crate::tree::{ForbiddenPath, Node as File, Tree, lexical};
use crate::yaml::{self, Kind, Limits, Node};

const TAG: &str = "!include";
/// Includes behind one another before they are taken for a circle.
const DEEPEST: usize = 16;

/// The template's files, and where they lie.
struct Template<'a> {
    tree: &'a Tree,
    root: &'a Path,
}

/// One mapping of the configuration and the file that it stands in.
#[derive(Debug, Clone)]
pub(super) struct Document {
    pub(super) name: String,
    pub(super) text: Arc<String>,
    pub(super) node: Node,
}

impl Document {
    pub(super) fn value(&self) -> Result<Value, ManifestError> {
        self.node
            .to_value()
            .map_err(|error| invalid(&self.name, &self.text, error))
    }
}

fn invalid(name: &str, text: &str, error: yaml::YamlError) -> ManifestError {
    ManifestError::Yaml {
        file: name.to_owned(),
        source: error.in_text(name, text),
    }
}

/// Reads all documents of a file that are not empty; lists of documents are laid out flat.
pub(super) fn documents(
    tree: &Tree,
    root: &Path,
    path: &Path,
    bytes: &[u8],
) -> Result<Vec<Document>, ManifestError> {
    let mut documents = Vec::new();
    collect(&Template { tree, root }, path, bytes, 0, &mut documents)?;
    Ok(documents)
}

fn collect(
    template: &Template<'_>,
    path: &Path,
    bytes: &[u8],
    depth: usize,
    documents: &mut Vec<Document>,
) -> Result<(), ManifestError> {
    if depth > DEEPEST {
        return Err(ManifestError::DeepInclude {
            path: path.to_owned(),
        });
    }
    let name = path.display().to_string();
    let text = yaml::decode(bytes).map_err(|error| invalid(&name, "", error))?;
    let nodes = yaml::parse(&text, &Limits::default()).map_err(|error| invalid(&name, &text, error))?;
    let text = Arc::new(text.into_owned());
    for node in nodes {
        flatten(template, node, &name, &text, depth, documents)?;
    }
    Ok(())
}

fn flatten(
    template: &Template<'_>,
    node: Node,
    name: &str,
    text: &Arc<String>,
    depth: usize,
    documents: &mut Vec<Document>,
) -> Result<(), ManifestError> {
    if node.tag == TAG {
        let pattern = node.as_str().ok_or(ManifestError::InvalidInclude)?;
        return included(template, pattern, depth, documents);
    }
    match &node.value {
        Kind::Sequence(items) => {
            for item in items.iter() {
                flatten(template, item.clone(), name, text, depth, documents)?;
            }
        }
        Kind::Scalar(scalar) if scalar.is_empty() => {}
        Kind::Mapping(pairs) if pairs.is_empty() => {}
        _ => documents.push(Document {
            name: name.to_owned(),
            text: Arc::clone(text),
            node,
        }),
    }
    Ok(())
}

/// Reads every file of the template that a pattern names.
fn included(
    template: &Template<'_>,
    pattern: &str,
    depth: usize,
    documents: &mut Vec<Document>,
) -> Result<(), ManifestError> {
    if Path::new(pattern).is_absolute() {
        return Err(ManifestError::AbsoluteInclude {
            pattern: pattern.to_owned(),
        });
    }
    if Path::new(pattern)
        .components()
        .any(|part| part == Component::ParentDir)
    {
        let path = lexical(&template.root.join(pattern));
        return Err(ForbiddenPath {
            path,
            reason: "is included from outside the template",
        }
        .into());
    }
    let glob = GlobBuilder::new(pattern.trim_start_matches("./"))
        .literal_separator(true)
        .build()
        .map_err(|_| ManifestError::InvalidInclude)?
        .compile_matcher();
    for (path, node) in template
        .tree
        .iter()
        .filter(|(path, _)| glob.is_match(path.as_path()))
    {
        match node {
            File::File(file) => collect(template, path.as_path(), &file.bytes, depth + 1, documents)?,
            File::Symlink(_) => {
                let reason = "is a symlink, which an included file may not be";
                return Err(ForbiddenPath {
                    path: path.as_path().to_owned(),
                    reason,
                }
                .into());
            }
            File::Folder => {}
        }
    }
    Ok(())
}
