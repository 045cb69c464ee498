//! Functions that copier will drop, with what it says about them.

use std::sync::Mutex;

use super::python::lock;

const MESSAGES: [(&str, &str); 2] = [
    (
        "now",
        "'now' will be removed in a future release of Copier; use {{ '%Y-%m-%d %H:%M:%S' | strftime }} instead",
    ),
    (
        "make_secret",
        "'make_secret' will be removed in a future release of Copier; use {{ 999999999999999999999999999999999 | ans_random | hash('sha512') }} instead",
    ),
];

/// What templates used that they should not any more; told once each.
#[derive(Debug, Default)]
pub(super) struct Deprecations(Mutex<Vec<&'static str>>);

impl Deprecations {
    pub(super) fn note(&self, name: &str) {
        let mut noted = lock(&self.0);
        for (_, message) in MESSAGES.iter().filter(|(known, _)| *known == name) {
            if !noted.contains(message) {
                noted.push(message);
            }
        }
    }

    pub(super) fn messages(&self) -> Vec<&'static str> {
        lock(&self.0).clone()
    }
}
