use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::OnceLock;

use pep440_rs::Version;
use tempfile::TempDir;

use super::checkout::Checkout;
use super::history::{History, Ref};
use super::listing::Listing;
use super::local::Local;
use super::mirror::Mirror;
use super::reference::{Resolved, resolve};
use super::{
    Cache, Location, Place, Reference, SourceError, SourceWarning, embedded, folder, version, written,
};
use crate::git::{Git, GitFailure, redact};
use crate::tree::Tree;

/// How a template is to be had.
#[derive(Debug)]
pub(crate) struct FetchOptions<'a> {
    /// Without one, the latest version tag.
    pub(crate) reference: Option<Reference>,
    /// Whether the latest version may be a pre-release.
    pub(crate) prereleases: bool,
    pub(crate) cache: &'a Cache,
    pub(crate) git: &'a Git,
}

/// A template at one version.
#[derive(Debug)]
pub(crate) struct Fetched {
    pub(crate) tree: Tree,
    /// The text for `_src_path`.
    pub(crate) url: String,
    /// The text for `_commit`; a folder that is no repository has none.
    pub(crate) commit: Option<String>,
    pub(crate) commit_hash: Option<String>,
    pub(crate) version: Option<Version>,
    /// The tag, branch or commit that was taken; `HEAD` if there is no version tag.
    pub(crate) resolved_ref: Option<String>,
    pub(crate) warnings: Vec<SourceWarning>,
    root: Root,
}

/// Where a template lies on disk.
#[derive(Debug)]
enum Root {
    Folder(PathBuf),
    Checkout {
        path: PathBuf,
        _folder: TempDir,
    },
    /// In memory; written when its commands need it.
    Memory(OnceLock<TempDir>),
}

impl Fetched {
    /// The template's folder on disk, there as long as this value is. What is held in memory has an empty one
    /// until [`Self::write_out`] is called.
    pub(crate) fn root(&self) -> Result<&Path, SourceError> {
        match &self.root {
            Root::Folder(path) | Root::Checkout { path, .. } => Ok(path),
            Root::Memory(folder) => {
                if let Some(folder) = folder.get() {
                    return Ok(folder.path());
                }
                let empty = TempDir::with_prefix("scaffold-template-")?;
                Ok(folder.get_or_init(|| empty).path())
            }
        }
    }

    /// Writes the template's files into its folder, for commands of the template that read them there.
    pub(crate) fn write_out(&self, tree: &Tree) -> Result<(), SourceError> {
        if matches!(self.root, Root::Memory(_)) {
            written::write(tree, self.root()?)?;
        }
        Ok(())
    }
}

/// Gets a template's files at the version that is asked for.
///
/// Nothing of the template is run, and nothing but the cache is written to.
pub(crate) fn fetch(location: &Location, options: &FetchOptions<'_>) -> Result<Fetched, SourceError> {
    let url = location.recorded();
    match location.place() {
        Place::Embedded => fetch_embedded(url, options),
        Place::Folder(path) => fetch_folder(url, path),
        Place::Repository(path) => match Local::probe(options.git, path) {
            Ok(Some(local)) => fetch_local(url, &local, options),
            // Without git, or when git finds no repository, the files are as good as in any other folder.
            Ok(None) | Err(GitFailure::Missing) => fetch_folder(url, path),
            Err(failure) => Err(failure.about(&path.to_string_lossy())),
        },
        Place::Bundle(path) => {
            let address = path.to_string_lossy();
            fetch_mirror(url, Mirror::scratch(options.git, &address)?, &address, options)
        }
        Place::Remote(address) => fetch_remote(url, address, options),
    }
}

fn fetch_embedded(url: &str, options: &FetchOptions<'_>) -> Result<Fetched, SourceError> {
    embedded::check(options.reference.as_ref())?;
    let tag = format!("v{}", embedded::VERSION);
    Ok(Fetched {
        tree: embedded::tree()?,
        url: url.to_owned(),
        version: Version::from_str(embedded::VERSION).ok(),
        commit_hash: None,
        resolved_ref: Some(tag.clone()),
        commit: Some(tag),
        warnings: Vec::new(),
        root: Root::Memory(OnceLock::new()),
    })
}

fn fetch_folder(url: &str, path: &Path) -> Result<Fetched, SourceError> {
    let root = fs_err::canonicalize(path)?;
    Ok(Fetched {
        tree: folder::read(&root, None)?,
        url: url.to_owned(),
        version: None,
        commit_hash: None,
        resolved_ref: None,
        commit: None,
        warnings: Vec::new(),
        root: Root::Folder(root),
    })
}

