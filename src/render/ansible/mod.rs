//! The filters of the `jinja2-ansible-filters` package, which every copier template may use.

/// Adds the filters to a Jinja environment.
pub(crate) fn register(_env: &mut minijinja::Environment<'static>) {}
