//! The engine as its callers use it: names, files, errors with their places, and limits.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use miette::Diagnostic;
use minijinja::Value;

use super::{Bindings, Context, Engine, EngineOptions, EnvOps, Limits, Origin, RenderError};

fn engine_with(strict: bool, files: &[(&str, &str)]) -> Engine {
    let files: HashMap<String, String> = files
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect();
    Engine::new(EngineOptions {
        envops: EnvOps::default(),
        strict,
        limits: Limits {
            fuel: 2_000_000,
            ..Limits::default()
        },
        extensions: vec!["jinja2.ext.do".to_owned(), "jinja2.ext.loopcontrols".to_owned()],
        templates: Arc::new(move |path| match path {
            "../secret" => Err("the file is outside of the template".into()),
            _ => Ok(files.get(path).cloned()),
        }),
    })
    .unwrap()
}

fn engine() -> Engine {
    engine_with(false, &[])
}

fn context() -> Context {
    Context::from_yaml(&serde_yaml::from_str("{name: World, items: [a, b], user: {name: Ann}}").unwrap())
}

fn render(source: &str) -> Result<String, RenderError> {
    engine().text(&Origin::new("copier.yml", 10), source, &context())
}

fn code(error: &RenderError) -> String {
    error.code().map(|code| code.to_string()).unwrap_or_default()
}

/// The marked part of the text that an error points into.
fn marked(error: &RenderError, source: &str) -> String {
    let label = error.labels().unwrap().next().unwrap();
    source[label.offset()..label.offset() + label.len()].to_owned()
}

#[test]
fn an_error_tells_its_place() {
    let cases = [
        (
            "a\n{{ b.c }}",
            "template-undefined",
            "'b' is undefined",
            "b",
            (11, 4),
        ),
        (
            "{{ user.nick.x }}",
            "template-undefined",
            "'dict object' has no attribute 'nick'",
            "user.nick",
            (10, 4),
        ),
        (
            "{{ items[5].x }}",
            "template-undefined",
            "list object has no element 5",
            "items[5]",
            (10, 4),
        ),
        (
            "{{ 1 + nope }}",
            "template-undefined",
            "'nope' is undefined",
            "nope",
            (10, 8),
        ),
        (
            "x {{ 1 + 'a' }}",
            "template-error",
            "unsupported operand type(s) for +: 'int' and 'str'",
            "1 + 'a'",
            (10, 6),
        ),
        (
            "{{ name|nope }}",
            "template-syntax",
            "No filter named 'nope'.",
            "nope",
            (10, 9),
        ),
        (
            "{{ name is nope }}",
            "template-syntax",
            "No test named 'nope'.",
            "nope",
            (10, 12),
        ),
        (
            "\n\n{{ name name }}",
            "template-syntax",
            "expected token 'end of print statement', got 'name'",
            "name",
            (12, 9),
        ),
        (
            "{% if name %}",
            "template-syntax",
            "Unexpected end of template. Jinja was looking for the following tags: 'elif' or 'else' or 'endif'. The innermost block that needs to be closed is 'if'.",
            "",
            (10, 14),
        ),
        (
            "{% include 'x' %}",
            "template-include",
            "'x' not found in the template",
            "'x'",
            (10, 12),
        ),
        (
            "{{ range(10 ** 9) }}",
            "template-limit",
            "Range too big. The sandbox blocks ranges larger than MAX_RANGE (100000).",
            "range(10 ** 9)",
            (10, 4),
        ),
        (
            "{% for a, b in [1] %}{% endfor %}",
            "template-error",
            "cannot unpack non-iterable int object",
            "a, b",
            (10, 8),
        ),
    ];
    for (source, expected_code, message, mark, (line, column)) in cases {
        let error = render(source).unwrap_err();
        assert_eq!(error.to_string(), message, "{source}");
        assert_eq!(code(&error), expected_code, "{source}");
        assert_eq!(marked(&error, source), mark, "{source}");
        assert_eq!(error.position(), Some(("copier.yml", line, column)), "{source}");
        assert!(error.help().is_some(), "{source}");
    }
}

