//! Renders the tables in `testdata/` with this engine and with copier's own, and compares.
//!
//! The format of a table is told at the top of `testdata/jinja.txt`.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use super::{Context, Engine, EngineOptions, EnvOps, Limits, Origin};

const CONTEXT: &str = include_str!("testdata/context.yml");

#[derive(Debug, Default, Clone, serde::Serialize)]
struct Case {
    source: String,
    envops: serde_json::Map<String, serde_json::Value>,
    files: BTreeMap<String, String>,
    context: String,
    #[serde(skip)]
    differs: Option<String>,
    #[serde(skip)]
    line: usize,
}

#[derive(Debug, PartialEq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    Text(String),
    Error(String),
}

impl Outcome {
    fn agrees(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(ours), Self::Text(theirs)) => ours == theirs,
            (Self::Error(_), Self::Error(_)) => true,
            _ => false,
        }
    }
}

fn tables() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/render/testdata");
    let mut tables: Vec<_> = fs_err::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    tables.sort();
    tables
}

fn parse(table: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    let fresh = || Case {
        context: CONTEXT.to_owned(),
        ..Case::default()
    };
    let mut case = fresh();
    let (mut file, mut crlf) = (None, false);
    let mut lines = table.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        if let Some(directive) = line.strip_prefix(";;") {
            let (key, value) = directive.split_once(':').unwrap_or((directive, ""));
            let value = value.trim();
            match key.trim() {
                "differs" => case.differs = Some(value.to_owned()),
                "envops" => case.envops = serde_json::from_str(value).unwrap(),
                "with" => {
                    case.context.push('\n');
                    case.context.push_str(value);
                }
                "file" => file = Some(value.to_owned()),
                "crlf" => crlf = true,
                _ => {}
            }
            continue;
        }
        if line.is_empty() {
            continue;
        }
        let mut source = if line == "<<<" {
            let block: Vec<_> = lines
                .by_ref()
                .map(|(_, line)| line)
                .take_while(|line| *line != ">>>")
                .collect();
            block.join("\n") + "\n"
        } else {
            line.to_owned()
        };
        if std::mem::take(&mut crlf) {
            source = source.replace('\n', "\r\n");
        }
        if let Some(name) = file.take() {
            case.files.insert(name, source);
        } else {
            case.source = source;
            case.line = index + 1;
            cases.push(std::mem::replace(&mut case, fresh()));
        }
    }
    cases
}

fn ours(case: &Case) -> Outcome {
    let envops = serde_yaml::to_value(&case.envops).unwrap();
    let files = case.files.clone();
    let options = EngineOptions {
        envops: match EnvOps::from_yaml(&envops) {
            Ok(envops) => envops,
            Err(error) => return Outcome::Error(error.to_string()),
        },
        strict: false,
        limits: Limits::default(),
        extensions: Vec::new(),
        templates: Arc::new(move |path| Ok(files.get(path).cloned())),
    };
    let context = Context::from_yaml(&serde_yaml::from_str(&case.context).unwrap());
    let rendered =
        Engine::new(options).and_then(|engine| engine.text(&Origin::new("case", 1), &case.source, &context));
    match rendered {
        Ok(text) => Outcome::Text(text),
        Err(error) => Outcome::Error(error.to_string()),
    }
}

fn theirs(python: &str, cases: &[Case]) -> Vec<Outcome> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/render/testdata/reference.py");
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("SCAFFOLD_COPIER_PYTHON starts");
    let input = serde_json::to_vec(cases).unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    serde_json::from_slice(&output.stdout).expect("reference.py answers with JSON")
}

#[test]
#[ignore = "needs SCAFFOLD_COPIER_PYTHON"]
fn templates_render_as_in_copier() {
    let python = std::env::var("SCAFFOLD_COPIER_PYTHON")
        .expect("SCAFFOLD_COPIER_PYTHON names a Python that has copier");
    let only = std::env::var("SCAFFOLD_TABLE").unwrap_or_default();
    let (mut compared, mut wrong) = (0, Vec::new());
    for table in tables() {
        let name = table.file_name().unwrap().to_string_lossy().into_owned();
        if !name.contains(&only) {
            continue;
        }
        let cases = parse(&fs_err::read_to_string(&table).unwrap());
        for (case, theirs) in cases.iter().zip(theirs(&python, &cases)) {
            let ours = ours(case);
            compared += 1;
            if ours.agrees(&theirs) == case.differs.is_some() {
                wrong.push(format!(
                    "{name}:{}: {:?}\n  ours   {ours:?}\n  theirs {theirs:?}",
                    case.line, case.source
                ));
            }
        }
    }
    assert!(compared > 0, "no case was compared");
    assert!(
        wrong.is_empty(),
        "{} of {compared} cases are not as told:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
