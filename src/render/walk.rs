//! Every path of a template becomes none, one or several paths of the project.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use miette::Diagnostic;
use thiserror::Error;

use super::{Bindings, Context, Engine, Origin, Patterns, RenderError};
use crate::template::{Files, Settings, Target};
use crate::tree::{File, ForbiddenPath, Node, RelPath, Tree};

/// Links may make a template endless; no real one is this deep.
const DEEPEST: usize = 64;

/// What one render needs to know.
pub(crate) struct Walk<'a> {
    pub(crate) files: &'a Files<'a>,
    pub(crate) settings: &'a Settings,
    pub(crate) engine: &'a Engine,
    pub(crate) context: &'a Context,
    pub(crate) exclude: &'a Patterns,
    /// The answers file's path in the project.
    pub(crate) answers_file: &'a Path,
    /// The folder of the template that is rendered, relative to the template.
    pub(crate) subdirectory: &'a Path,
}

#[derive(Debug, Error, Diagnostic)]
pub(crate) enum WalkError {
    #[error(transparent)]
    #[diagnostic(transparent)]
    Render(#[from] RenderError),

    #[error("Error rendering template path {}: {source}", .path.display())]
    #[diagnostic(
        code("template-path"),
        help("the name of a file or folder in the template is itself a template")
    )]
    Name {
        path: PathBuf,
        #[diagnostic_source]
        source: RenderError,
    },

    #[error(transparent)]
    #[diagnostic(transparent)]
    Forbidden(#[from] ForbiddenPath),

    #[error("\"{}\" is forbidden: it {reason}", .path.display())]
    #[diagnostic(
        code("forbidden-path"),
        help("the template's path `{}` renders to it; a template may only write below the project's folder", .from.display())
    )]
    Escapes {
        path: PathBuf,
        from: PathBuf,
        reason: &'static str,
    },

    #[error("`{}` and `{}` are both rendered to `{path}`", .first.display(), .second.display())]
    #[diagnostic(code("path-twins"), help("one of them needs another name or a condition"))]
    Twins {
        path: RelPath,
        first: PathBuf,
        second: PathBuf,
    },

    #[error("the template is nested deeper than {DEEPEST} folders at `{}`", .path.display())]
    #[diagnostic(
        code("template-limit"),
        help("a symlink to a folder above itself makes it endless")
    )]
    TooDeep { path: PathBuf },
}

/// A rendered folder or file name with what `yield` bound on the way.
#[derive(Clone)]
struct Place {
    path: PathBuf,
    context: Context,
}

/// Renders all files of a template. Names of answers files in folders below the root are told, as copier deprecates them.
pub(crate) fn render(walk: &Walk<'_>) -> Result<Rendered, WalkError> {
    let mut rendered = Rendered::default();
    let root = Place {
        path: PathBuf::new(),
        context: walk.context.clone(),
    };
    walk.folder(
        walk.subdirectory,
        Path::new(""),
        &Rc::new(vec![root]),
        0,
        &mut rendered,
    )?;
    rendered.drop_implied_folders();
    Ok(rendered)
}

/// The rendered project.
#[derive(Debug, Default)]
pub(crate) struct Rendered {
    pub(crate) tree: Tree,
    /// The template names its answers file below a folder, which copier has deprecated.
    pub(crate) nested_answers_file: bool,
}