#[test]
fn an_error_in_an_included_file_names_that_file() {
    let engine = engine_with(
        false,
        &[
            ("main", "{% import 'macros' as m %}\n{{ m.hello() }}"),
            ("macros", "{% macro hello() %}\n  {{ nope.x }}\n{% endmacro %}"),
            ("broken", "{% include 'bad' %}"),
            ("bad", "{% if %}"),
            ("out", "{% include '../secret' %}"),
        ],
    );
    let error = engine.file("main", &context()).unwrap_err();
    assert_eq!(error.position(), Some(("macros", 2, 6)));
    let error = engine.file("broken", &context()).unwrap_err();
    assert_eq!(
        (code(&error).as_str(), error.position()),
        ("template-syntax", Some(("bad", 1, 7)))
    );
    let error = engine.file("out", &context()).unwrap_err();
    assert_eq!(error.to_string(), "the file is outside of the template");
    assert_eq!(
        code(&engine.file("none", &context()).unwrap_err()),
        "template-unreadable"
    );
}

#[test]
fn strictness_overrules_the_template() {
    let engine = engine_with(true, &[]);
    let origin = Origin::new("f", 1);
    let error = engine.text(&origin, "{{ user.nick }}", &context()).unwrap_err();
    assert_eq!(error.to_string(), "'dict object' has no attribute 'nick'");
    assert_eq!(
        engine.text(&origin, "{{ nick is defined }}", &context()).unwrap(),
        "False"
    );
}

fn names(part: &str) -> Vec<(String, Bindings)> {
    engine().names(part, &context()).unwrap()
}

#[test]
fn a_part_of_a_path_has_one_name_or_one_for_each_yielded_item() {
    assert_eq!(names("plain.txt"), [("plain.txt".to_owned(), vec![])]);
    assert_eq!(names("{{ name }}.txt"), [("World.txt".to_owned(), vec![])]);
    assert_eq!(names("{% if not name %}x{% endif %}"), [(String::new(), vec![])]);
    let item = |name: &str, value: &str| (name.to_owned(), vec![("x".to_owned(), Value::from(value))]);
    assert_eq!(
        names("{% yield x from items %}{{ x }}{% endyield %}.txt"),
        [item("a.txt", "a"), item("b.txt", "b")]
    );
    assert_eq!(
        names("{% yield x from items %}{{ x.upper() if x.missing.deep is defined }}{% endyield %}"),
        [item("", "a"), item("", "b")]
    );
    assert_eq!(names("{% yield x from [] %}{{ x }}{% endyield %}"), []);
    assert_eq!(names("{% yield x from nothing %}{{ x }}{% endyield %}"), []);
}

#[test]
fn yield_has_its_place() {
    let twice = "{% yield x from items %}{% endyield %}{% yield y from items %}{% endyield %}";
    let error = engine().names(twice, &context()).unwrap_err();
    assert_eq!(code(&error), "multiple-yield-tags");
    assert!(
        error
            .to_string()
            .contains("A yield tag with the name: \"x\" and iterable: \"['a', 'b']\" already exists.")
    );
    let engine = engine_with(
        false,
        &[("f.txt", "{% yield x from items %}{{ x }}{% endyield %}")],
    );
    let error = engine.file("f.txt", &context()).unwrap_err();
    assert_eq!(code(&error), "yield-in-file");
    assert_eq!(
        error.to_string(),
        "File f.txt contains a yield tag, but it is not allowed."
    );
}

#[test]
fn a_template_changes_its_own_copy_of_the_answers() {
    let (engine, context) = (engine(), context());
    let origin = Origin::new("f", 1);
    for _ in 0..2 {
        let text = engine.text(&origin, "{% do items.append('c') %}{{ items|join }}", &context);
        assert_eq!(text.unwrap(), "abc");
    }
}

