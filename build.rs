//! Packs the folder `template/` into the binary.
//!
//! Neither `rust-embed` nor `include_dir` keeps the executable bit, without which the scripts of a project are dead.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo looks at the whole folder, new files included.
    println!("cargo::rerun-if-changed=template");
    println!("cargo::rerun-if-changed=build.rs");
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    fs_err::write(out.join("template.rs"), table(&root.join("template"))?)?;
    Ok(())
}

/// Writes the table of `(path, Packed)` that `src/template/source/embedded.rs` includes.
fn table(template: &Path) -> Result<String, Box<dyn Error>> {
    let mut table = String::from("static PACKED: &[(&str, Packed)] = &[\n");
    for entry in WalkDir::new(template).min_depth(1).sort_by_file_name() {
        let entry = entry?;
        let kind = entry.file_type();
        if kind.is_dir() {
            continue;
        }
        let names: Option<Vec<_>> = (entry.path().strip_prefix(template)?.iter())
            .map(std::ffi::OsStr::to_str)
            .collect();
        let path = names.ok_or("a name in template/ is not UTF-8")?.join("/");
        let packed = if kind.is_symlink() {
            let target = fs_err::read_link(entry.path())?;
            let target = target.to_str().ok_or("a link in template/ is not UTF-8")?;
            format!("Packed::Symlink({target:?})")
        } else {
            let executable = is_executable(&entry.metadata()?);
            let file = format!("/template/{path}");
            format!(
                "Packed::File {{ executable: {executable}, \
                 bytes: include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {file:?})) }}"
            )
        };
        writeln!(table, "    ({path:?}, {packed}),")?;
    }
    table.push_str("];\n");
    Ok(table)
}

#[cfg(unix)]
fn is_executable(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o100 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &std::fs::Metadata) -> bool {
    false
}
