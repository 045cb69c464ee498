use super::RenderError;

/// Extensions whose tags every environment here understands; copier's own and the filters are always there.
const KNOWN: [&str; 9] = [
    "jinja2.ext.do",
    "jinja2.ext.ExprStmtExtension",
    "jinja2.ext.loopcontrols",
    "jinja2.ext.LoopControlExtension",
    "jinja2.ext.debug",
    "jinja2.ext.DebugExtension",
    "jinja2.ext.with_",
    "jinja2.ext.autoescape",
    "jinja2_ansible_filters.AnsibleCoreFiltersExtension",
];

/// Refuses extensions that are Python code of others.
pub(super) fn check(extensions: &[String]) -> Result<(), RenderError> {
    let Some(unknown) = extensions.iter().find(|name| !KNOWN.contains(&name.as_str())) else {
        return Ok(());
    };
    let module = unknown.split(['.', ':']).next().unwrap_or(unknown);
    Err(RenderError::UnknownExtension(format!(
        "Copier could not load some Jinja extensions:\nNo module named '{module}' (`{unknown}` is Python code, which is not run here)"
    )))
}
