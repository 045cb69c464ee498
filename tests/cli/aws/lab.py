"""Builds the networking of one account on a local server: lab.py '{"endpoint": …, "account": …, "vpcs": […]}'.

Every region begins with a default VPC; it is taken away first.
"""

import json
import sys

import boto3

REGION = "eu-west-1"


def client(service: str, lab: dict, **keys: str):
    keys = keys or {"aws_access_key_id": "t", "aws_secret_access_key": "t"}
    return boto3.client(service, region_name=REGION, endpoint_url=lab["endpoint"], **keys)


def of_account(lab: dict):
    """The server tells accounts apart by the role that was assumed."""
    if not lab["account"]:
        return client("ec2", lab)
    role = f"arn:aws:iam::{lab['account']}:role/deploy"
    made = client("sts", lab).assume_role(RoleArn=role, RoleSessionName="lab")["Credentials"]
    keys = {"aws_access_key_id": made["AccessKeyId"], "aws_secret_access_key": made["SecretAccessKey"]}
    return client("ec2", lab, **keys, aws_session_token=made["SessionToken"])


def named(kind: str, name: str) -> list:
    return [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}]}]


def clear(ec2) -> None:
    for subnet in ec2.describe_subnets()["Subnets"]:
        ec2.delete_subnet(SubnetId=subnet["SubnetId"])
    for vpc in ec2.describe_vpcs()["Vpcs"]:
        ec2.delete_vpc(VpcId=vpc["VpcId"])


def build(ec2, vpc: dict) -> None:
    tags = named("vpc", vpc["name"])
    made = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=tags)["Vpc"]["VpcId"]
    for number, name in enumerate(vpc["subnets"]):
        ec2.create_subnet(
            VpcId=made,
            CidrBlock=f"10.0.{number}.0/24",
            AvailabilityZone=REGION + "ab"[number % 2],
            TagSpecifications=named("subnet", name),
        )
    for name in vpc["groups"]:
        ec2.create_security_group(
            VpcId=made, GroupName=name, Description="x", TagSpecifications=named("security-group", name)
        )


def main() -> None:
    lab = json.loads(sys.argv[1])
    ec2 = of_account(lab)
    clear(ec2)
    for vpc in lab["vpcs"]:
        build(ec2, vpc)


main()
