//! Tags and the text between them.

use std::fmt::Write as _;
use std::sync::Arc;

use super::ast::{
    Block, Body, Expr, ExprKind, For, FromImport, Include, Macro, Span, Statement, StatementKind, Takes,
    Target,
};
use super::parser::{Parser, SyntaxError};
use super::token::TokenKind;

type Parameter = (Arc<str>, Option<Expr>);

impl Parser<'_> {
    /// Parses up to one of the closing tags, whose name is then the current token; without any, up to the end.
    pub(super) fn body(&mut self, ends: &'static [&'static str]) -> Result<Body, SyntaxError> {
        self.ends.push(ends);
        let mut body = Body::new();
        loop {
            let span = self.span();
            match self.current().clone() {
                TokenKind::Data(text) => {
                    self.next();
                    body.push(Statement {
                        kind: StatementKind::Text(text),
                        span,
                    });
                }
                TokenKind::VariableBegin => {
                    self.next();
                    let value = self.tuple(&[], true, false)?;
                    if !matches!(self.current(), TokenKind::VariableEnd) {
                        return Err(self.unexpected("end of print statement"));
                    }
                    self.next();
                    body.push(Statement {
                        span: span.to(self.last_span()),
                        kind: StatementKind::Print(value),
                    });
                }
                TokenKind::BlockBegin => {
                    self.next();
                    if ends.iter().any(|end| self.current().is_name(end)) {
                        self.ends.pop();
                        return Ok(body);
                    }
                    self.statement(span, &mut body)?;
                    self.expect_block_end()?;
                }
                _ if ends.is_empty() => break,
                _ => return Err(self.unknown_tag(None)),
            }
        }
        self.ends.pop();
        Ok(body)
    }

    fn statement(&mut self, start: Span, body: &mut Body) -> Result<(), SyntaxError> {
        let TokenKind::Name(tag) = self.current().clone() else {
            return Err(self.fail("tag name expected"));
        };
        self.open_tags.push(tag.clone());
        let kinds = self.nested(|parser| parser.tag(&tag))?;
        self.open_tags.pop();
        let span = start.to(self.last_span());
        body.extend(kinds.into_iter().map(|kind| Statement { kind, span }));
        Ok(())
    }

    fn tag(&mut self, tag: &str) -> Result<Vec<StatementKind>, SyntaxError> {
        let extension = matches!(tag, "do" | "break" | "continue" | "debug");
        if extension && !self.known.tag(tag) {
            self.open_tags.pop();
            return Err(self.unknown_tag(Some(tag)));
        }
        if tag != "print" {
            self.next();
        }
        let kind = match tag {
            "for" => self.for_loop()?,
            "if" => self.if_chain()?,
            "with" => self.with()?,
            "set" => self.set()?,
            "macro" => self.macro_definition()?,
            "call" => self.call_block()?,
            "filter" => self.filter_block()?,
            "block" => self.block()?,
            "extends" => StatementKind::Extends(self.expression()?),
            "include" => self.include()?,
            "import" => self.import()?,
            "from" => self.import_from()?,
            "autoescape" => {
                let value = self.expression()?;
                StatementKind::Autoescape(value, self.inner(&["endautoescape"])?)
            }
            "yield" => {
                let (name, _) = self.expect_name()?;
                self.expect_keyword("from")?;
                let iterable = self.expression()?;
                StatementKind::Yield(name, iterable, self.inner(&["endyield"])?)
            }
            "do" => StatementKind::Do(self.tuple(&[], true, false)?),
            "break" | "continue" if self.loops == 0 => {
                return Err(self.fail(format!("'{tag}' outside loop")));
            }
            "break" => StatementKind::Break,
            "continue" => StatementKind::Continue,
            "debug" => StatementKind::Debug,
            "print" => return self.print(),
            _ => {
                self.open_tags.pop();
                return Err(self.unknown_tag(Some(tag)));
            }
        };
        Ok(vec![kind])
    }

    /// Ends the opening tag and parses up to a closing tag, of which the name is taken.
    fn inner(&mut self, ends: &'static [&'static str]) -> Result<Body, SyntaxError> {
        let body = self.inner_until(ends)?;
        self.next();
        Ok(body)
    }

    fn inner_until(&mut self, ends: &'static [&'static str]) -> Result<Body, SyntaxError> {
        self.skip_operator(":");
        self.expect_block_end()?;
        self.body(ends)
    }

    fn print(&mut self) -> Result<Vec<StatementKind>, SyntaxError> {
        self.next();
        let mut values = Vec::new();
        while !matches!(self.current(), TokenKind::BlockEnd) {
            if !values.is_empty() {
                self.expect_operator(",")?;
            }
            values.push(StatementKind::Print(self.expression()?));
        }
        Ok(values)
    }

    fn for_loop(&mut self) -> Result<StatementKind, SyntaxError> {
        let target = self.target(&["in"], false)?;
        self.expect_keyword("in")?;
        let iterable = self.tuple(&["recursive"], false, false)?;
        let condition = if self.skip_name("if") {
            Some(self.expression()?)
        } else {
            None
        };
        let recursive = self.skip_name("recursive");
        self.loops += 1;
        let body = self.inner_until(&["endfor", "else"])?;
        self.loops -= 1;
        let otherwise = if self.next().kind.is_name("else") {
            self.inner(&["endfor"])?
        } else {
            Body::new()
        };
        Ok(StatementKind::For(Arc::new(For {
            target,
            iterable,
            condition,
            recursive,
            body,
            otherwise,
        })))
    }

    fn if_chain(&mut self) -> Result<StatementKind, SyntaxError> {
        let mut branches = Vec::new();
        loop {
            let test = self.tuple(&[], false, false)?;
            branches.push((Some(test), self.branch(&["elif", "else", "endif"])?));
            let token = self.next();
            if token.kind.is_name("elif") {
                continue;
            }
            if token.kind.is_name("else") {
                branches.push((None, self.branch(&["endif"])?));
                self.next();
            }
            return Ok(StatementKind::If(branches));
        }
    }

    fn branch(&mut self, ends: &'static [&'static str]) -> Result<Body, SyntaxError> {
        self.branches += 1;
        let body = self.inner_until(ends);
        self.branches -= 1;
        body
    }

    fn with(&mut self) -> Result<StatementKind, SyntaxError> {
        let mut bindings = Vec::new();
        while !matches!(self.current(), TokenKind::BlockEnd) {
            if !bindings.is_empty() {
                self.expect_operator(",")?;
            }
            let target = self.target(&[], false)?;
            self.expect_operator("=")?;
            bindings.push((target, self.expression()?));
        }
        Ok(StatementKind::With(bindings, self.inner(&["endwith"])?))
    }

    fn set(&mut self) -> Result<StatementKind, SyntaxError> {
        let target = self.target(&[], true)?;
        if self.skip_operator("=") {
            return Ok(StatementKind::Set(target, self.tuple(&[], true, false)?));
        }
        let filter = if self.current().is_operator("|") {
            Some(self.filter_chain(None)?)
        } else {
            None
        };
        let body = self.inner(&["endset"])?;
        Ok(StatementKind::SetBlock(target, filter, body))
    }

    fn filter_chain(&mut self, mut filter: Option<Expr>) -> Result<Expr, SyntaxError> {
        while self.skip_operator("|") || filter.is_none() {
            self.link()?;
            filter = Some(self.filter(filter)?);
        }
        filter.ok_or_else(|| self.fail("expected a filter"))
    }

    fn target(&mut self, ends: &[&str], with_namespace: bool) -> Result<Target, SyntaxError> {
        let start = self.span();
        let mut targets = Vec::new();
        let mut is_tuple = false;
        while !self.at_tuple_end(ends) {
            targets.push(self.single_target(with_namespace)?);
            if !self.skip_operator(",") {
                break;
            }
            is_tuple = true;
        }
        if !is_tuple {
            return targets
                .pop()
                .ok_or_else(|| self.fail(format!("Expected an expression, got '{}'", self.current())));
        }
        Ok(Target::Tuple(targets, start.to(self.last_span())))
    }

    fn single_target(&mut self, with_namespace: bool) -> Result<Target, SyntaxError> {
        let span = self.span();
        if self.skip_operator("(") {
            let target = self.nested(|parser| parser.target(&[], with_namespace))?;
            self.expect_operator(")")?;
            return Ok(target);
        }
        if with_namespace
            && let TokenKind::Name(name) = self.current().clone()
            && self.look().is_operator(".")
        {
            self.next();
            self.next();
            let (attribute, end) = self.expect_name()?;
            return Ok(Target::Attribute(name, attribute, span.to(end)));
        }
        match self.primary()?.kind {
            ExprKind::Name(name) => Ok(Target::Name(name)),
            ExprKind::Constant(_) => Err(SyntaxError::new("can't assign to 'const'", span)),
            ExprKind::List(_) => Err(SyntaxError::new("can't assign to 'list'", span)),
            _ => Err(SyntaxError::new("can't assign to 'dict'", span)),
        }
    }

    fn macro_definition(&mut self) -> Result<StatementKind, SyntaxError> {
        let (name, _) = self.expect_name()?;
        let parameters = self.parameters()?;
        let definition = self.macro_body(Some(name), parameters, &["endmacro"])?;
        Ok(StatementKind::Macro(Arc::new(definition)))
    }

    fn macro_body(
        &mut self,
        name: Option<Arc<str>>,
        parameters: Vec<Parameter>,
        ends: &'static [&'static str],
    ) -> Result<Macro, SyntaxError> {
        self.takes.push(Takes::default());
        let loops = std::mem::take(&mut self.loops);
        let body = self.inner(ends)?;
        self.loops = loops;
        let takes = self.takes.pop().unwrap_or_default();
        if let Some(outer) = self.takes.last_mut() {
            outer.varargs |= takes.varargs;
            outer.kwargs |= takes.kwargs;
            outer.caller |= takes.caller;
        }
        Ok(Macro {
            name,
            parameters,
            body,
            takes,
        })
    }

    fn parameters(&mut self) -> Result<Vec<Parameter>, SyntaxError> {
        self.expect_operator("(")?;
        let mut parameters: Vec<Parameter> = Vec::new();
        while !self.current().is_operator(")") {
            if !parameters.is_empty() {
                self.expect_operator(",")?;
            }
            let (name, _) = self.expect_name()?;
            let default = if self.skip_operator("=") {
                Some(self.expression()?)
            } else {
                None
            };
            if parameters.iter().any(|(other, _)| *other == name) {
                return Err(self.fail(format!("duplicate argument '{name}' in function definition")));
            }
            if default.is_none() && &*name == "caller" {
                return Err(self.fail(
                    "When defining macros or call blocks the special \"caller\" argument must be omitted or be given a default.",
                ));
            }
            if default.is_none() && parameters.last().is_some_and(|(_, default)| default.is_some()) {
                return Err(self.fail("non-default argument follows default argument"));
            }
            parameters.push((name, default));
        }
        self.expect_operator(")")?;
        Ok(parameters)
    }

    fn call_block(&mut self) -> Result<StatementKind, SyntaxError> {
        let parameters = if self.current().is_operator("(") {
            self.parameters()?
        } else {
            Vec::new()
        };
        let call = self.expression()?;
        if !matches!(call.kind, ExprKind::Call(..)) {
            return Err(SyntaxError::new("expected call", call.span));
        }
        let caller = self.macro_body(None, parameters, &["endcall"])?;
        Ok(StatementKind::CallBlock(call, Arc::new(caller)))
    }

    fn filter_block(&mut self) -> Result<StatementKind, SyntaxError> {
        let filter = self.filter_chain(None)?;
        Ok(StatementKind::FilterBlock(filter, self.inner(&["endfilter"])?))
    }

    fn block(&mut self) -> Result<StatementKind, SyntaxError> {
        let (name, span) = self.expect_name()?;
        let scoped = self.skip_name("scoped");
        let required = self.skip_name("required");
        if self.current().is_operator("-") {
            return Err(self.fail(
                "Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore instead.",
            ));
        }
        let loops = std::mem::take(&mut self.loops);
        let body = self.inner(&["endblock"])?;
        self.loops = loops;
        let is_blank = |statement: &Statement| match &statement.kind {
            StatementKind::Text(text) => text.trim().is_empty(),
            _ => false,
        };
        if required && !body.iter().all(is_blank) {
            return Err(SyntaxError::new(
                "Required blocks can only contain comments or whitespace",
                span,
            ));
        }
        self.skip_name(&name);
        let block = Arc::new(Block {
            name: name.clone(),
            scoped,
            required,
            body,
        });
        if self.blocks.insert(name.clone(), block.clone()).is_some() {
            return Err(SyntaxError::new(format!("block '{name}' defined twice"), span));
        }
        Ok(StatementKind::Block(block))
    }

    /// Whether `with context` or `without context` stands here.
    fn context_marker(&mut self) -> Option<bool> {
        let is_marker = (self.current().is_name("with") || self.current().is_name("without"))
            && self.look().is_name("context");
        is_marker.then(|| {
            let with = self.next().kind.is_name("with");
            self.next();
            with
        })
    }

    fn include(&mut self) -> Result<StatementKind, SyntaxError> {
        let template = self.expression()?;
        let ignore_missing = self.current().is_name("ignore") && self.look().is_name("missing");
        if ignore_missing {
            self.next();
            self.next();
        }
        Ok(StatementKind::Include(Include {
            template,
            ignore_missing,
            with_context: self.context_marker().unwrap_or(true),
        }))
    }

    fn import(&mut self) -> Result<StatementKind, SyntaxError> {
        let template = self.expression()?;
        self.expect_keyword("as")?;
        let (name, _) = self.expect_name()?;
        let with_context = self.context_marker().unwrap_or(false);
        Ok(StatementKind::Import(template, name, with_context))
    }

    fn import_from(&mut self) -> Result<StatementKind, SyntaxError> {
        let template = self.expression()?;
        self.expect_keyword("import")?;
        let mut names = Vec::new();
        let with_context = loop {
            if !names.is_empty() {
                self.expect_operator(",")?;
            }
            let marker = self.context_marker();
            if marker.is_some() {
                break marker;
            }
            let (name, span) = self.expect_name()?;
            if name.starts_with('_') {
                return Err(SyntaxError::new(
                    "names starting with an underline can not be imported",
                    span,
                ));
            }
            let alias = if self.skip_name("as") {
                self.expect_name()?.0
            } else {
                name.clone()
            };
            names.push((name, alias));
            let marker = self.context_marker();
            if marker.is_some() || !self.current().is_operator(",") {
                break marker;
            }
        };
        Ok(StatementKind::FromImport(Box::new(FromImport {
            template,
            names,
            with_context: with_context.unwrap_or(false),
        })))
    }

    /// Tells which tag was met, or that the end was, and which one is looked for.
    fn unknown_tag(&self, name: Option<&str>) -> SyntaxError {
        let quoted = |names: &[&str]| {
            names
                .iter()
                .map(|name| format!("'{name}'"))
                .collect::<Vec<_>>()
                .join(" or ")
        };
        let mut message = match name {
            None => "Unexpected end of template.".to_owned(),
            Some(name) => format!("Encountered unknown tag '{name}'."),
        };
        let waiting: Vec<_> = self.ends.iter().filter(|ends| !ends.is_empty()).collect();
        if let Some(ends) = waiting.last() {
            let ends_text = quoted(ends);
            let belongs_elsewhere = name.is_some_and(|name| waiting.iter().any(|ends| ends.contains(&name)));
            let _ = if belongs_elsewhere {
                write!(
                    message,
                    " You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for {ends_text}."
                )
            } else {
                write!(message, " Jinja was looking for the following tags: {ends_text}.")
            };
        }
        if let Some(open) = self.open_tags.last() {
            let _ = write!(
                message,
                " The innermost block that needs to be closed is '{open}'."
            );
        }
        self.fail(message)
    }
}
