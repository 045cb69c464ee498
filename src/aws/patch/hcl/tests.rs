use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

const LOCALS: &str = r#"# The accounts.
locals {
  accounts = {
    "acme-italy-dev" = {
      account_id = "PLACEHOLDER" # twelve digits
      region     = "eu-south-1"

      vpc_id             = "PLACEHOLDER"
      private_subnet_ids = ["PLACEHOLDER"]

      /* kept */ create_oidc_provider = true
    } # the first
  }

  account = local.accounts[var.profile]
}
"#;

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

fn list(items: &[&str]) -> Value {
    Value::List(items.iter().map(|&item| item.to_owned()).collect())
}

fn setting(path: &str, value: Value) -> HclSetting {
    HclSetting {
        path: HclPath::parse(path).unwrap(),
        value,
        only_new: false,
    }
}

/// Patches, and sees that a second time changes nothing.
fn patched(before: &str, settings: &[HclSetting]) -> Patched {
    let patched = hcl(before, settings).unwrap();
    let again = hcl(&patched.text, settings).unwrap();
    assert_eq!(again.text, patched.text);
    assert_eq!(again.added, []);
    patched
}

fn one(before: &str, path: &str, value: Value) -> String {
    patched(before, &[setting(path, value)]).text
}

fn account(profile: &str) -> Vec<HclSetting> {
    let at = |name: &str| format!("locals.accounts[\"{profile}\"].{name}");
    let mut settings = vec![
        setting(&at("account_id"), text("111122223333")),
        setting(&at("vpc_id"), text("vpc-1")),
        setting(&at("private_subnet_ids"), list(&["subnet-1", "subnet-2"])),
    ];
    settings.push(HclSetting {
        only_new: true,
        ..setting(&at("region"), text("eu-west-1"))
    });
    settings
}

#[test]
fn only_the_named_attributes_of_an_entry_change() {
    let after = patched(LOCALS, &account("acme-italy-dev"));
    let expected = LOCALS
        .replace("account_id = \"PLACEHOLDER\"", "account_id = \"111122223333\"")
        .replace("= \"PLACEHOLDER\"", "= \"vpc-1\"")
        .replace("[\"PLACEHOLDER\"]", "[\"subnet-1\", \"subnet-2\"]");
    assert_eq!(after.text, expected);
    assert_eq!((after.added, after.kept), (Vec::new(), Vec::new()));
}

#[test]
fn a_second_account_gets_an_entry_like_the_last_one() {
    let after = patched(LOCALS, &account("acme-italy-prod"));
    let entry = r#"    } # the first
    "acme-italy-prod" = {
      account_id = "111122223333" # twelve digits
      region     = "eu-west-1"

      vpc_id             = "vpc-1"
      private_subnet_ids = ["subnet-1", "subnet-2"]

      /* kept */ create_oidc_provider = true
    }
"#;
    assert_eq!(after.text, LOCALS.replace("    } # the first\n", entry));
    let added = Added {
        entry: r#"locals.accounts["acme-italy-prod"]"#.to_owned(),
        like: Some("acme-italy-dev".to_owned()),
        carried_over: vec!["create_oidc_provider".to_owned()],
    };
    assert_eq!(after.added, [added]);
}

#[test]
fn entries_are_added_in_the_style_of_their_map() {
    for (before, after) in [
        ("m = {}\n", "m = {\n  \"k\" = {\n    a = \"1\"\n  }\n}\n"),
        ("m = {\n}\n", "m = {\n  \"k\" = {\n    a = \"1\"\n  }\n}\n"),
        (
            "m = { x = { a = \"0\" } }\n",
            "m = { x = { a = \"0\" }, k = { a = \"1\" } }\n",
        ),
        (
            "m = {\n  x : { a : \"0\" },\n}\n",
            "m = {\n  x : { a : \"0\" },\n  k : { a : \"1\" },\n}\n",
        ),
        (
            "m = {\n\t\"w\" = { a = \"0\" }\n\n\t\"x\" = { a = \"0\" } // last\n}\n",
            "m = {\n\t\"w\" = { a = \"0\" }\n\n\t\"x\" = { a = \"0\" } // last\n\n\t\"k\" = { a = \"1\" }\n}\n",
        ),
        (
            "m = {\r\n  x = { a = \"0\" }\r\n}\r\n",
            "m = {\r\n  x = { a = \"0\" }\r\n  k = { a = \"1\" }\r\n}\r\n",
        ),
        (
            "m = ({\n  x = { a = \"0\" }\n})\n",
            "m = ({\n  x = { a = \"0\" }\n  k = { a = \"1\" }\n})\n",
        ),
    ] {
        assert_eq!(one(before, "m[\"k\"].a", text("1")), after);
    }
}