#[test]
fn extending_a_context_leaves_it_as_it_was() {
    let base = context();
    let more = base.with([("name", Value::from("other")), ("extra", Value::from(1))]);
    assert_eq!(base.get("name").unwrap().as_str(), Some("World"));
    assert_eq!(more.get("name").unwrap().as_str(), Some("other"));
    assert_eq!(more.bindings().len(), 4);
}

/// Renders on a small stack, as a worker thread has it.
fn on_small_stack(source: String) -> (String, Duration) {
    std::thread::Builder::new()
        .stack_size(1 << 20)
        .spawn(move || {
            let start = Instant::now();
            let engine = engine_with(
                false,
                &[
                    ("self", "{% include 'self' %}"),
                    ("parent", "{% extends 'parent' %}"),
                    ("twice", "{% include 'twice' %}{% include 'twice' %}"),
                ],
            );
            let outcome = match engine.text(&Origin::new("f", 1), &source, &context()) {
                Ok(text) => format!("ok {}", text.len()),
                Err(error) => code(&error),
            };
            (outcome, start.elapsed())
        })
        .unwrap()
        .join()
        .unwrap()
}

#[test]
fn what_would_not_end_ends_in_a_limit() {
    let grow = |step: &str| {
        format!(
            "{{% set ns = namespace(x=[]) %}}{{% for i in range(100000) %}}{{% set ns.x = {step} %}}{{% endfor %}}{{{{ ns.x }}}}"
        )
    };
    let sources = [
        "{% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}".to_owned(),
        "{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}".to_owned(),
        "{{ 'x' * 10**9 }}".to_owned(),
        "{{ 'x' * 10**30 }}".to_owned(),
        "{{ [0] * 10**10 }}".to_owned(),
        "{{ range(10**12) }}".to_owned(),
        "{{ 10 ** (10 ** 10) }}".to_owned(),
        "{{ '%1000000000d' % 1 }}".to_owned(),
        "{{ '%.1000000000d' % 1 }}".to_owned(),
        "{{ '{:1000000000}'.format(1) }}".to_owned(),
        "{{ 'x'|center(10**10) }}{{ 'x'.zfill(10**10) }}".to_owned(),
        "{{ 'x'.ljust(10**10) }}".to_owned(),
        "{{ 'a\\tb'.expandtabs(10**10) }}".to_owned(),
        "{{ 'a'|indent(10**10, true) }}".to_owned(),
        "{{ [1]|batch(10**10, 'x')|list }}".to_owned(),
        "{{ [1]|slice(10**10)|list }}".to_owned(),
        "{{ [1]|tojson(10**10) }}".to_owned(),
        "{{ lipsum(10**9) }}".to_owned(),
        "{{ ('x' * 10**7).replace('x', 'y' * 10**7) }}".to_owned(),
        "{{ ('x' * 10**7)|replace('', 'y' * 10**6) }}".to_owned(),
        "{% set s = 'x' * 10**7 %}{% for i in range(100000) %}{% set t = s.upper() %}{% endfor %}".to_owned(),
        "{% set s = 'x' * 10**7 %}{% for i in range(100000) %}{% set t = 'y' in s %}{% endfor %}".to_owned(),
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}".to_owned(),
        "{% macro m() %}{% call m() %}{{ m() }}{% endcall %}{% endmacro %}{{ m() }}".to_owned(),
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}".to_owned(),
        "{% block a %}{{ self.a() }}{% endblock %}".to_owned(),
        "{% include 'self' %}".to_owned(),
        "{% include 'twice' %}".to_owned(),
        "{% extends 'parent' %}".to_owned(),
        grow("[ns.x]"),
        grow("(ns.x,)"),
        grow("{'x': ns.x}"),
        grow("namespace(x=ns.x)"),
        grow("namespace(x=ns.x, y=ns.x)"),
        grow("cycler(ns.x)") + "{{ range(10**9) }}",
        grow("(ns.x, ns.x)").replace("{{ ns.x }}", "{{ {(ns.x, 1): 1} }}"),
        grow("[ns.x, ns.x]").replace("{{ ns.x }}", "{{ ns.x == [ns.x, ns.x] }}{{ ns.x|tojson }}"),
        grow("[ns.x, ns.x]"),
        "{% set x = [] %}{% do x.append(x) %}{{ x }}".to_owned(),
        "{% set x = [] %}{% do x.append(x) %}{{ x|tojson }}".to_owned(),
        "{% set x = [] %}{% do x.append(x) %}{{ x == [x] }}".to_owned(),
        "{% set ns = namespace(x=3) %}{% for i in range(100000) %}{% set ns.x = ns.x * ns.x %}{% endfor %}"
            .to_owned(),
        "{% set ns = namespace(x='x') %}{% for i in range(100000) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}"
            .to_owned(),
    ];
    for source in sources {
        let (outcome, time) = on_small_stack(source.clone());
        assert!(
            matches!(outcome.as_str(), "template-limit" | "template-error"),
            "{source}: {outcome}"
        );
        assert!(time < Duration::from_secs(30), "{source}: {time:?}");
    }
}