impl Walk<'_> {
    /// `source` is where the folder's content lies, `shown` the path under which it is reached (they differ behind links).
    fn folder(
        &self,
        source: &Path,
        shown: &Path,
        places: &Rc<Vec<Place>>,
        depth: usize,
        rendered: &mut Rendered,
    ) -> Result<(), WalkError> {
        if depth > DEEPEST {
            return Err(WalkError::TooDeep {
                path: shown.to_owned(),
            });
        }
        for name in self.files.names(source).unwrap_or_default() {
            let (from, shown) = (source.join(name), shown.join(name));
            match self.lies_at(&from)? {
                Lies::Folder(inside) => {
                    let below = Rc::new(self.places(places, name, &shown, false, rendered)?);
                    for place in below.iter().filter(|place| !self.is_excluded(place)) {
                        let path = Self::safe(&place.path, &shown)?;
                        rendered.tree.insert(path, Node::Folder);
                    }
                    if !below.is_empty() {
                        self.folder(&inside, &shown, &below, depth + 1, rendered)?;
                    }
                }
                Lies::File(content) => self.file(&content, &shown, name, places, rendered)?,
                Lies::Symlink(target) => self.symlink(&target, &shown, name, places, rendered)?,
            }
        }
        Ok(())
    }

    fn lies_at(&self, path: &Path) -> Result<Lies, WalkError> {
        Ok(match self.files.node(path) {
            Some(Node::File(_)) => Lies::File(path.to_owned()),
            Some(Node::Symlink(target)) if self.settings.preserve_symlinks => Lies::Symlink(target.clone()),
            Some(Node::Symlink(target)) => match self.files.follow(path)? {
                Target::File(content) => Lies::File(content),
                Target::Folder(folder) => Lies::Folder(folder),
                Target::Dangling => Lies::Symlink(target.clone()),
            },
            Some(Node::Folder) | None => Lies::Folder(path.to_owned()),
        })
    }

    fn file(
        &self,
        content: &Path,
        shown: &Path,
        name: &OsString,
        places: &Rc<Vec<Place>>,
        rendered: &mut Rendered,
    ) -> Result<(), WalkError> {
        let Some(Node::File(source)) = self.files.node(content) else {
            return Ok(());
        };
        let Some((stem, is_template)) = self.stem(shown, name) else {
            return Ok(());
        };
        for place in self.places(places, &stem, shown, true, rendered)? {
            if !is_template && self.has_template_twin(&place.path) {
                continue;
            }
            let path = Self::safe(&place.path, shown)?;
            if self.is_excluded(&place) {
                continue;
            }
            let bytes = if is_template {
                self.content(content, source, &place.context)?
            } else {
                None
            };
            let file = File {
                bytes: bytes.map_or_else(|| source.bytes.clone(), Into::into),
                executable: source.executable,
                permissions: source.permissions,
            };
            put(rendered, path, Node::File(file), shown)?;
        }
        Ok(())
    }

    /// Renders a file; `None` means that it is no text and is copied.
    fn content(&self, path: &Path, file: &File, context: &Context) -> Result<Option<Vec<u8>>, WalkError> {
        let Ok(text) = std::str::from_utf8(&file.bytes) else {
            if self.settings.suffix.is_empty() {
                return Ok(None);
            }
            let message = format!("`{}` is a template and not valid UTF-8", path.display());
            return Err(RenderError::Unreadable {
                message,
                source: None,
            }
            .into());
        };
        let name = path
            .iter()
            .map(|part| part.to_string_lossy())
            .collect::<Vec<_>>()
            .join("/");
        let output = self.engine.file(&name, context)?;
        // Jinja renders line ends as LF; a file written with CRLF keeps them.
        let crlf = text.matches("\r\n").count();
        if crlf > 0 && crlf == text.matches('\n').count() {
            return Ok(Some(
                output.replace("\r\n", "\n").replace('\n', "\r\n").into_bytes(),
            ));
        }
        Ok(Some(output.into_bytes()))
    }

    fn symlink(
        &self,
        target: &Path,
        shown: &Path,
        name: &OsString,
        places: &Rc<Vec<Place>>,
        rendered: &mut Rendered,
    ) -> Result<(), WalkError> {
        let Some((stem, is_template)) = self.stem(shown, name) else {
            return Ok(());
        };
        for place in self.places(places, &stem, shown, true, rendered)? {
            let path = Self::safe(&place.path, shown)?;
            if self.is_excluded(&place) {
                continue;
            }
            let target = match target.to_str().filter(|_| is_template) {
                Some(text) => self
                    .engine
                    .text(&Self::origin(shown), text, &place.context)?
                    .into(),
                None => target.to_owned(),
            };
            put(rendered, path, Node::Symlink(target), shown)?;
        }
        Ok(())
    }

    /// A file's name without the suffix, and whether it had it; `None` when a template of the same name replaces it.
    fn stem(&self, shown: &Path, name: &OsString) -> Option<(OsString, bool)> {
        let suffix = self.settings.suffix.as_str();
        if suffix.is_empty() {
            return Some((name.clone(), true));
        }
        let mut twin = self.subdirectory.join(shown).into_os_string();
        twin.push(suffix);
        if self.files.exists(Path::new(&twin)) {
            return None;
        }
        match name.to_str().and_then(|name| name.strip_suffix(suffix)) {
            Some(stem) => Some((stem.into(), true)),
            None => Some((name.clone(), false)),
        }
    }

    /// A plain file whose rendered name is also a template's gives way to that template.
    fn has_template_twin(&self, path: &Path) -> bool {
        let mut twin = path.as_os_str().to_owned();
        twin.push(&self.settings.suffix);
        self.files.exists(Path::new(&twin))
    }

    /// Renders one name below each of several places; a name that renders to nothing leaves the path out.
    fn places(
        &self,
        above: &[Place],
        name: &OsString,
        shown: &Path,
        is_file: bool,
        rendered: &mut Rendered,
    ) -> Result<Vec<Place>, WalkError> {
        let mut places = Vec::with_capacity(above.len());
        for place in above {
            let Some(text) = name.to_str() else {
                places.push(Place {
                    path: place.path.join(name),
                    context: place.context.clone(),
                });
                continue;
            };
            let names = self
                .engine
                .names(text, &place.context)
                .map_err(|source| match source {
                    RenderError::MultipleYieldTags { .. } => WalkError::Render(source),
                    source => WalkError::Name {
                        path: shown.to_owned(),
                        source,
                    },
                })?;
            for (name, bindings) in names {
                if name.is_empty() {
                    continue;
                }
                let context = extended(&place.context, bindings);
                if is_file && Path::new(&name) == self.answers_file {
                    rendered.nested_answers_file |= !place.path.as_os_str().is_empty();
                    places.push(Place {
                        path: self.answers_file.to_owned(),
                        context,
                    });
                } else {
                    places.push(Place {
                        path: place.path.join(name),
                        context,
                    });
                }
            }
        }
        Ok(places)
    }

    fn safe(path: &Path, from: &Path) -> Result<RelPath, WalkError> {
        RelPath::new(path).map_err(|error| WalkError::Escapes {
            path: error.path,
            from: from.to_owned(),
            reason: error.reason,
        })
    }

    fn is_excluded(&self, place: &Place) -> bool {
        RelPath::new(&place.path).is_ok_and(|path| self.exclude.matches(&path))
    }

    fn origin(path: &Path) -> Origin {
        Origin::new(path.display().to_string(), 1)
    }
}

