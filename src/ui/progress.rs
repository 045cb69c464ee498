use std::time::Duration;

use indicatif::ProgressBar;

use super::Printer;

/// Shows at a terminal that something is being waited for, and for how long already.
pub(crate) fn waiting<T>(printer: &Printer, message: &str, work: impl FnOnce() -> T) -> T {
    if printer.is_quiet() || printer.is_json() {
        return work();
    }
    let bar = ProgressBar::new_spinner().with_message(message.to_owned());
    bar.set_style(style());
    bar.enable_steady_tick(Duration::from_millis(100));
    let result = work();
    bar.finish_and_clear();
    result
}

fn style() -> indicatif::ProgressStyle {
    indicatif::ProgressStyle::with_template("{spinner} {msg} ({elapsed})")
        .unwrap_or_else(|_| indicatif::ProgressStyle::default_spinner())
}
