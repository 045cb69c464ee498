//! Digests and the identifiers made of them.

use md5::Md5;
use minijinja::value::Value;
use minijinja::{Error, State};
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512, Sha512_224, Sha512_256};
use uuid::Uuid;

use super::call::Call;
use super::encoding::to_bytes;
use super::python;

/// The namespace of the identifiers of `to_uuid`, which Ansible chose.
const NAMESPACE: Uuid = Uuid::from_u128(0x2085_1c88_ac15_449f_9ee7_7482_9105_da86);

/// How the names of digests begin that Python has besides those here.
const ABSENT: [&str; 8] = [
    "blake2", "md5-sha1", "null", "ripemd", "rmd160", "sha3", "shake", "sm3",
];

pub(super) fn md5(_state: &mut State, call: &Call) -> Result<Value, Error> {
    Ok(hex::<Md5>(&call.only("data")?).into())
}

/// SHA-1, with the `hash_func` argument of the original left out: no template can name a Python function.
pub(super) fn sha1(_state: &mut State, call: &Call) -> Result<Value, Error> {
    Ok(hex::<Sha1>(&call.only("data")?).into())
}

/// Digests by an algorithm's name; an unknown name gives nothing.
pub(super) fn hash(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let [data, algorithm] = call.bind(["data", "hashtype"], 1)?;
    let data = data.unwrap_or_default();
    let algorithm = algorithm.map_or_else(|| "sha1".to_owned(), |name| python::str(&name).to_lowercase());
    let digest = match algorithm.as_str() {
        "md5" | "ssl3-md5" => hex::<Md5>(&data),
        "sha1" | "sha-1" | "ssl3-sha1" => hex::<Sha1>(&data),
        "sha224" | "sha-224" | "sha2-224" => hex::<Sha224>(&data),
        "sha256" | "sha-256" | "sha2-256" => hex::<Sha256>(&data),
        "sha384" | "sha-384" | "sha2-384" => hex::<Sha384>(&data),
        "sha512" | "sha-512" | "sha2-512" => hex::<Sha512>(&data),
        "sha512_224" | "sha512-224" | "sha2-512/224" => hex::<Sha512_224>(&data),
        "sha512_256" | "sha512-256" | "sha2-512/256" => hex::<Sha512_256>(&data),
        _ if ABSENT.iter().any(|name| algorithm.starts_with(name)) => {
            return Err(call.fail(format!("the digest `{algorithm}` is not available")));
        }
        _ => return Ok(().into()),
    };
    Ok(digest.into())
}

/// The UUID (version 5) of a value's text in Ansible's namespace.
pub(super) fn to_uuid(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let name = python::str(&call.only("string")?);
    Ok(Uuid::new_v5(&NAMESPACE, name.as_bytes()).to_string().into())
}

fn hex<D: Digest>(data: &Value) -> String {
    use std::fmt::Write as _;

    D::digest(to_bytes(data))
        .iter()
        .fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}
