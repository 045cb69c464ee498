use super::notation::{after, show, tree};
use crate::git::Git;
use crate::merge::{Style, Versions, merge};

/// The last render, the project, the new render; the project afterwards, what is in conflict, what stays deleted.
struct Row {
    name: &'static str,
    base: &'static str,
    yours: &'static str,
    template: &'static str,
    result: &'static str,
    conflicts: &'static str,
    left_out: &'static str,
}

const fn clean(
    name: &'static str,
    base: &'static str,
    yours: &'static str,
    template: &'static str,
    result: &'static str,
) -> Row {
    conflict(name, base, yours, template, result, "")
}

const fn conflict(
    name: &'static str,
    base: &'static str,
    yours: &'static str,
    template: &'static str,
    result: &'static str,
    conflicts: &'static str,
) -> Row {
    Row {
        name,
        base,
        yours,
        template,
        result,
        conflicts,
        left_out: "",
    }
}

const fn left_out(
    name: &'static str,
    base: &'static str,
    yours: &'static str,
    template: &'static str,
    result: &'static str,
    left_out: &'static str,
) -> Row {
    Row {
        name,
        base,
        yours,
        template,
        result,
        conflicts: "",
        left_out,
    }
}

#[rustfmt::skip]
const TABLE: &[Row] = &[
    // Text
    clean("nothing changed", "a=1,", "a=1,", "a=1,", "a=1,"),
    clean("only you changed", "a=1,", "a=2,", "a=1,", "a=2,"),
    clean("only the template changed", "a=1,", "a=1,", "a=2,", "a=2,"),
    clean("both changed the same way", "a=1,", "a=2,", "a=2,", "a=2,"),
    clean("both changed, far apart", "a=1,2,3,4,5,6,7,", "a=one,2,3,4,5,6,7,", "a=1,2,3,4,5,6,seven,", "a=one,2,3,4,5,6,seven,"),
    clean("both appended the same line", "a=1,", "a=1,2,", "a=1,2,", "a=1,2,"),
    clean("you prepended, the template appended", "a=1,2,3,", "a=0,1,2,3,", "a=1,2,3,4,", "a=0,1,2,3,4,"),
    clean("the template took a line away", "a=1,2,3,4,5,", "a=1,2,3,4,5,6,", "a=1,3,4,5,", "a=1,3,4,5,6,"),
    clean("you took a line away", "a=1,2,3,4,5,", "a=1,3,4,5,", "a=1,2,3,4,five,", "a=1,3,4,five,"),
    conflict("both changed one line", "a=1,2,3,", "a=1,mine,3,", "a=1,theirs,3,",
        "a=1,<<<<<<<_yours,mine,|||||||_last_update,2,=======,theirs,>>>>>>>_template,3,", "a Content"),
    conflict("both changed the whole file", "a=1,", "a=2,", "a=3,",
        "a=<<<<<<<_yours,2,|||||||_last_update,1,=======,3,>>>>>>>_template,", "a Content"),
    conflict("one conflict, one clean file", "a=1, b=1,", "a=2, b=1,", "a=3, b=2,",
        "a=<<<<<<<_yours,2,|||||||_last_update,1,=======,3,>>>>>>>_template, b=2,", "a Content"),
    clean("no newline at the end, only the template's changed", "a=1", "a=1", "a=2", "a=2"),
    clean("the template adds the last newline", "a=1", "a=1", "a=1,", "a=1,"),
    clean("a line that looks like a marker of another size", "a=1,2,3,4,5,", "a=|||||||_x,1,2,3,4,5,", "a=1,2,3,4,five,", "a=|||||||_x,1,2,3,4,five,"),
    clean("text in folders", "d/e/a=1,", "d/e/a=1,", "d/e/a=2,", "d/e/a=2,"),
    clean("not UTF-8, only the template changed", "a=%e1,", "a=%e1,", "a=%e2,", "a=%e2,"),
    clean("not UTF-8, both changed", "a=%e,2,3,4,5,6,", "a=%e1,2,3,4,5,6,", "a=%e,2,3,4,5,%e,", "a=%e1,2,3,4,5,%e,"),
    // Empty files
    clean("an empty file is filled", "a=", "a=", "a=1,", "a=1,"),
    clean("a file is emptied", "a=1,", "a=1,", "a=", "a="),
    clean("an empty file is new", "", "", "a=", "a="),
    clean("an empty file is deleted", "a= b=1,", "a= b=1,", "b=1,", "b=1,"),
    conflict("you filled it, the template filled it", "a=", "a=1,", "a=2,",
        "a=<<<<<<<_yours,1,|||||||_last_update,=======,2,>>>>>>>_template,", "a Content"),
    // Added
    clean("the template adds a file", "a=1,", "a=1,", "a=1, b=2,", "a=1, b=2,"),
    clean("you added a file", "a=1,", "a=1, b=2,", "a=2,", "a=2, b=2,"),
    clean("both added the same file", "a=1,", "a=1, b=2,", "a=2, b=2,", "a=2, b=2,"),
    conflict("both added a file", "", "b=1,", "b=2,",
        "b=<<<<<<<_yours,1,|||||||_last_update,=======,2,>>>>>>>_template,", "b Added"),
    clean("both added files in one folder", "", "d/a=1,", "d/b=2,", "d/a=1, d/b=2,"),
    // Deleted
    clean("the template deletes what you left alone", "a=1, b=1,", "a=1, b=1,", "b=1,", "b=1,"),
    conflict("the template deletes what you changed", "a=1, b=1,", "a=2, b=1,", "b=1,", "a=2, b=1,", "a DeletedByTemplate"),
    clean("both deleted it", "a=1, b=1,", "b=1,", "b=2,", "b=2,"),
    clean("you deleted what the template left alone", "a=1, b=1,", "b=1,", "a=1, b=2,", "b=2,"),
    left_out("you deleted what the template changed", "a=1, b=1,", "b=1,", "a=2, b=1,", "b=1,", "a"),
    left_out("you deleted two that the template changed", "a=1, b=1, c=1,", "c=1,", "a=2, b=2, c=2,", "c=2,", "a b"),
    clean("the template deletes a whole folder", "d/a=1, d/e/b=1, c=1,", "d/a=1, d/e/b=1, c=1,", "c=1,", "c=1,"),
    conflict("it deletes a folder in which you changed a file", "d/a=1, d/b=1, c=1,", "d/a=1, d/b=2, c=1,", "c=1,", "c=1, d/b=2,", "d/b DeletedByTemplate"),
    clean("it deletes a folder in which you added a file", "d/a=1, c=1,", "d/a=1, d/mine=1, c=1,", "c=1,", "c=1, d/mine=1,"),
    clean("both deleted it, and the template adds another", "a=1, b=1,", "b=1,", "b=1, c=7,8,", "b=1, c=7,8,"),
    // Renamed
    clean("you renamed, the template changed", "a=1,2,3,4,5,6,7,8,", "b=1,2,3,4,5,6,7,8,", "a=1,2,3,4,5,6,7,eight,", "b=1,2,3,4,5,6,7,eight,"),
    clean("you renamed and changed, the template changed", "a=1,2,3,4,5,6,7,8,", "b=one,2,3,4,5,6,7,8,", "a=1,2,3,4,5,6,7,eight,", "b=one,2,3,4,5,6,7,eight,"),
    clean("the template renamed, you changed", "a=1,2,3,4,5,6,7,8,", "a=one,2,3,4,5,6,7,8,", "b=1,2,3,4,5,6,7,8,", "b=one,2,3,4,5,6,7,8,"),
    clean("the template renamed and changed, you changed", "a=1,2,3,4,5,6,7,8,", "a=one,2,3,4,5,6,7,8,", "b=1,2,3,4,5,6,7,eight,", "b=one,2,3,4,5,6,7,eight,"),
    clean("the template moved it into a folder", "a=1,2,3,4,5,6,7,8,", "a=one,2,3,4,5,6,7,8,", "d/a=1,2,3,4,5,6,7,8,", "d/a=one,2,3,4,5,6,7,8,"),
    clean("both renamed alike", "a=1,2,3,4,5,6,7,8,", "b=1,2,3,4,5,6,7,8,", "b=1,2,3,4,5,6,7,eight,", "b=1,2,3,4,5,6,7,eight,"),
    conflict("both renamed, to different names", "a=1,2,3,4,5,6,7,8,", "b=1,2,3,4,5,6,7,8,", "c=1,2,3,4,5,6,7,8,", "b=1,2,3,4,5,6,7,8, c=1,2,3,4,5,6,7,8,", "b Renamed, c Renamed"),
    conflict("you renamed, the template deleted", "a=1,2,3,4,5,6,7,8, z=1,", "b=1,2,3,4,5,6,7,8, z=1,", "z=1,", "b=1,2,3,4,5,6,7,8, z=1,", "b DeletedByTemplate"),
    conflict("the template renamed, you deleted", "a=1,2,3,4,5,6,7,8, z=1,", "z=1,", "b=1,2,3,4,5,6,7,8, z=1,", "b=1,2,3,4,5,6,7,8, z=1,", "b DeletedByYou"),
    clean("your file in a folder that the template renamed stays", "d/a=1,2,3,4,5, d/b=6,7,8,9,", "d/a=1,2,3,4,5, d/b=6,7,8,9, d/mine=m,", "e/a=1,2,3,4,5, e/b=6,7,8,9,", "d/mine=m, e/a=1,2,3,4,5, e/b=6,7,8,9,"),
    clean("a new file goes where the template has it, though you renamed its folder", "d/a=1,2,3,4,5, d/b=6,7,8,9,", "e/a=1,2,3,4,5, e/b=6,7,8,9,", "d/a=1,2,3,4,5, d/b=6,7,8,9, d/new=n,", "d/new=n, e/a=1,2,3,4,5, e/b=6,7,8,9,"),
    // Binary
    clean("a binary that only the template changed", "a=%01", "a=%01", "a=%02", "a=%02"),
    clean("a binary that only you changed", "a=%01", "a=%02", "a=%01 b=1,", "a=%02 b=1,"),
    clean("a binary that both changed alike", "a=%01", "a=%02", "a=%02", "a=%02"),
    conflict("a binary that both changed", "a=%01", "a=%02", "a=%03", "a=%02 a.template=%03", "a Binary"),
    conflict("a binary that both added", "", "a=%02", "a=%03", "a=%02 a.template=%03", "a Binary"),
    conflict("text became binary, you changed the text", "a=1,", "a=2,", "a=%01", "a=2, a.template=%01", "a Binary"),
    // Executable bits
    clean("the template makes it executable", "a=1,", "a=1,", "a*=1,", "a*=1,"),
    clean("the template makes it executable, you changed it", "a=1,", "a=2,", "a*=1,", "a*=2,"),
    clean("you made it executable, the template changed it", "a=1,", "a*=1,", "a=2,", "a*=2,"),
    clean("the template takes the bit away", "a*=1,", "a*=1,", "a=1,", "a=1,"),
    conflict("a conflict in an executable file", "a*=1,", "a*=2,", "a*=3,",
        "a*=<<<<<<<_yours,2,|||||||_last_update,1,=======,3,>>>>>>>_template,", "a Content"),
    // Symlinks
    clean("the template changes a link", "l->a", "l->a", "l->b", "l->b"),
    clean("you changed a link", "l->a", "l->b", "l->a x=1,", "l->b x=1,"),
    conflict("both changed a link", "l->a", "l->b", "l->c", "l->b l.template->c", "l Binary"),
    clean("a file becomes a link", "a=1, b=1,", "a=1, b=1,", "a->b b=1,", "a->b b=1,"),
    conflict("a file becomes a link, you changed the file", "a=1,", "a=2,", "a->b", "a=2, a.template->b", "a Type"),
    conflict("a link becomes a file, you changed the link", "l->a", "l->b", "l=1,", "l->b l.template=1,", "l Type"),
    clean("a dangling link is new", "", "", "l->nowhere", "l->nowhere"),
    // Files and folders
    clean("a file becomes a folder", "a=1,", "a=1,", "a/b=1,", "a/b=1,"),
    clean("a folder becomes a file", "a/b=1,", "a/b=1,", "a=1,", "a=1,"),
    conflict("a file that you changed becomes a folder", "a=1,", "a=2,", "a/b=2,", "a=2, a.template/b=2,", "a Type"),
    conflict("a folder with a file of yours becomes a file", "a/b=1,", "a/b=1, a/mine=1,", "a=1,", "a.template=1, a/mine=1,", "a Type"),
    clean("a folder becomes a link", "d/a=1, e/a=2,", "d/a=1, e/a=2,", "d->e e/a=2,", "d->e e/a=2,"),
    clean("an empty folder is new", "", "", "d/", "d/"),
    clean("an empty folder goes", "d/ a=1,", "d/ a=1,", "a=1,", "a=1,"),
    // Line ends
    clean("CRLF here, LF in the template", "a=1,2,3,4,5,", "a=1^2^3^4^5^", "a=1,2,3,4,five,", "a=1^2^3^4^five^"),
    clean("CRLF here and a change of yours", "a=1,2,3,4,5,", "a=one^2^3^4^5^", "a=1,2,3,4,five,", "a=one^2^3^4^five^"),
    clean("a new file in a CRLF project", "a=1,2,", "a=1^2^", "a=1,2, b=3,", "a=1^2^ b=3^"),
    clean("a new file in an LF project", "a=1,2,", "a=1,2,", "a=1,2, b=3,", "a=1,2, b=3,"),
    clean("CRLF in the template as well", "a=1^2^3^4^5^", "a=one^2^3^4^5^", "a=1^2^3^4^five^", "a=one^2^3^4^five^"),
    clean("the template turns to CRLF", "a=1,2,", "a=1,2,", "a=1^2^", "a=1^2^"),
    clean("mixed line ends stay as they are", "a=1,2,3,4,5,6,", "a=1^2,3,4,5,6,", "a=1,2,3,4,5,six,", "a=1^2,3,4,5,six,"),
    conflict("a conflict in a CRLF file", "a=1,", "a=2^", "a=3,",
        "a=<<<<<<<_yours^2^|||||||_last_update^1^=======^3^>>>>>>>_template^", "a Content"),
    clean("a renamed CRLF file", "a=1,2,3,4,5,6,7,8,", "b=1^2^3^4^5^6^7^8^", "a=1,2,3,4,5,6,7,eight,", "b=1^2^3^4^5^6^7^eight^"),
];

