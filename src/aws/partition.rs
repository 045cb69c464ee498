//! Names that depend on the account's partition.

/// Tells the partition from a region's code, as the prefixes in the SDKs' `partitions.json` do.
pub(crate) fn partition(region: &str) -> &'static str {
    match region.split('-').next().unwrap_or_default() {
        "cn" => "aws-cn",
        "us" if region.starts_with("us-gov-") => "aws-us-gov",
        "us" if region.starts_with("us-isob-") => "aws-iso-b",
        "us" if region.starts_with("us-isof-") => "aws-iso-f",
        "us" if region.starts_with("us-iso-") => "aws-iso",
        "eusc" => "aws-eusc",
        "eu" if region.starts_with("eu-isoe-") => "aws-iso-e",
        _ => "aws",
    }
}

/// The host of the account's container registry.
pub(crate) fn registry(account_id: &str, region: &str) -> String {
    let suffix = match partition(region) {
        "aws-cn" => "amazonaws.com.cn",
        "aws-eusc" => "amazonaws.eu",
        "aws-iso" => "c2s.ic.gov",
        "aws-iso-b" => "sc2s.sgov.gov",
        "aws-iso-e" => "cloud.adc-e.uk",
        "aws-iso-f" => "csp.hci.ic.gov",
        _ => "amazonaws.com",
    };
    format!("{account_id}.dkr.ecr.{region}.{suffix}")
}

/// Whether a text has the form of a region's code, such as `eu-west-1` or `us-gov-east-1`.
pub(crate) fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [first, middle @ .., last] = parts.as_slice() else {
        return false;
    };
    let word = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    !middle.is_empty()
        && word(first)
        && middle.iter().all(word)
        && !last.is_empty()
        && last.bytes().all(|byte| byte.is_ascii_digit())
}

/// Regions to suggest for a mistyped one (docs.aws.amazon.com, "AWS Regions", November 2026); none is refused for missing here.
pub(crate) const REGIONS: [&str; 39] = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eusc-de-east-1",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_follows_the_partition() {
        assert_eq!(
            registry("111122223333", "eu-west-1"),
            "111122223333.dkr.ecr.eu-west-1.amazonaws.com"
        );
        assert_eq!(
            registry("111122223333", "cn-north-1"),
            "111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn"
        );
        assert_eq!(
            registry("111122223333", "us-gov-west-1"),
            "111122223333.dkr.ecr.us-gov-west-1.amazonaws.com"
        );
        assert_eq!(partition("us-gov-west-1"), "aws-us-gov");
        assert_eq!(partition("us-west-2"), "aws");
    }

    #[test]
    fn a_region_has_a_form() {
        assert!(REGIONS.iter().all(|region| is_region(region)));
        for wrong in [
            "",
            "eu",
            "eu-west",
            "eu-west-1a",
            "EU-west-1",
            "eu--1",
            "Ireland",
            "eu_west_1",
        ] {
            assert!(!is_region(wrong), "{wrong}");
        }
    }
}
