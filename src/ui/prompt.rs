use console::{Style, Term};
use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};
use dialoguer::{Confirm, FuzzySelect, Input, MultiSelect, Password, Select};
use serde_yaml::Value;

use super::search::search;
use crate::answers::{Check, Choice, Interrupted, Kind, Prompt, Prompter};
use crate::render::to_text;
use crate::yaml;

/// Choices that fit the eye at once; longer lists are searched by typing.
const MANY: usize = 9;

/// Questions at a terminal, on standard error so that standard output stays data.
pub(crate) struct Terminal {
    term: Term,
    theme: Box<dyn Theme>,
}

impl Default for Terminal {
    fn default() -> Self {
        let theme: Box<dyn Theme> = if console::colors_enabled_stderr() {
            Box::<ColorfulTheme>::default()
        } else {
            Box::new(SimpleTheme)
        };
        Self {
            term: Term::stderr(),
            theme,
        }
    }
}

/// Whether there is somebody to ask: both ends of the conversation are a terminal.
pub(crate) fn has_terminal() -> bool {
    use std::io::IsTerminal;
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

impl Prompter for Terminal {
    fn ask(&mut self, prompt: &Prompt<'_>, check: &Check<'_>) -> Result<Value, Interrupted> {
        let text = self.headline(prompt);
        loop {
            let answer = self.answer(prompt, &text, check)?;
            match check(&answer) {
                Ok(answer) => return Ok(answer),
                Err(reason) => self.complain(&reason),
            }
        }
    }
}

impl Terminal {
    fn answer(&self, prompt: &Prompt<'_>, text: &str, check: &Check<'_>) -> Result<Value, Interrupted> {
        if !prompt.choices.is_empty() {
            return if prompt.multiselect {
                self.several(prompt, text)
            } else {
                self.one(prompt, text)
            };
        }
        if prompt.kind == Kind::Bool {
            return self
                .yes_or_no(text, prompt.default.as_ref().and_then(Value::as_bool))
                .map(Value::Bool);
        }
        if prompt.secret {
            return self.hidden(prompt, text);
        }
        if !prompt.suggestions.is_empty() {
            return self.searched(prompt, text);
        }
        if prompt.multiline {
            self.lines(prompt, text)
        } else {
            self.line(prompt, text, check)
        }
    }

    /// Prints all lines of the help but the last, which becomes the prompt.
    fn headline(&self, prompt: &Prompt<'_>) -> String {
        let help = prompt.help.trim();
        let mut lines: Vec<&str> = help.lines().collect();
        let last = lines.pop().map_or_else(|| prompt.name.to_owned(), str::to_owned);
        for line in lines {
            let _ = self.term.write_line(line);
        }
        let kind = if prompt.help.trim().is_empty() && prompt.kind != Kind::Str {
            format!(" ({})", prompt.kind.name())
        } else {
            String::new()
        };
        let example = if prompt.placeholder.is_empty() {
            String::new()
        } else {
            let dim = Style::new().for_stderr().dim();
            format!(
                " {}",
                dim.apply_to(format!("(for example {})", prompt.placeholder))
            )
        };
        format!("{last}{kind}{example}")
    }

    fn one(&self, prompt: &Prompt<'_>, text: &str) -> Result<Value, Interrupted> {
        let labels: Vec<String> = prompt.choices.iter().map(label).collect();
        let at = prompt
            .choices
            .iter()
            .position(|choice| Some(&choice.value) == prompt.default.as_ref());
        let chosen = if labels.len() > MANY {
            FuzzySelect::with_theme(self.theme.as_ref())
                .with_prompt(text)
                .items(&labels)
                .default(at.unwrap_or(0))
                .interact_on(&self.term)
        } else {
            Select::with_theme(self.theme.as_ref())
                .with_prompt(text)
                .items(&labels)
                .default(at.unwrap_or(0))
                .interact_on(&self.term)
        };
        let chosen = chosen.map_err(|_| self.interrupted())?;
        Ok(prompt
            .choices
            .get(chosen)
            .map_or(Value::Null, |choice| choice.value.clone()))
    }

    fn several(&self, prompt: &Prompt<'_>, text: &str) -> Result<Value, Interrupted> {
        let wanted = prompt.default.as_ref().and_then(Value::as_sequence);
        let mut marked: Vec<bool> = prompt
            .choices
            .iter()
            .map(|choice| wanted.is_some_and(|wanted| wanted.contains(&choice.value)))
            .collect();
        if marked.len() > MANY {
            self.search_several(prompt, text, &mut marked)?;
        } else {
            let labels: Vec<String> = prompt.choices.iter().map(label).collect();
            let chosen = MultiSelect::with_theme(self.theme.as_ref())
                .with_prompt(format!("{text} (space marks, enter accepts)"))
                .items(&labels)
                .defaults(&marked)
                .interact_on(&self.term)
                .map_err(|_| self.interrupted())?;
            for (at, mark) in marked.iter_mut().enumerate() {
                *mark = chosen.contains(&at);
            }
        }
        let values = prompt.choices.iter().zip(marked).filter(|(_, marked)| *marked);
        Ok(Value::Sequence(
            values.map(|(choice, _)| choice.value.clone()).collect(),
        ))
    }

    /// Marks one choice after the other in a searched list until the first entry is taken.
    fn search_several(
        &self,
        prompt: &Prompt<'_>,
        text: &str,
        marked: &mut [bool],
    ) -> Result<(), Interrupted> {
        let mut at = 0;
        loop {
            let count = marked.iter().filter(|marked| **marked).count();
            let mut labels = vec![format!("Done, {count} chosen")];
            labels.extend(
                prompt.choices.iter().zip(&*marked).map(|(choice, marked)| {
                    format!("[{}] {}", if *marked { "x" } else { " " }, label(choice))
                }),
            );
            let chosen = FuzzySelect::with_theme(self.theme.as_ref())
                .with_prompt(text)
                .items(&labels)
                .default(at)
                .report(false)
                .interact_on(&self.term)
                .map_err(|_| self.interrupted())?;
            match chosen.checked_sub(1).and_then(|index| marked.get_mut(index)) {
                Some(mark) => *mark = !*mark,
                None => return Ok(()),
            }
            at = chosen;
        }
    }

    pub(crate) fn yes_or_no(&self, text: &str, default: Option<bool>) -> Result<bool, Interrupted> {
        Confirm::with_theme(self.theme.as_ref())
            .with_prompt(text)
            .default(default.unwrap_or(false))
            .interact_on(&self.term)
            .map_err(|_| self.interrupted())
    }

    fn hidden(&self, prompt: &Prompt<'_>, text: &str) -> Result<Value, Interrupted> {
        let has_default = prompt
            .default
            .as_ref()
            .is_some_and(|default| !to_text(default).is_empty());
        let note = if has_default {
            " (enter keeps the default)"
        } else {
            ""
        };
        let typed = Password::with_theme(self.theme.as_ref())
            .with_prompt(format!("{text}{note}"))
            .allow_empty_password(true)
            .interact_on(&self.term)
            .map_err(|_| self.interrupted())?;
        match &prompt.default {
            Some(default) if typed.is_empty() => Ok(default.clone()),
            _ => Ok(Value::String(typed)),
        }
    }

    fn searched(&self, prompt: &Prompt<'_>, text: &str) -> Result<Value, Interrupted> {
        let default = prompt
            .default
            .as_ref()
            .map(|default| written(default, prompt.kind, false));
        search(
            &self.term,
            self.theme.as_ref(),
            text,
            &prompt.suggestions,
            default.as_deref(),
        )
        .map(Value::String)
        .map_err(|_| self.interrupted())
    }

    fn line(&self, prompt: &Prompt<'_>, text: &str, check: &Check<'_>) -> Result<Value, Interrupted> {
        let mut input = Input::<String>::with_theme(self.theme.as_ref())
            .with_prompt(text)
            .allow_empty(true)
            .validate_with(|typed: &String| check(&Value::from(typed.as_str())).map(drop));
        if let Some(default) = prompt
            .default
            .as_ref()
            .map(|default| written(default, prompt.kind, false))
        {
            input = input.default(default);
        }
        input
            .interact_text_on(&self.term)
            .map(Value::String)
            .map_err(|_| self.interrupted())
    }

    /// Reads lines up to one that holds a single dot; none at all takes the default.
    fn lines(&self, prompt: &Prompt<'_>, text: &str) -> Result<Value, Interrupted> {
        let _ = self
            .term
            .write_line(&format!("{text} (several lines; a line with a single `.` ends)"));
        if let Some(default) = &prompt.default {
            let dim = Style::new().for_stderr().dim();
            for line in written(default, prompt.kind, true).lines() {
                let _ = self
                    .term
                    .write_line(&dim.apply_to(format!("  {line}")).to_string());
            }
        }
        let mut lines = Vec::new();
        loop {
            let line: String = Input::with_theme(&SimpleTheme)
                .with_prompt("│")
                .allow_empty(true)
                .interact_text_on(&self.term)
                .map_err(|_| self.interrupted())?;
            if line == "." {
                break;
            }
            lines.push(line);
        }
        match (&prompt.default, lines.is_empty()) {
            (Some(default), true) => Ok(default.clone()),
            _ => Ok(Value::String(lines.join("\n"))),
        }
    }

    /// Lets one of several lines be picked; used outside of questions, too.
    pub(crate) fn pick(&self, text: &str, items: &[String], default: usize) -> Result<usize, Interrupted> {
        Select::with_theme(self.theme.as_ref())
            .with_prompt(text)
            .items(items)
            .default(default)
            .max_length(20)
            .interact_on(&self.term)
            .map_err(|_| self.interrupted())
    }

    /// Shows a text between questions.
    pub(crate) fn show(&self, text: &str) {
        let _ = self.term.write_str(text);
    }

    fn complain(&self, reason: &str) {
        let red = Style::new().for_stderr().red();
        let _ = self.term.write_line(&format!("{} {reason}", red.apply_to("✘")));
    }

    /// Menus hide the cursor and prompts leave it in their line; whatever ended them, it is put right.
    fn interrupted(&self) -> Interrupted {
        let _ = self.term.show_cursor().and_then(|()| self.term.write_line(""));
        Interrupted
    }
}

fn label(choice: &Choice) -> String {
    match &choice.disabled {
        Some(reason) => format!("{} (not available: {reason})", choice.label),
        None => choice.label.clone(),
    }
}

/// An answer as it would be typed.
pub(crate) fn written(value: &Value, kind: Kind, several_lines: bool) -> String {
    match (kind, value) {
        (Kind::Json, _) => {
            let json = if several_lines {
                serde_json::to_string_pretty(value)
            } else {
                serde_json::to_string(value)
            };
            json.unwrap_or_default()
        }
        (Kind::Yaml, _) => {
            let mut style = yaml::Style::safe_dump();
            style.flow = if several_lines {
                yaml::Flow::Never
            } else {
                yaml::Flow::Always
            };
            style.width = usize::MAX;
            yaml::dump(value, &style)
                .trim_end_matches("...\n")
                .trim()
                .to_owned()
        }
        (_, Value::Null) => String::new(),
        _ => to_text(value),
    }
}
