use super::lab::{Lab, lines};

#[test]
fn a_newer_version_is_told_in_three_ways() {
    let lab = Lab::new(&[("a.txt", "1\n")]);
    let current = lab.run(&["check-update", "p"]).succeeds();
    assert_eq!(
        (current.stdout.as_str(), current.stderr.as_str()),
        ("Project is up-to-date!\n", "")
    );
    assert_eq!(lab.run(&["check-update", "p", "--quiet"]).code, 0);
    lab.release("v1.1.0", &[("a.txt", Some("2\n"))]);
    let newer = lab.run(&["check-update", "p"]).succeeds();
    assert_eq!(
        newer.stdout,
        "New template version available.\nCurrent version is 1, latest version is 1.1.0.\n"
    );
    let json = "{\"update_available\": true, \"current_version\": \"1\", \"latest_version\": \"1.1.0\"}\n";
    assert_eq!(lab.run(&["check-update", "p", "--json"]).succeeds().stdout, json);
    let quiet = lab.run(&["check-update", "p", "--quiet"]);
    assert_eq!(
        (quiet.code, quiet.stdout.as_str(), quiet.stderr.as_str()),
        (2, "", "")
    );
}

#[test]
fn a_pre_release_counts_when_it_is_asked_for() {
    let lab = Lab::new(&[("a.txt", "1\n")]);
    lab.release("v2.0.0-rc.1", &[("a.txt", Some("2\n"))]);
    assert_eq!(lab.run(&["check-update", "p", "-q"]).code, 0);
    assert_eq!(lab.run(&["check-update", "p", "-q", "-g"]).code, 2);
}

#[test]
fn the_difference_from_the_pristine_render_is_shown_as_data() {
    let lab = Lab::new(&[("a.txt", &lines(&[])), ("b.txt", "1\n"), ("c.txt", "1\n")]);
    assert_eq!(lab.run(&["diff", "p"]).succeeds().stdout, "");
    lab.edit("a.txt", &lines(&[(5, "mine")]))
        .remove("b.txt")
        .edit("mine.txt", "m\n");
    let shown = lab.run(&["diff", "p"]).succeeds();
    assert_eq!(
        shown.stdout,
        "--- a.txt\n+++ a.txt\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+mine\n 6\n 7\n 8\n--- b.txt\n+++ b.txt\n@@ -1,1 +1,0 @@\n-1\n"
    );
    assert_eq!(
        lab.run(&["diff", "p", "--name-only"]).succeeds().stdout,
        "M a.txt\nD b.txt\n"
    );
}
