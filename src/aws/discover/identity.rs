use aws_sdk_sts::Client;

use super::failure::failure;
use super::place::Place;
use crate::aws::error::DiscoverError;

/// Who asks.
#[derive(Debug)]
pub(super) struct Identity {
    pub(super) account_id: String,
    pub(super) arn: String,
}

pub(super) async fn identity(sts: &Client, place: &Place) -> Result<Identity, DiscoverError> {
    const ACTION: &str = "sts:GetCallerIdentity";
    let answer = sts
        .get_caller_identity()
        .send()
        .await
        .map_err(|error| failure(&error, ACTION, place))?;
    let account_id = answer.account.ok_or_else(|| DiscoverError::Failed {
        action: ACTION.to_owned(),
        detail: "the answer names no account".to_owned(),
    })?;
    Ok(Identity {
        account_id,
        arn: answer.arn.unwrap_or_default(),
    })
}
