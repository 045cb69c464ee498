//! Expressions, by precedence from the weakest operator to the strongest.

use std::sync::Arc;

use minijinja::Value;

use super::ast::{Arguments, Comparison, Expr, ExprKind, Operator, Span};
use super::parser::{Parser, SyntaxError};
use super::token::TokenKind;

type Parsed = Result<Expr, SyntaxError>;

impl Parser<'_> {
    pub(super) fn expression(&mut self) -> Parsed {
        self.nested(Self::condition)
    }

    /// An expression in which `if` ends it instead of making it conditional.
    pub(super) fn unconditional(&mut self) -> Parsed {
        self.nested(Self::or)
    }

    fn make(&self, start: Span, kind: ExprKind) -> Expr {
        Expr {
            kind,
            span: start.to(self.last_span()),
        }
    }

    fn condition(&mut self) -> Parsed {
        let start = self.span();
        let mut value = self.or()?;
        while self.skip_name("if") {
            self.link()?;
            let test = self.or()?;
            let otherwise = if self.skip_name("else") {
                Some(Box::new(self.expression()?))
            } else {
                None
            };
            value = self.make(start, ExprKind::Condition(Box::new((test, value)), otherwise));
        }
        Ok(value)
    }

    fn or(&mut self) -> Parsed {
        let start = self.span();
        let mut left = self.and()?;
        while self.skip_name("or") {
            self.link()?;
            let right = self.and()?;
            left = self.make(start, ExprKind::Or(Box::new((left, right))));
        }
        Ok(left)
    }

    fn and(&mut self) -> Parsed {
        let start = self.span();
        let mut left = self.not()?;
        while self.skip_name("and") {
            self.link()?;
            let right = self.not()?;
            left = self.make(start, ExprKind::And(Box::new((left, right))));
        }
        Ok(left)
    }

    fn not(&mut self) -> Parsed {
        let start = self.span();
        if self.skip_name("not") {
            let inner = self.nested(Self::not)?;
            return Ok(self.make(start, ExprKind::Not(Box::new(inner))));
        }
        self.compare()
    }

    fn compare(&mut self) -> Parsed {
        let start = self.span();
        let first = self.sum()?;
        let mut rest = Vec::new();
        loop {
            let comparison = match self.current() {
                TokenKind::Operator("==") => Comparison::Equal,
                TokenKind::Operator("!=") => Comparison::NotEqual,
                TokenKind::Operator("<") => Comparison::Less,
                TokenKind::Operator("<=") => Comparison::LessEqual,
                TokenKind::Operator(">") => Comparison::Greater,
                TokenKind::Operator(">=") => Comparison::GreaterEqual,
                name if name.is_name("in") => Comparison::In,
                name if name.is_name("not") && self.look().is_name("in") => {
                    self.next();
                    Comparison::NotIn
                }
                _ => break,
            };
            self.next();
            rest.push((comparison, self.sum()?));
        }
        if rest.is_empty() {
            return Ok(first);
        }
        Ok(self.make(start, ExprKind::Compare(Box::new(first), rest)))
    }

    fn sum(&mut self) -> Parsed {
        self.binary(Self::concat, |operator| match operator {
            "+" => Some(Operator::Add),
            "-" => Some(Operator::Subtract),
            _ => None,
        })
    }

    fn concat(&mut self) -> Parsed {
        let start = self.span();
        let mut parts = vec![self.product()?];
        while self.skip_operator("~") {
            parts.push(self.product()?);
        }
        if parts.len() == 1
            && let Some(only) = parts.pop()
        {
            return Ok(only);
        }
        Ok(self.make(start, ExprKind::Concat(parts)))
    }

    fn product(&mut self) -> Parsed {
        self.binary(Self::power, |operator| match operator {
            "*" => Some(Operator::Multiply),
            "/" => Some(Operator::Divide),
            "//" => Some(Operator::FloorDivide),
            "%" => Some(Operator::Modulo),
            _ => None,
        })
    }

    fn power(&mut self) -> Parsed {
        self.binary(
            |parser| parser.unary(true),
            |operator| (operator == "**").then_some(Operator::Power),
        )
    }

    fn binary(
        &mut self,
        operand: impl Fn(&mut Self) -> Parsed,
        operator: impl Fn(&str) -> Option<Operator>,
    ) -> Parsed {
        let start = self.span();
        let mut left = operand(self)?;
        while let TokenKind::Operator(symbol) = self.current()
            && let Some(operator) = operator(symbol)
        {
            self.next();
            self.link()?;
            let right = operand(self)?;
            left = self.make(start, ExprKind::Binary(operator, Box::new((left, right))));
        }
        Ok(left)
    }

    fn unary(&mut self, with_filters: bool) -> Parsed {
        let start = self.span();
        let mut value = if self.skip_operator("-") {
            let inner = self.nested(|parser| parser.unary(false))?;
            self.make(start, ExprKind::Negative(Box::new(inner)))
        } else if self.skip_operator("+") {
            let inner = self.nested(|parser| parser.unary(false))?;
            self.make(start, ExprKind::Positive(Box::new(inner)))
        } else {
            self.primary()?
        };
        value = self.postfix(value)?;
        if with_filters {
            value = self.filters_and_tests(value)?;
        }
        Ok(value)
    }

    pub(super) fn primary(&mut self) -> Parsed {
        let start = self.span();
        let kind = match self.current().clone() {
            TokenKind::Name(name) => {
                self.next();
                match &*name {
                    "true" | "True" => ExprKind::Constant(true.into()),
                    "false" | "False" => ExprKind::Constant(false.into()),
                    "none" | "None" => ExprKind::Constant(().into()),
                    _ => {
                        self.note_special(&name);
                        ExprKind::Name(name)
                    }
                }
            }
            TokenKind::Text(_) => {
                let mut text = String::new();
                while let TokenKind::Text(part) = self.current().clone() {
                    text.push_str(&part);
                    self.next();
                }
                ExprKind::Constant(Value::from(text))
            }
            TokenKind::Integer(value) => {
                self.next();
                ExprKind::Constant(value)
            }
            TokenKind::Float(value) => {
                self.next();
                ExprKind::Constant(value.into())
            }
            TokenKind::Operator("(") => {
                self.next();
                let mut inner = self.tuple(&[], true, true)?;
                self.expect_operator(")")?;
                inner.span = start.to(self.last_span());
                return Ok(inner);
            }
            TokenKind::Operator("[") => {
                self.next();
                ExprKind::List(self.items("]", Self::expression)?)
            }
            TokenKind::Operator("{") => {
                self.next();
                ExprKind::Dict(self.items("}", |parser| {
                    let key = parser.expression()?;
                    parser.expect_operator(":")?;
                    Ok((key, parser.expression()?))
                })?)
            }
            TokenKind::End => return Err(self.fail("unexpected end of template")),
            other => return Err(self.fail(format!("unexpected '{other}'"))),
        };
        Ok(self.make(start, kind))
    }

    /// Notes that a macro's body uses one of the variables that only calls with extra arguments bring.
    fn note_special(&mut self, name: &str) {
        if let Some(takes) = self.takes.last_mut() {
            match name {
                "varargs" => takes.varargs = true,
                "kwargs" => takes.kwargs = true,
                "caller" => takes.caller = true,
                _ => {}
            }
        }
    }

    fn items<T>(
        &mut self,
        close: &'static str,
        item: impl Fn(&mut Self) -> Result<T, SyntaxError>,
    ) -> Result<Vec<T>, SyntaxError> {
        let mut items = Vec::new();
        while !self.current().is_operator(close) {
            if !items.is_empty() {
                self.expect_operator(",")?;
                if self.current().is_operator(close) {
                    break;
                }
            }
            items.push(item(self)?);
        }
        self.expect_operator(close)?;
        Ok(items)
    }

    /// One expression, or several with commas between them, which are a tuple.
    pub(super) fn tuple(&mut self, ends: &[&str], conditional: bool, explicit: bool) -> Parsed {
        let start = self.span();
        let mut items = Vec::new();
        let mut is_tuple = false;
        while !self.at_tuple_end(ends) {
            items.push(if conditional {
                self.expression()?
            } else {
                self.unconditional()?
            });
            if !self.skip_operator(",") {
                break;
            }
            is_tuple = true;
        }
        if !is_tuple {
            if let Some(only) = items.pop() {
                return Ok(only);
            }
            if !explicit {
                return Err(self.fail(format!("Expected an expression, got '{}'", self.current())));
            }
        }
        Ok(self.make(start, ExprKind::Tuple(items)))
    }

    pub(super) fn at_tuple_end(&self, ends: &[&str]) -> bool {
        matches!(
            self.current(),
            TokenKind::VariableEnd | TokenKind::BlockEnd | TokenKind::Operator(")")
        ) || ends.iter().any(|end| self.current().is_name(end))
    }

    pub(super) fn postfix(&mut self, mut value: Expr) -> Parsed {
        let start = value.span;
        loop {
            self.link()?;
            value = match self.current() {
                TokenKind::Operator(".") => {
                    self.next();
                    let token = self.next();
                    match token.kind {
                        TokenKind::Name(name) => self.make(start, ExprKind::Attribute(Box::new(value), name)),
                        TokenKind::Integer(index) => {
                            let index = Expr {
                                kind: ExprKind::Constant(index),
                                span: token.span,
                            };
                            self.make(start, ExprKind::Item(Box::new((value, index))))
                        }
                        _ => return Err(SyntaxError::new("expected name or number", token.span)),
                    }
                }
                TokenKind::Operator("[") => {
                    self.next();
                    let index = self.subscript()?;
                    self.make(start, ExprKind::Item(Box::new((value, index))))
                }
                TokenKind::Operator("(") => self.call(value)?,
                _ => return Ok(value),
            };
        }
    }

    fn subscript(&mut self) -> Parsed {
        let start = self.span();
        let mut indices = Vec::new();
        while !self.current().is_operator("]") {
            if !indices.is_empty() {
                self.expect_operator(",")?;
            }
            indices.push(self.slice()?);
        }
        self.expect_operator("]")?;
        if indices.len() == 1
            && let Some(only) = indices.pop()
        {
            return Ok(only);
        }
        Ok(self.make(start, ExprKind::Tuple(indices)))
    }

    fn slice(&mut self) -> Parsed {
        let start = self.span();
        let mut parts = [None, None, None];
        if !self.current().is_operator(":") {
            let index = self.expression()?;
            if !self.current().is_operator(":") {
                return Ok(index);
            }
            parts[0] = Some(index);
        }
        for part in &mut parts[1..] {
            if !self.skip_operator(":") {
                break;
            }
            if ![":", "]", ","].iter().any(|end| self.current().is_operator(end)) {
                *part = Some(self.expression()?);
            }
        }
        Ok(self.make(start, ExprKind::Slice(Box::new(parts))))
    }

    fn call(&mut self, callee: Expr) -> Parsed {
        let start = callee.span;
        let arguments = self.arguments()?;
        Ok(self.make(start, ExprKind::Call(Box::new(callee), Box::new(arguments))))
    }

    fn arguments(&mut self) -> Result<Arguments, SyntaxError> {
        let open = self.expect_operator("(")?;
        let invalid = || SyntaxError::new("invalid syntax for function call expression", open);
        let mut arguments = Arguments::default();
        let mut first = true;
        while !self.current().is_operator(")") {
            if !std::mem::take(&mut first) {
                self.expect_operator(",")?;
                if self.current().is_operator(")") {
                    break;
                }
            }
            if self.skip_operator("*") {
                if arguments.star.is_some() || arguments.double_star.is_some() {
                    return Err(invalid());
                }
                arguments.star = Some(self.expression()?);
            } else if self.skip_operator("**") {
                if arguments.double_star.is_some() {
                    return Err(invalid());
                }
                arguments.double_star = Some(self.expression()?);
            } else if matches!(self.current(), TokenKind::Name(_)) && self.look().is_operator("=") {
                if arguments.double_star.is_some() {
                    return Err(invalid());
                }
                let (name, span) = self.expect_name()?;
                self.next();
                if arguments.keyword.iter().any(|(other, _)| *other == name) {
                    return Err(SyntaxError::new(
                        format!("keyword argument repeated: {name}"),
                        span,
                    ));
                }
                arguments.keyword.push((name, self.expression()?));
            } else {
                if arguments.star.is_some()
                    || arguments.double_star.is_some()
                    || !arguments.keyword.is_empty()
                {
                    return Err(invalid());
                }
                arguments.positional.push(self.expression()?);
            }
        }
        self.expect_operator(")")?;
        Ok(arguments)
    }

    fn filters_and_tests(&mut self, mut value: Expr) -> Parsed {
        loop {
            self.link()?;
            value = match self.current() {
                TokenKind::Operator("|") => {
                    self.next();
                    self.filter(Some(value))?
                }
                TokenKind::Operator("(") => self.call(value)?,
                name if name.is_name("is") => self.test(value)?,
                _ => return Ok(value),
            };
        }
    }

    /// A filter's name and arguments, applied to what stands before it.
    pub(super) fn filter(&mut self, input: Option<Expr>) -> Parsed {
        let (name, name_span) = self.dotted_name()?;
        if self.branches == 0 && !self.known.filter(&name) {
            return Err(SyntaxError::new(format!("No filter named '{name}'."), name_span));
        }
        let arguments = if self.current().is_operator("(") {
            self.arguments()?
        } else {
            Arguments::default()
        };
        let start = input.as_ref().map_or(name_span, |input| input.span);
        let kind = ExprKind::Filter(input.map(Box::new), name, Box::new(arguments));
        Ok(self.make(start, kind))
    }

    fn dotted_name(&mut self) -> Result<(Arc<str>, Span), SyntaxError> {
        let (mut name, span) = self.expect_name()?;
        while self.skip_operator(".") {
            let (next, _) = self.expect_name()?;
            name = format!("{name}.{next}").into();
        }
        Ok((name, span.to(self.last_span())))
    }

    fn test(&mut self, value: Expr) -> Parsed {
        self.next();
        let start = value.span;
        let negated = self.skip_name("not");
        let (name, name_span) = self.dotted_name()?;
        if self.branches == 0 && !self.known.test(&name) {
            return Err(SyntaxError::new(format!("No test named '{name}'."), name_span));
        }
        let takes_argument = match self.current() {
            TokenKind::Name(name) => !matches!(&**name, "else" | "or" | "and"),
            TokenKind::Text(_) | TokenKind::Integer(_) | TokenKind::Float(_) => true,
            TokenKind::Operator(operator) => matches!(*operator, "[" | "{"),
            _ => false,
        };
        let arguments = if self.current().is_operator("(") {
            self.arguments()?
        } else if takes_argument {
            if self.current().is_name("is") {
                return Err(self.fail("You cannot chain multiple tests with is"));
            }
            let argument = self.primary()?;
            Arguments {
                positional: vec![self.postfix(argument)?],
                ..Arguments::default()
            }
        } else {
            Arguments::default()
        };
        let mut test = self.make(start, ExprKind::Test(Box::new(value), name, Box::new(arguments)));
        if negated {
            test = self.make(start, ExprKind::Not(Box::new(test)));
        }
        Ok(test)
    }
}
