//! What a template says about discovery, in its setting `_scaffold_discovery`.
//!
//! ```yaml
//! _scaffold_discovery:
//!   profile: aws_profile            # the answers that name the profile and the region
//!   region: aws_region
//!   account_id:                     # what to look up, each with the places it goes `to`
//!     to:
//!       - {file: terraform/locals.tf, path: 'locals.accounts["{{ aws_profile }}"].account_id'}
//!   registry:
//!     to: [{file: .env, key: REGISTRY}]
//!   vpc:
//!     answer: vpc_name              # an answer that holds a name, a pattern or an id; empty takes the only VPC
//!     to: [{file: .env, key: VPC_ID}]
//!   subnets:
//!     private:                      # a name of your own
//!       when: "{{ compute == 'fargate' }}"
//!       pattern: "*PRIVATE_*"       # instead of `answer`, or beside it for messages
//!       zones: 2
//!       route: private              # where no name fits
//!       to: [{file: .env, key: PRIVATE_SUBNET_IDS}]
//!   security_groups:
//!     private:
//!       answer: private_security_group
//!       to: [{file: .env, key: PRIVATE_SECURITY_GROUP_ID}]
//!   new_entry:                      # written only into a map's entry that discovery adds
//!     - {file: terraform/locals.tf, path: 'locals.accounts["{{ aws_profile }}"].scope', answer: scope}
//!     - {file: terraform/locals.tf, path: 'locals.accounts["{{ aws_profile }}"].owner', value: "{{ scope }}-team"}
//! ```
//!
//! `when`, `pattern`, `file`, `path`, `key` and `value` are rendered with the answers, by the caller.

mod carry;
mod form;
mod placement;
mod present;
mod resolve;

#[cfg(test)]
mod tests;

pub(crate) use form::Declaration;
pub(crate) use placement::{Place, Placement, placements};
pub(crate) use present::{named_already, unfilled};
pub(crate) use resolve::{Lookups, Resolve};