/// What a path of the template stands for.
enum Lies {
    File(PathBuf),
    Folder(PathBuf),
    Symlink(PathBuf),
}

fn extended(context: &Context, bindings: Bindings) -> Context {
    if bindings.is_empty() {
        context.clone()
    } else {
        context.with(bindings)
    }
}

/// Two sources for one path are told rather than settled by chance, unless both say the same.
fn put(rendered: &mut Rendered, path: RelPath, node: Node, from: &Path) -> Result<(), WalkError> {
    if let Some(before) = rendered.tree.insert(path.clone(), node) {
        let same = rendered.tree.get(&path) == Some(&before);
        if !same {
            return Err(WalkError::Twins {
                path,
                first: PathBuf::from("another file"),
                second: from.to_owned(),
            });
        }
    }
    Ok(())
}

impl Rendered {
    /// Folders that hold something need no node of their own.
    fn drop_implied_folders(&mut self) {
        let paths: Vec<RelPath> = self.tree.iter().map(|(path, _)| path.clone()).collect();
        let implied: Vec<RelPath> = paths
            .windows(2)
            .filter(|pair| pair[1].as_path().starts_with(pair[0].as_path()))
            .map(|pair| pair[0].clone())
            .collect();
        for path in implied {
            if matches!(self.tree.get(&path), Some(Node::Folder)) {
                self.tree.remove(&path);
            }
        }
    }
}