fn fetch_local(url: &str, local: &Local, options: &FetchOptions<'_>) -> Result<Fetched, SourceError> {
    let address = local.folder.to_string_lossy();
    let history = History::of_folder(options.git, &local.folder, &address);
    let refs = history.refs()?;
    let mut resolved = resolve(&history, &refs, options.reference.as_ref(), options.prereleases)?;
    let mut warnings = warnings_of(local.is_shallow, url);
    let objects = local.objects();
    let origin = Origin {
        git: options.git,
        address: &address,
        objects: &objects,
    };
    if !resolved.is_head() || !local.is_dirty(options.git, &address)? {
        return finish(url, &origin, &history, &refs, resolved, warnings);
    }
    warnings.push(SourceWarning::DirtyLocal { url: url.to_owned() });
    let parent = resolved.commit.as_deref();
    let scratch = origin.checkout(parent.unwrap_or_default())?;
    let objects = scratch.objects();
    let history = history.with_objects(objects.clone());
    resolved.commit = Some(local.commit_changes(&history, parent, &scratch.git_dir())?);
    let origin = Origin {
        objects: &objects,
        ..origin
    };
    finish(url, &origin, &history, &refs, resolved, warnings)
}

fn fetch_remote(url: &str, address: &str, options: &FetchOptions<'_>) -> Result<Fetched, SourceError> {
    let mirror = Mirror::cached(options.git, options.cache, address)?;
    let is_new = mirror.is_new;
    match fetch_mirror(url, mirror, address, options) {
        // What an old mirror cannot give, one made anew may.
        Err(SourceError::Git { command, .. }) if !is_new && command != "submodule" => {
            let mirror = Mirror::remade(options.git, options.cache, address)?;
            fetch_mirror(url, mirror, address, options)
        }
        result => result,
    }
}

fn fetch_mirror(
    url: &str,
    mut mirror: Mirror<'_>,
    address: &str,
    options: &FetchOptions<'_>,
) -> Result<Fetched, SourceError> {
    let path = mirror.path();
    let history = History::of_mirror(options.git, &path, address);
    let refs = history.refs()?;
    let resolved = resolve(&history, &refs, options.reference.as_ref(), options.prereleases)?;
    let mut warnings = std::mem::take(&mut mirror.warnings);
    let is_shallow = path.join("shallow").exists();
    warnings.extend(warnings_of(is_shallow, &redact(url)));
    let origin = Origin {
        git: options.git,
        address,
        objects: &path.join("objects"),
    };
    finish(url, &origin, &history, &refs, resolved, warnings)
}

fn warnings_of(is_shallow: bool, url: &str) -> Vec<SourceWarning> {
    is_shallow
        .then(|| SourceWarning::ShallowClone { url: url.to_owned() })
        .into_iter()
        .collect()
}

/// Where a commit's objects lie, and what its repository is called.
#[derive(Debug, Clone, Copy)]
struct Origin<'a> {
    git: &'a Git,
    address: &'a str,
    objects: &'a Path,
}

impl<'a> Origin<'a> {
    /// A scratch repository with these objects, of the same format as `hash`.
    fn checkout(&self, hash: &str) -> Result<Checkout<'a>, SourceError> {
        Checkout::new(self.git, self.address, self.objects, hash.len())
    }
}

/// Reads the files and the version of a commit.
fn finish(
    url: &str,
    origin: &Origin<'_>,
    history: &History<'_>,
    refs: &[Ref],
    resolved: Resolved,
    warnings: Vec<SourceWarning>,
) -> Result<Fetched, SourceError> {
    let Some(commit) = resolved.commit else {
        return Err(SourceError::NoCommits { url: redact(url) });
    };
    let listing = Listing::of_commit(history, &commit)?;
    let mut tree = listing.read(history)?;
    let mut root = Root::Memory(OnceLock::new());
    if listing.needs_checkout(&tree) {
        let checkout = origin.checkout(&commit)?;
        checkout.fill(&commit)?;
        let path = fs_err::canonicalize(checkout.path())?;
        tree = folder::read(&path, Some(&listing.executable_bits()))?;
        root = Root::Checkout {
            path,
            _folder: checkout.into_folder(),
        };
    }
    let described = history.describe(&commit)?;
    Ok(Fetched {
        tree,
        url: url.to_owned(),
        version: version::of_commit(history, refs, &commit, &described)?,
        commit: Some(described),
        commit_hash: Some(commit),
        resolved_ref: Some(resolved.name),
        warnings,
        root,
    })
}
