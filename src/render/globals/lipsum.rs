//! `lipsum`: paragraphs of meaningless text.

use minijinja::Value;
use rand::RngExt as _;

use crate::render::fault::{Fault, Outcome};
use crate::render::python::{Args, as_index, truth};
use crate::render::run::Run;

const WORDS: &str = "a ac accumsan ad adipiscing aenean aliquam aliquet amet ante aptent arcu at auctor augue \
    bibendum blandit class commodo condimentum congue consectetuer consequat conubia convallis cras cubilia cum \
    curabitur cursus dapibus diam dictum dignissim dis dolor donec dui duis egestas eget eleifend elementum elit \
    enim erat eros est et etiam eu euismod facilisi facilisis fames faucibus felis fermentum feugiat fringilla \
    fusce gravida habitant hac hendrerit iaculis id imperdiet in integer interdum ipsum justo lacinia lacus \
    laoreet lectus leo libero ligula lobortis lorem luctus maecenas magna malesuada massa mattis mauris metus mi";

pub(super) fn lipsum(run: &mut Run<'_>, args: Args) -> Outcome<Value> {
    let [paragraphs, html, min, max] = args.bind("lipsum", ["n", "html", "min", "max"], 0)?;
    let count = |value: Option<Value>, default: i64| -> Outcome<usize> {
        let value = value.as_ref().map_or(Some(default), as_index);
        let value = value.ok_or_else(|| Fault::failed("lipsum() counts with integers"))?;
        Ok(usize::try_from(value).unwrap_or(0))
    };
    let (paragraphs, min, max) = (count(paragraphs, 5)?, count(min, 20)?, count(max, 100)?);
    let html = html.as_ref().map(truth).transpose()?.unwrap_or(true);
    if min >= max {
        return Err(Fault::failed("empty range for lipsum()"));
    }
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut random = rand::rng();
    let mut texts = Vec::new();
    for _ in 0..paragraphs {
        let length = random.random_range(min..max);
        run.budget.step(length)?;
        run.budget.reserve(length.saturating_mul(12))?;
        let chosen: Vec<&str> = (0..length)
            .map(|_| words[random.random_range(0..words.len())])
            .collect();
        let mut text = chosen.join(" ");
        if let Some(first) = text.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        texts.push(text + ".");
    }
    Ok(if html {
        let paragraphs: Vec<_> = texts.iter().map(|text| format!("<p>{text}</p>")).collect();
        Value::from_safe_string(paragraphs.join("\n"))
    } else {
        Value::from(texts.join("\n\n"))
    })
}
