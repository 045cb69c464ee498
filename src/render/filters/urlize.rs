//! `urlize`: addresses in a text become links.

use std::sync::LazyLock;

use fancy_regex::Regex;
use minijinja::Value;

use super::{given, int_or, soft_text, text_like};
use crate::render::fault::{Fault, Outcome};
use crate::render::python::{Args, escape_html, iterate, repr, to_text, truth};
use crate::render::run::Run;

/// What Jinja2 takes for an address: a host with a scheme or `www.`, one below a classic top-level domain, or an IP.
static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)^(?:(?:https?://|www\.)(?:(?:[\w%-]+\.)+)?(?:[a-z]{2,63}|xn--[\w%]{2,59})",
        r"|(?:[\w%-]{2,63}\.)+(?:com|net|int|edu|gov|org|info|mil)",
        r"|https?://(?:\d{1,3}(?:\.\d{1,3}){3}|\[(?:[\da-f]{0,4}:){2}(?:[\da-f]{0,4}:?){1,6}\]))",
        r"(?::\d{1,5})?(?:[/?#]\S*)?$"
    ))
    .ok()
});
static EMAIL: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\S+@\w[\w.-]*\.\w+$").ok());

fn matches(regex: &LazyLock<Option<Regex>>, text: &str) -> bool {
    regex
        .as_ref()
        .is_some_and(|regex| regex.is_match(text).unwrap_or(false))
}

pub(super) fn urlize(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    let names = ["trim_url_limit", "nofollow", "target", "rel", "extra_schemes"];
    let [limit, nofollow, target, rel, schemes] = args.bind("urlize", names, 0)?;
    let limit = match given(limit) {
        Some(limit) => usize::try_from(int_or(Some(&limit), 0)?).ok(),
        None => None,
    };
    let text_of = |value: Option<Value>| given(value).map(|value| to_text(&value, &run.budget)).transpose();
    let rel = text_of(rel)?.unwrap_or_default();
    let mut rels: Vec<&str> = rel.split_whitespace().chain(["noopener"]).collect();
    if nofollow.as_ref().map_or(Ok(false), truth)? {
        rels.push("nofollow");
    }
    rels.sort_unstable();
    rels.dedup();
    let target = text_of(target)?.filter(|target| !target.is_empty());
    let mut schemes_text = Vec::new();
    for scheme in given(schemes).map_or(Ok(Vec::new()), |schemes| iterate(&schemes, &run.budget))? {
        let text = to_text(&scheme, &run.budget)?;
        let name = text.split_once(':').map_or("", |(name, _)| name);
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || name.len() < 2 {
            let scheme = repr(&scheme, &run.budget)?;
            return Err(Fault::failed(format!(
                "{scheme} is not a valid URI scheme prefix."
            )));
        }
        schemes_text.push(text);
    }
    let links = Links {
        limit,
        attributes: format!(
            " rel=\"{}\"{}",
            escape_html(&rels.join(" ")),
            target
                .map(|target| format!(" target=\"{}\"", escape_html(&target)))
                .unwrap_or_default()
        ),
        schemes: schemes_text,
    };
    let (text, safe) = soft_text(run, value)?;
    let text = if safe { text } else { escape_html(&text) };
    let mut out = String::new();
    for piece in text.split_inclusive(char::is_whitespace) {
        let end = piece.trim_end_matches(char::is_whitespace).len();
        out.push_str(&links.word(&piece[..end]));
        out.push_str(&piece[end..]);
    }
    run.budget.reserve(out.len())?;
    Ok(text_like(out, run.autoescape))
}

struct Links {
    limit: Option<usize>,
    attributes: String,
    schemes: Vec<String>,
}

impl Links {
    fn word(&self, word: &str) -> String {
        let (head, rest) = word.split_at(lead(word));
        let middle_end = rest.len() - trail(rest);
        let (middle, tail) = balanced(rest, middle_end);
        format!("{head}{}{tail}", self.link(middle))
    }

    fn link(&self, text: &str) -> String {
        let attributes = &self.attributes;
        if matches(&ADDRESS, text) {
            let scheme = if text.starts_with("https://") || text.starts_with("http://") {
                ""
            } else {
                "https://"
            };
            return format!("<a href=\"{scheme}{text}\"{attributes}>{}</a>", self.shown(text));
        }
        if let Some(address) = text.strip_prefix("mailto:")
            && matches(&EMAIL, address)
        {
            return format!("<a href=\"{text}\">{address}</a>");
        }
        let may_be_email =
            text.contains('@') && !text.starts_with("www.") && !text.starts_with('@') && !text.contains(':');
        if may_be_email && matches(&EMAIL, text) {
            return format!("<a href=\"mailto:{text}\">{text}</a>");
        }
        if self
            .schemes
            .iter()
            .any(|scheme| text != scheme && text.starts_with(scheme.as_str()))
        {
            return format!("<a href=\"{text}\"{attributes}>{text}</a>");
        }
        text.to_owned()
    }

    fn shown(&self, text: &str) -> String {
        match self.limit {
            Some(limit) if text.chars().count() > limit => {
                text.chars().take(limit).chain("...".chars()).collect()
            }
            _ => text.to_owned(),
        }
    }
}

fn lead(word: &str) -> usize {
    let mut rest = word;
    while let Some(after) = ["(", "<", "&lt;"].iter().find_map(|open| rest.strip_prefix(open)) {
        rest = after;
    }
    word.len() - rest.len()
}

fn trail(word: &str) -> usize {
    let mut rest = word;
    while let Some(before) = [")", ">", ".", ",", "&gt;"]
        .iter()
        .find_map(|close| rest.strip_suffix(close))
    {
        rest = before;
    }
    word.len() - rest.len()
}

/// Moves closing brackets back into the address as far as they have an opening one in it.
fn balanced(text: &str, mut end: usize) -> (&str, &str) {
    for (open, close) in [("(", ")"), ("<", ">"), ("&lt;", "&gt;")] {
        let opened = text[..end].matches(open).count();
        if opened <= text[..end].matches(close).count() {
            continue;
        }
        for _ in 0..opened {
            match text[end..].find(close) {
                Some(at) => end += at + close.len(),
                None => break,
            }
        }
    }
    text.split_at(end)
}
