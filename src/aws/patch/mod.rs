//! Puts values into texts that people edit: HCL and `.env`. Whatever is not named stays byte for byte.

mod env;
mod error;
mod files;
mod hcl;
mod path;
mod value;

pub(crate) use env::{carry as carry_env, env, env_value};
pub(crate) use error::PatchError;
pub(crate) use files::{FileError, PatchedFiles, patch_all};
pub(crate) use hcl::{Added, HclSetting, carry as carry_hcl, hcl, hcl_text};
pub(crate) use path::HclPath;
pub(crate) use value::Value;
