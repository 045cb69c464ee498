/// A place in a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(super) offset: usize,
    /// Characters before this place; PyYAML limits the length of a key by it.
    pub(super) index: usize,
    /// Counted from zero, as the indentation rules need it.
    pub(super) row: usize,
    /// Counted from zero, as the indentation rules need it.
    pub(super) indent: usize,
}

impl Mark {
    /// Bytes before this place.
    pub(crate) fn offset(self) -> usize {
        self.offset
    }

    /// The line, counted from one.
    pub(crate) fn line(self) -> usize {
        self.row + 1
    }

    /// The column in characters, counted from one.
    pub(crate) fn column(self) -> usize {
        self.indent + 1
    }
}

/// A stretch of a text; the end is excluded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: Mark,
    pub(crate) end: Mark,
}

impl Span {
    pub(super) fn new(start: Mark, end: Mark) -> Self {
        Self { start, end }
    }

    pub(super) fn empty(mark: Mark) -> Self {
        Self::new(mark, mark)
    }
}