#[test]
fn deep_templates_do_not_overflow_the_stack() {
    let deep = 100_000;
    let sources = [
        format!("{{{{ {}1{} }}}}", "(".repeat(deep), ")".repeat(deep)),
        format!("{{{{ {}1{} }}}}", "[".repeat(deep), "]".repeat(deep)),
        format!("{{{{ {}1 }}}}", "not ".repeat(deep)),
        format!("{{{{ {}1 }}}}", "-".repeat(deep)),
        format!("{{{{ 1{} }}}}", " + 1".repeat(deep)),
        format!("{{{{ 1{} }}}}", " ~ 1".repeat(deep)),
        format!("{{{{ 1{} }}}}", " if 1".repeat(deep)),
        format!("{{{{ 1{} }}}}", " or 1".repeat(deep)),
        format!("{{{{ 1{} }}}}", " if 1 else 1".repeat(deep)),
        format!("{{{{ x{} }}}}", ".x".repeat(deep)),
        format!("{{{{ x{} }}}}", "()".repeat(deep)),
        format!("{{{{ x{} }}}}", "|string".repeat(deep)),
        format!("{{{{ 'x'{} }}}}", " is string".repeat(deep)),
        format!("{}{}", "{% if 1 %}".repeat(deep), "{% endif %}".repeat(deep)),
        format!(
            "{}{}",
            "{% for x in items %}".repeat(deep),
            "{% endfor %}".repeat(deep)
        ),
        format!("{{% set {}x{} = 1 %}}", "(".repeat(deep), ")".repeat(deep)),
        "{{ '{{' }}".repeat(deep / 10),
        format!("{{{{ {}1{} }}}}", "[".repeat(150), "]".repeat(150)),
        format!("{{{{ 'a'{} }}}}", "|string".repeat(150)),
    ];
    for source in sources {
        let (outcome, time) = on_small_stack(source.clone());
        let head = &source[..source.len().min(40)];
        assert!(time < Duration::from_secs(10), "{head}: {outcome} {time:?}");
        assert!(!outcome.is_empty(), "{head}");
    }
}

#[test]
fn recursion_of_a_sensible_depth_works() {
    let source = "{% macro m(n) %}{% if n %}{% for i in [1] %}{{ m(n - 1) }}{% endfor %}x{% endif %}{% endmacro %}{{ m(150) }}";
    assert_eq!(on_small_stack(source.to_owned()).0, "ok 150");
}

#[test]
fn an_engine_is_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Engine>();
    shared::<Context>();
}