#[test]
fn every_row_of_the_table() {
    assert!(TABLE.len() >= 60);
    let mut wrong = Vec::new();
    for row in TABLE {
        let yours = tree(row.yours);
        let versions = Versions {
            base: tree(row.base),
            yours: yours.clone(),
            template: tree(row.template),
        };
        let merged = merge(&Git::default(), versions, None, Style::Inline).expect(row.name);
        let result = show(&after(&yours, &merged));
        let conflicts: Vec<String> = merged
            .conflicts
            .iter()
            .map(|conflict| format!("{} {:?}", conflict.path, conflict.kind))
            .collect();
        let left_out: Vec<String> = merged.left_out.iter().map(ToString::to_string).collect();
        let seen = (result, conflicts.join(", "), left_out.join(" "));
        let wanted = (
            show(&tree(row.result)),
            row.conflicts.to_owned(),
            row.left_out.to_owned(),
        );
        if seen != wanted {
            wrong.push(format!("{}\n  wanted {wanted:?}\n  seen   {seen:?}", row.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_patch_says_what_could_not_be_merged() {
    let yours = tree("a=1,mine,3,4,5,6,");
    let versions = Versions {
        base: tree("a=1,2,3,4,5,6,"),
        yours: yours.clone(),
        template: tree("a=1,theirs,3,4,5,six,"),
    };
    let merged = merge(&Git::default(), versions, None, Style::Rejected).expect("a merge");
    let result = show(&after(&yours, &merged));
    assert_eq!(
        result,
        "a=1,mine,3,4,5,six, a.rej=---_a,+++_a,@@_-1,5_+1,5_@@,_1,-mine,+theirs,_3,_4,_5,"
    );
    assert_eq!(
        merged.conflicts[0].beside.as_ref().map(ToString::to_string),
        Some("a.rej".to_owned())
    );
}

#[test]
fn attributes_of_the_project_say_how_files_merge() {
    let versions = Versions {
        base: tree("list=1,"),
        yours: tree("list=1,2,"),
        template: tree("list=1,3,"),
    };
    let yours = versions.yours.clone();
    let merged = merge(
        &Git::default(),
        versions,
        Some(b"list merge=union\n"),
        Style::Inline,
    )
    .expect("a merge");
    assert_eq!(show(&after(&yours, &merged)), "list=1,2,3,");
    assert!(merged.conflicts.is_empty());
}
