//! Answers in EC2's and STS's XML.

use super::fake::{Call, Reply, action};

pub(super) fn identity() -> Reply {
    let result = "<GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/x</Arn><UserId>U</UserId>\
                  <Account>111122223333</Account></GetCallerIdentityResult>";
    (
        200,
        format!(
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">{result}</GetCallerIdentityResponse>"
        ),
    )
}

/// One page of a list, with the token of the next one.
pub(super) fn page(call: &Call, set: &str, items: &str, next: Option<usize>) -> Reply {
    let next = next
        .map(|next| format!("<nextToken>{next}</nextToken>"))
        .unwrap_or_default();
    let name = format!("{}Response", action(call));
    let xmlns = "http://ec2.amazonaws.com/doc/2016-11-15/";
    (
        200,
        format!("<{name} xmlns=\"{xmlns}\"><{set}>{items}</{set}>{next}</{name}>"),
    )
}

/// An error as EC2 words it.
pub(super) fn refusal(status: u16, code: &str, message: &str) -> Reply {
    let error = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>");
    (
        status,
        format!("<Response><Errors>{error}</Errors><RequestID>1</RequestID></Response>"),
    )
}

/// An error as STS words it.
pub(super) fn sts_refusal(status: u16, code: &str, message: &str) -> Reply {
    let error = format!("<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>");
    (
        status,
        format!("<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">{error}</ErrorResponse>"),
    )
}

fn tag(name: &str) -> String {
    format!("<tagSet><item><key>Name</key><value>{name}</value></item></tagSet>")
}

pub(super) fn vpc(id: &str, name: &str) -> String {
    format!(
        "<item><vpcId>{id}</vpcId><cidrBlock>10.0.0.0/16</cidrBlock><isDefault>false</isDefault>{}</item>",
        tag(name)
    )
}

pub(super) fn subnet(id: &str, name: &str, zone: &str) -> String {
    format!(
        "<item><subnetId>{id}</subnetId><availabilityZone>{zone}</availabilityZone><cidrBlock>10.0.0.0/24</cidrBlock>\
         <availableIpAddressCount>250</availableIpAddressCount>{}</item>",
        tag(name)
    )
}

pub(super) fn security_group(id: &str, name: &str) -> String {
    format!(
        "<item><groupId>{id}</groupId><groupName>{name}</groupName><groupDescription>d</groupDescription></item>"
    )
}

/// An account with one VPC, two private subnets and one security group.
pub(super) fn ordinary(call: &Call) -> Reply {
    match action(call) {
        "GetCallerIdentity" => identity(),
        "DescribeVpcs" => page(call, "vpcSet", &vpc("vpc-1", "main"), None),
        "DescribeSubnets" => {
            let subnets = subnet("subnet-1", "PRIVATE_a", "a") + &subnet("subnet-2", "PRIVATE_b", "b");
            page(call, "subnetSet", &subnets, None)
        }
        "DescribeSecurityGroups" => page(
            call,
            "securityGroupInfo",
            &security_group("sg-1", "app-private"),
            None,
        ),
        "DescribeRouteTables" => page(call, "routeTableSet", "", None),
        other => refusal(400, "InvalidAction", other),
    }
}