#[test]
fn a_missing_attribute_is_added_after_the_last_one() {
    for (before, path, after) in [
        ("a = 1", "region", "a = 1\nregion = \"v\""),
        ("", "region", "region = \"v\"\n"),
        ("locals {\n}\n", "locals.r", "locals {\n  r = \"v\"\n}\n"),
        ("locals {}\n", "locals.r", "locals {\n  r = \"v\"\n}\n"),
        (
            "locals {\n  long = 1 # c\n}\n",
            "locals.r",
            "locals {\n  long = 1 # c\n  r    = \"v\"\n}\n",
        ),
        (
            "locals {\n  m = { a = 1 }\n}\n",
            "locals.m.r",
            "locals {\n  m = { a = 1, r = \"v\" }\n}\n",
        ),
        (
            "m = {\n  a = 1,\n}\n",
            "m.r",
            "m = {\n  a = 1,\n  r = \"v\",\n}\n",
        ),
        (
            "m = {\n  a = <<T\n  x\n  T\n}\n",
            "m.r",
            "m = {\n  a = <<T\n  x\n  T\n  r = \"v\"\n}\n",
        ),
    ] {
        assert_eq!(one(before, path, text("v")), after);
    }
}

#[test]
fn blocks_are_found_by_label_and_over_several_blocks_of_a_name() {
    let before = "locals { a = 1 }\nlocals {\n  b = \"x\"\n}\nterraform {\n  backend \"s3\" {\n    region = \"x\"\n  }\n}\n";
    let after = one(before, "locals.b", text("y"));
    assert_eq!(after, before.replace("b = \"x\"", "b = \"y\""));
    let after = one(before, "terraform.backend.s3.region", text("y"));
    assert_eq!(after, before.replace("region = \"x\"", "region = \"y\""));
}

#[test]
fn lists_keep_their_layout_their_order_and_the_comments_of_items_that_stay() {
    let before = "ids = [\n    \"b\", # second\n    \"a\"  // first\n  ]\n";
    assert_eq!(one(before, "ids", list(&["a", "b"])), before);
    assert_eq!(
        one(before, "ids", list(&["a", "c"])),
        "ids = [\n    \"a\",  // first\n    \"c\",\n]\n".replace("\n]", "\n  ]")
    );
    assert_eq!(one("ids = [ ]\n", "ids", list(&["a"])), "ids = [\"a\"]\n");
    assert_eq!(
        one("ids = [\"a\", \"a\"]\n", "ids", list(&["a"])),
        "ids = [\"a\"]\n"
    );
}

#[test]
fn expressions_of_somebodys_own_are_left_alone_and_reported() {
    for value in [
        "data.aws_vpc.main.id",
        "\"${var.x}-1\"",
        "try(var.x, null)",
        "[var.a, \"b\"]",
        "var.x ? 1 : 2",
    ] {
        let before = format!("locals {{\n  vpc_id = {value}\n}}\n");
        let after = patched(&before, &[setting("locals.vpc_id", text("vpc-1"))]);
        assert_eq!(
            (after.text, after.kept),
            (before, vec!["locals.vpc_id".to_owned()])
        );
    }
    for value in ["null", "12", "true", "[\"x\"]"] {
        assert_eq!(one(&format!("a = {value}\n"), "a", text("v")), "a = \"v\"\n");
    }
}

#[test]
fn what_is_special_in_hcl_is_escaped() {
    assert_eq!(
        one("a = \"x\"\n", "a", text("${b} %{c} \"q\" \\")),
        "a = \"$${b} %%{c} \\\"q\\\" \\\\\"\n"
    );
}

#[test]
fn what_has_no_place_is_an_error_that_names_it() {
    let error = hcl("a = 1\n", &[setting("locals.accounts[\"x\"].vpc_id", text("v"))]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no `locals`, which `locals.accounts[\"x\"].vpc_id` needs"
    );
    let error = hcl(
        "locals {\n  accounts = merge(a, b)\n}\n",
        &[setting("locals.accounts[\"x\"].v", text("v"))],
    );
    assert!(matches!(error, Err(PatchError::NoPlace { missing, .. }) if missing == "locals.accounts[\"x\"]"));
    let error = hcl("a = {\n", &[setting("a", text("v"))]).unwrap_err();
    assert!(
        error.to_string().starts_with("the file is not valid HCL: line "),
        "{error}"
    );
}

/// White space and comments between items.
fn gap() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ ]{0,3}",
        "\n?",
        "  # [a-z{}\"=]{0,9}\n",
        "// [a-z]{0,5}\n",
        "/\\* [a-z\n]{0,5} \\*/ "
    ]
}

/// Items that nobody asks for.
fn other() -> impl Strategy<Value = String> {
    (
        "[a-z]{1,6}",
        prop_oneof![
            Just("\"a \\\" ${b[\"k\"]} c\"".to_owned()),
            Just("[1, 2, # c\n 3]".to_owned()),
            Just("{ a = 1, \"b\" : { c = [] } }".to_owned()),
            Just("<<EOT\nvpc_id = \"no\"\n}\nEOT\n".to_owned()),
            Just("[for k, v in m : k if v]".to_owned()),
            Just("f(a, b...) ? -1 : !c".to_owned()),
            "[0-9]{1,4}",
            "\"[a-zà-ù ]{0,8}\"",
        ],
    )
        .prop_map(|(name, value)| format!("{name} = {value}"))
}

