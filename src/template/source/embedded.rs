use std::path::PathBuf;

use crate::tree::{File, Node, RelPath, Tree};

use super::{Reference, SourceError};

/// What the build script packs for one path of `template/`.
#[derive(Debug, Clone, Copy)]
enum Packed {
    File {
        executable: bool,
        bytes: &'static [u8],
    },
    #[allow(dead_code, reason = "the template need not hold a link")]
    Symlink(&'static str),
}

// `PACKED: &[(&str, Packed)]`, written by build.rs.
include!(concat!(env!("OUT_DIR"), "/template.rs"));

/// The version of the embedded template: the program's own.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The files of the embedded template.
pub(super) fn tree() -> Result<Tree, SourceError> {
    PACKED
        .iter()
        .map(|(path, packed)| {
            let node = match *packed {
                Packed::File { executable, bytes } => Node::File(File::new(bytes, executable)),
                Packed::Symlink(target) => Node::Symlink(PathBuf::from(target)),
            };
            Ok((RelPath::new(path)?, node))
        })
        .collect()
}

/// Accepts the one version that there is.
pub(super) fn check(reference: Option<&Reference>) -> Result<(), SourceError> {
    let Some(Reference::Named(asked) | Reference::Current(asked)) = reference else {
        return Ok(());
    };
    let plain = asked.strip_prefix('v').unwrap_or(asked);
    if plain == VERSION || asked.is_empty() || asked == "HEAD" {
        return Ok(());
    }
    Err(SourceError::EmbeddedVersion {
        asked: asked.clone(),
        have: format!("v{VERSION}"),
    })
}
