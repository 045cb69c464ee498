use super::form::{Condition, Content, Declaration, Target};
use crate::aws::request::{Network, SecurityGroupQuery, SubnetQuery, VpcQuery};
use crate::aws::selector::Selector;

/// What only the caller can do: render a text with the answers, and look an answer up.
pub(crate) trait Resolve {
    type Error;

    fn render(&self, template: &str) -> Result<String, Self::Error>;

    /// An answer as one text, a list's items separated by commas; empty where there is none.
    fn answer(&self, name: &str) -> Result<String, Self::Error>;
}

/// A declaration with the answers put in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lookups {
    /// What to read of EC2, if anything.
    pub(crate) network: Option<Network>,
    pub(super) targets: Vec<(Source, RenderedTarget)>,
}

/// Which of the findings a target takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    AccountId,
    Registry,
    Vpc,
    Subnets(String),
    SecurityGroups(String),
    /// A text of the template's own, for new entries only.
    Text(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RenderedTarget {
    Hcl { file: String, path: String },
    Env { file: String, key: String },
}

impl Declaration {
    /// Puts the answers in; a lookup whose `when` is false is left out.
    pub(crate) fn resolve<R: Resolve>(&self, answers: &R) -> Result<Lookups, R::Error> {
        let mut lookups = Lookups::default();
        for (fact, source) in [
            (&self.account_id, Source::AccountId),
            (&self.registry, Source::Registry),
        ] {
            if let Some(fact) = fact
                && holds(answers, fact.when.as_ref())?
            {
                lookups.add(answers, &source, &fact.to)?;
            }
        }
        let mut network = Network::default();
        let mut needed = false;
        if let Some(vpc) = &self.vpc {
            if holds(answers, vpc.when.as_ref())? {
                lookups.add(answers, &Source::Vpc, &vpc.to)?;
                needed = true;
            }
            let selector = selector(answers, vpc.pattern.as_deref(), vpc.answer.as_deref(), "vpc-")?;
            network.vpc = VpcQuery {
                selector,
                answer: vpc.answer.clone(),
            };
        }
        for (group, lookup) in &self.subnets {
            if !holds(answers, lookup.when.as_ref())? {
                continue;
            }
            lookups.add(answers, &Source::Subnets(group.clone()), &lookup.to)?;
            network.subnets.push(SubnetQuery {
                group: group.clone(),
                selector: selector(
                    answers,
                    lookup.pattern.as_deref(),
                    lookup.answer.as_deref(),
                    "subnet-",
                )?,
                answer: lookup.answer.clone(),
                zones: lookup.zones,
                one_per_zone: lookup.one_per_zone,
                route: lookup.route,
            });
        }
        for (group, lookup) in &self.security_groups {
            if !holds(answers, lookup.when.as_ref())? {
                continue;
            }
            lookups.add(answers, &Source::SecurityGroups(group.clone()), &lookup.to)?;
            network.security_groups.push(SecurityGroupQuery {
                group: group.clone(),
                selector: selector(
                    answers,
                    lookup.pattern.as_deref(),
                    lookup.answer.as_deref(),
                    "sg-",
                )?,
                answer: lookup.answer.clone(),
                many: lookup.many,
            });
        }
        for extra in &self.new_entry {
            if !holds(answers, extra.when.as_ref())? {
                continue;
            }
            let value = Source::Text(match &extra.content {
                Content::Value(template) => answers.render(template)?,
                Content::Answer(name) => answers.answer(name)?,
            });
            let target = RenderedTarget::Hcl {
                file: answers.render(&extra.file)?,
                path: answers.render(&extra.path)?,
            };
            lookups.targets.push((value, target));
        }
        needed |= !network.subnets.is_empty() || !network.security_groups.is_empty();
        lookups.network = needed.then_some(network);
        Ok(lookups)
    }
}

impl Lookups {
    fn add<R: Resolve>(&mut self, answers: &R, source: &Source, targets: &[Target]) -> Result<(), R::Error> {
        for target in targets {
            let rendered = match target {
                Target::Hcl(hcl) => RenderedTarget::Hcl {
                    file: answers.render(&hcl.file)?,
                    path: answers.render(&hcl.path)?,
                },
                Target::Env(env) => RenderedTarget::Env {
                    file: answers.render(&env.file)?,
                    key: answers.render(&env.key)?,
                },
            };
            self.targets.push((source.clone(), rendered));
        }
        Ok(())
    }
}

fn holds<R: Resolve>(answers: &R, when: Option<&Condition>) -> Result<bool, R::Error> {
    Ok(match when {
        None => true,
        Some(Condition::Fixed(value)) => *value,
        Some(Condition::Template(template)) => {
            let text = answers.render(template)?.trim().to_ascii_lowercase();
            !matches!(
                text.as_str(),
                "" | "0" | "false" | "n" | "no" | "none" | "null" | "off"
            )
        }
    })
}

fn selector<R: Resolve>(
    answers: &R,
    pattern: Option<&str>,
    answer: Option<&str>,
    prefix: &str,
) -> Result<Selector, R::Error> {
    let text = match (pattern, answer) {
        (Some(pattern), _) => answers.render(pattern)?,
        (None, Some(answer)) => answers.answer(answer)?,
        (None, None) => String::new(),
    };
    Ok(Selector::parse(&text, prefix))
}