/// Lines of other items, each name once among those of the same `part`.
fn others(part: &'static str) -> impl Strategy<Value = String> {
    prop::collection::vec((gap(), other()), 0..4).prop_map(move |items| {
        let mut text = String::new();
        for (number, (gap, item)) in items.into_iter().enumerate() {
            let item = format!("{part}{number}{item}");
            let end = if item.ends_with('\n') { "" } else { "\n" };
            let _ = write!(text, "{gap}{item}{end}");
        }
        text
    })
}

proptest! {
    #[test]
    fn of_a_random_file_only_the_value_changes(
        top in others("t"), head in others("h"), inner in others("i"), tail in others("j"), bottom in others("b"),
        (before, after) in (gap(), gap()),
        quoted in any::<bool>(),
        old in prop_oneof![Just("\"PLACEHOLDER\""), Just("null"), Just("[\"a\", \"b\"]"), Just("[\n\"a\"\n]")],
        value in "[ -~à-ù]{0,12}",
        windows in any::<bool>(),
    ) {
        let key = if quoted { "\"acme-x\"" } else { "acme-x" };
        let mut start = format!("{top}\nlocals {{\n{head}\n accounts = {{\n{key} = {{\n{inner}{before}\nvpc_id  = ");
        let mut end = format!(" # c\n{after}\n{tail}\n}}\n}}\n}}\n{bottom}");
        let mut old = old.to_owned();
        if windows {
            for part in [&mut start, &mut end, &mut old] { *part = part.replace('\n', "\r\n"); }
        }
        let path = "locals.accounts[\"acme-x\"].vpc_id";
        let patched = hcl(&format!("{start}{old}{end}"), &[setting(path, text(&value))]).unwrap();
        prop_assert_eq!(&patched.text, &format!("{start}{}{end}", literal::quoted(&value)));
        let twice = hcl(&patched.text, &[setting(path, text(&value))]).unwrap();
        prop_assert_eq!(twice.text, patched.text);
    }

    #[test]
    fn a_random_file_stays_whole_around_a_new_entry(
        top in others("t"), head in others("h"), inner in others("i"), tail in others("j"),
        comment in "( # [a-z]{0,5})?",
        commas in any::<bool>(),
        value in "[ -~]{0,12}",
    ) {
        let comma = if commas { "," } else { "" };
        let before = format!(
            "{top}\nlocals {{\n  accounts = {{\n{head}\n    first = {{\n{inner}\n}}{comma}{comment}\n  }}\n{tail}\n}}\n"
        );
        let settings = [setting("locals.accounts[\"second\"].vpc_id", text(&value))];
        let patched = hcl(&before, &settings).unwrap();
        let alike = |a: &mut dyn Iterator<Item = u8>, b: &mut dyn Iterator<Item = u8>| {
            a.zip(b).take_while(|(a, b)| a == b).count()
        };
        let prefix = alike(&mut before.bytes(), &mut patched.text.bytes());
        let suffix = alike(&mut before.bytes().rev(), &mut patched.text.bytes().rev());
        prop_assert!(prefix + suffix >= before.len(), "{}\n---\n{}", before, patched.text);
        prop_assert_eq!(patched.added.len(), 1);
        let twice = hcl(&patched.text, &settings).unwrap();
        prop_assert_eq!(twice.text, patched.text);
    }
}

#[test]
fn values_are_carried_from_one_text_to_another() {
    let paths: Vec<HclPath> = [
        r#"locals.accounts["a"].vpc_id"#,
        r#"locals.accounts["a"].subnet_ids"#,
        r#"locals.accounts["a"].gone"#,
        r#"locals.accounts["b"].vpc_id"#,
    ]
    .map(|path| HclPath::parse(path).unwrap())
    .to_vec();
    let from = "locals {\n  accounts = {\n    a = {\n      vpc_id = \"vpc-1\"\n      subnet_ids = [\n        \"s-1\", # first\n      ]\n    }\n  }\n}\n";
    let into = "locals {\n  accounts = {\n    a = {\n      # new\n      vpc_id     = \"PLACEHOLDER\" # kept\n      subnet_ids = [\"PLACEHOLDER\"]\n      gone = 1\n    }\n  }\n}\n";
    assert_eq!(
        super::carry(from, into, &paths),
        "locals {\n  accounts = {\n    a = {\n      # new\n      vpc_id     = \"vpc-1\" # kept\n      subnet_ids = [\n        \"s-1\", # first\n      ]\n      gone = 1\n    }\n  }\n}\n"
    );
    assert_eq!(super::carry("no = {", into, &paths), into);
}
