//! Methods of `bytes`.

use std::fmt::Write as _;

use minijinja::Value;

use crate::render::fault::{Fault, Outcome};
use crate::render::python::Args;

pub(super) const NAMES: &[&str] = &["decode", "hex"];

pub(super) fn call(bytes: &[u8], name: &str, args: Args) -> Outcome<Value> {
    if name == "hex" {
        args.none(name)?;
        let text = bytes.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        return Ok(Value::from(text));
    }
    let [encoding, errors] = args.bind(name, ["encoding", "errors"], 0)?;
    let encoding = encoding
        .as_ref()
        .and_then(Value::as_str)
        .unwrap_or("utf-8")
        .to_ascii_lowercase();
    let lossy = errors.as_ref().and_then(Value::as_str) == Some("replace");
    match encoding.as_str() {
        "latin-1" | "latin1" | "iso-8859-1" => Ok(Value::from(
            bytes.iter().copied().map(char::from).collect::<String>(),
        )),
        "utf-8" | "utf8" | "ascii" if lossy => Ok(Value::from(String::from_utf8_lossy(bytes).into_owned())),
        "utf-8" | "utf8" => std::str::from_utf8(bytes)
            .map(Value::from)
            .map_err(|_| Fault::failed("'utf-8' codec can't decode the bytes")),
        "ascii" if bytes.is_ascii() => Ok(Value::from(String::from_utf8_lossy(bytes).into_owned())),
        "ascii" => Err(Fault::failed("'ascii' codec can't decode the bytes")),
        other => Err(Fault::failed(format!("unknown encoding: {other}"))),
    }
}
