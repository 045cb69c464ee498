use proptest::prelude::*;

use super::*;

fn set(text: &str, key: &str, value: &str) -> String {
    env(text, &[(key.to_owned(), value.to_owned())]).unwrap()
}

#[test]
fn only_the_value_changes_in_every_way_of_writing_it() {
    for (before, after) in [
        ("VPC_ID=PLACEHOLDER\n", "VPC_ID=vpc-1\n"),
        ("export VPC_ID=x # the VPC\n", "export VPC_ID=vpc-1 # the VPC\n"),
        ("VPC_ID = \"x\" \nB=2", "VPC_ID = \"vpc-1\" \nB=2"),
        ("VPC_ID='x'#no\r\nB=2\r\n", "VPC_ID='vpc-1'#no\r\nB=2\r\n"),
        ("VPC_ID=\r\n", "VPC_ID=vpc-1\r\n"),
        ("VPC_ID= # none yet\n", "VPC_ID=vpc-1 # none yet\n"),
        ("VPC_ID=#\n", "VPC_ID=vpc-1\n"),
        ("VPC_ID=a\nVPC_ID=b\n", "VPC_ID=a\nVPC_ID=vpc-1\n"),
        ("VPC_ID=\"un\n", "VPC_ID=vpc-1\n"),
        ("A=1", "A=1\nVPC_ID=vpc-1\n"),
        ("A=1\r\n", "A=1\r\nVPC_ID=vpc-1\r\n"),
        (
            "# VPC_ID=old\nMY_VPC_ID=1\n",
            "# VPC_ID=old\nMY_VPC_ID=1\nVPC_ID=vpc-1\n",
        ),
        (
            "K=\"a\nVPC_ID=inside\n\"\nVPC_ID=x\n",
            "K=\"a\nVPC_ID=inside\n\"\nVPC_ID=vpc-1\n",
        ),
        ("", "VPC_ID=vpc-1\n"),
    ] {
        assert_eq!(set(before, "VPC_ID", "vpc-1"), after);
        assert_eq!(set(after, "VPC_ID", "vpc-1"), after);
    }
}

#[test]
fn a_value_that_needs_quotes_gets_them() {
    assert_eq!(set("A=x\n", "A", "two words"), "A=\"two words\"\n");
    assert_eq!(set("A='x'\n", "A", "it's $5"), "A=\"it's \\$5\"\n");
    assert!(env("", &[("A B".to_owned(), String::new())]).is_err());
    assert!(env("", &[("A".to_owned(), "x\ny".to_owned())]).is_err());
    assert!(matches!(
        env("B=\"\n", &[("A".to_owned(), " #".to_owned())]),
        Err(PatchError::Unclear { .. })
    ));
}

/// Lines of all kinds that a `.env` file can hold.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-D]=[a-z0-9,./ #-]{0,12}",
        "(export )?[A-D] ?= ?'[^'\r]{0,8}'( # c)?",
        "(export )?[A-D]=\"([^\"\\\\\r]|\\\\[\"n]){0,8}\"",
        "#[ -~]{0,12}",
        "[ \t]{0,3}",
        "[^\n\r]{0,12}",
    ]
}

proptest! {
    #[test]
    fn all_other_bytes_stay_and_twice_is_once(
        lines in prop::collection::vec(line(), 0..8),
        newline in prop::sample::select(vec!["\n", "\r\n"]),
        ended in any::<bool>(),
        key in "[A-D]",
        value in "[ -~]{0,12}",
    ) {
        let mut text = lines.join(newline);
        if ended { text.push_str(newline); }
        let patched = env(&text, &[(key.clone(), value.clone())]);
        prop_assume!(!matches!(patched, Err(PatchError::Unclear { .. })));
        let patched = patched.unwrap();

        if let Some(line) = last(&text, &key) {
            prop_assert!(patched.starts_with(&text[..line.start]));
            prop_assert!(patched.ends_with(&text[line.end..]));
        } else {
            prop_assert!(patched.starts_with(&text));
        }
        prop_assert_eq!(set(&patched, &key, &value), patched);
    }
}

#[test]
fn values_are_carried_from_one_text_to_another() {
    assert_eq!(
        super::carry(
            "A='x y'\nB=2\n",
            "# a\nA=PLACEHOLDER # kept\nC=3\n",
            ["A", "B", "C"]
        ),
        "# a\nA='x y' # kept\nC=3\n"
    );
}
