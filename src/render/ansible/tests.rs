//! What the original package gives, recorded; `testdata/ansible.txt` compares the whole of it.

use minijinja::{Environment, ErrorKind, UndefinedBehavior};

fn environment() -> Environment<'static> {
    let mut env = Environment::new();
    super::register(&mut env);
    env
}

fn render(template: &str) -> Result<String, minijinja::Error> {
    environment().render_str(template, ())
}

#[test]
fn filters_give_what_the_package_gives() {
    let cases = [
        (r#"{{ "größe" | b64encode("latin-1") }}"#, "Z3L232U="),
        (r#"{{ "aGVs bG8\n=" | b64decode }}"#, "hello"),
        (
            r#"{{ "hello" | hash("md5") }}"#,
            "5d41402abc4b2a76b9719d911017c592",
        ),
        (r#"{{ "hello" | hash("no-such") is none }}"#, "True"),
        (
            r#"{{ [1, "a", 1e20] | sha1 }}"#,
            "2b344bdbbf0785bf0081533a9baf1714cacd24c7",
        ),
        (
            r#"{{ "hello" | to_uuid }}"#,
            "de0a1c94-5532-5421-85c7-76b21b48a4ef",
        ),
        (
            r#"{{ "YES" | bool }} {{ none | bool }} {{ 2 | bool }}"#,
            "True None False",
        ),
        (r#"{{ "it's" | quote }}"#, r#"'it'"'"'s'"#),
        (
            r#"{{ "a\n\nb" | comment("cblock") }}"#,
            "/*\n *\n * a\n *\n * b\n *\n */",
        ),
        (r#"{{ ".a/b.tar.gz" | splitext }}"#, "('.a/b.tar', '.gz')"),
        (r#"{{ "//s/d/x" | win_splitdrive }}"#, "('//s/d', '/x')"),
        (r#"{{ "/a/b" | relpath("/a/c") }}"#, "../b"),
        (r#"{{ "abxd" | regex_replace("x*", "-") }}"#, "-a-b--d-"),
        (
            r#"{{ "k=v" | regex_replace("(?P<k>\\w)=(.)", "\\2=\\g<k>") }}"#,
            "v=k",
        ),
        (
            r#"{{ "a1b" | regex_findall("([a-z])(\\d)?") }}"#,
            "[('a', '1'), ('b', '')]",
        ),
        (
            r#"{{ "foo" | regex_search("(f)(x)?", "\\1", "\\2") }}"#,
            "['f', None]",
        ),
        (
            r#"{{ "2024 09 4" | to_datetime("%Y %U %w") }}"#,
            "2024-03-07 00:00:00",
        ),
        (
            r#"{{ {"a": {"l": [1, 2]}} | combine({"a": {"l": [2, 3]}}, recursive=true, list_merge="append_rp") }}"#,
            "{'a': {'l': [1, 2, 3]}}",
        ),
        (
            r"{{ [1, [2, [3, [4]]]] | flatten(levels=1) }}",
            "[1, 2, [3, [4]]]",
        ),
        (r#"{{ "a" | extract({"a": {"b": [5, 6]}}, ["b", 1]) }}"#, "6"),
        (
            r#"{{ [{"n": "b"}, {"n": "A"}, {"n": "a"}] | ans_groupby("n") | length }}"#,
            "2",
        ),
        (
            r#"{{ {"b": 1.0, "a": "ü"} | to_json(sort_keys=true) }}"#,
            r#"{"a": "\u00fc", "b": 1.0}"#,
        ),
        (r"{{ [1e16, 1e-5, 0.0001] | to_json }}", "[1e+16, 1e-05, 0.0001]"),
        (
            r#"{{ {"a": [1, {"b": 2}]} | to_nice_yaml }}"#,
            "a:\n- 1\n-   b: 2\n",
        ),
        (r#"{{ "a: [yes, 010]" | from_yaml }}"#, "{'a': [True, 8]}"),
        (r#"{{ 100 | ans_random(seed="seed") }}"#, "17"),
        (r"{{ 10000000000 | ans_random(seed=-1.0) }}", "9153413748"),
        (
            r"{{ [1, 2, 3, 4, 5, 6] | shuffle(seed=42) }}",
            "[4, 2, 3, 5, 1, 6]",
        ),
        (
            r#"{{ "52:54:00" | random_mac(seed="host") }}"#,
            "52:54:00:62:17:96",
        ),
    ];
    for (template, expected) in cases {
        assert_eq!(render(template).unwrap(), expected, "{template}");
    }
}

#[test]
fn a_catastrophic_pattern_fails_instead_of_running_for_hours() {
    let begun = std::time::Instant::now();
    let error = render(r#"{{ ("a" * 60 ~ "!") | regex_replace("^(a|aa)+(?!b)\\1c$", "x") }}"#).unwrap_err();
    assert!(error.to_string().contains("the search takes too long"), "{error}");
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}

#[test]
fn huge_counts_fail_instead_of_filling_the_memory() {
    for template in [
        r#"{{ "x" | comment(prefix_count=1000000000000) }}"#,
        r"{{ [1] | to_json(indent=1000000000000) }}",
        r#"{{ ("[" * 100000) | from_json }}"#,
        r#"{{ "a" | regex_replace("((a{1000}){1000}){1000}", "") }}"#,
        r#"{{ "a" | regex_replace("(" * 100000, "") }}"#,
    ] {
        assert!(render(template).is_err(), "{template}");
    }
}

#[test]
fn undefined_values_are_errors_only_where_they_are_strict() {
    assert_eq!(render("{{ missing | quote }}").unwrap(), "''");
    assert_eq!(
        render("{{ missing | mandatory }}").unwrap_err().kind(),
        ErrorKind::UndefinedError
    );
    assert!(
        render("{{ missing | mandatory('give it') }}")
            .unwrap_err()
            .to_string()
            .contains("give it")
    );

    let mut strict = environment();
    strict.set_undefined_behavior(UndefinedBehavior::Strict);
    let error = strict.render_str("{{ missing | quote }}", ()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UndefinedError);
}

#[test]
fn arguments_are_bound_as_in_python() {
    for (template, problem) in [
        ("{{ 'x' | md5('y') }}", "takes at most 1 arguments, got 2"),
        ("{{ 'x' | md5(nosuch=1) }}", "has no argument `nosuch`"),
        ("{{ true | ternary('a') }}", "needs the argument `false_val`"),
        (
            "{{ true | ternary('a', true_val='b', false_val='c') }}",
            "got `true_val` twice",
        ),
    ] {
        let error = render(template).unwrap_err().to_string();
        assert!(error.contains(problem), "{template}: {error}");
    }
}
