/// How much a YAML text may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Bytes of the text, and of all its scalars once aliases are expanded.
    pub(crate) bytes: usize,
    /// Collections within collections, aliases expanded; at most [`Limits::DEEPEST`] counts.
    pub(crate) depth: usize,
    /// Scalars and collections, aliases expanded.
    pub(crate) nodes: usize,
}

impl Limits {
    /// What a thread's default stack surely holds, as reading recurses.
    pub(crate) const DEEPEST: usize = 200;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 16 << 20,
            depth: 128,
            nodes: 1_000_000,
        }
    }
}
