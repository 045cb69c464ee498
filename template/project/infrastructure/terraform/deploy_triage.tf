# The pipeline's part of deploy.tf for the triage agent.
data "aws_iam_policy_document" "deploy_triage" {
  statement {
    sid = "ManageTriage"
    actions = [
      "budgets:ModifyBudget",
      "budgets:TagResource",
      "budgets:UntagResource",
      "budgets:ViewBudget",
      "codebuild:CreateProject",
      "codebuild:DeleteProject",
      "codebuild:UpdateProject",
      "events:DeleteRule",
      "events:PutRule",
      "events:PutTargets",
      "events:RemoveTargets",
      "events:TagResource",
      "events:UntagResource",
      "sqs:CreateQueue",
      "sqs:DeleteQueue",
      "sqs:SetQueueAttributes",
      "sqs:TagQueue",
      "sqs:UntagQueue",
    ]
    resources = local.triage_arns
  }

  statement {
    sid     = "ManageTriageLogs"
    actions = ["logs:*"]
    resources = [
      "${local.arns.logs}:log-group:${local.log_group_name}/triage",
      "${local.arns.logs}:log-group:${local.log_group_name}/triage:*",
    ]
  }

  statement {
    sid = "ManageTriageProgram"
    actions = [
      "s3:CreateBucket",
      "s3:DeleteBucket*",
      "s3:DeleteObject",
      "s3:ListBucket*",
      "s3:Put*Configuration",
      "s3:PutBucket*",
      "s3:PutObject*",
      "s3:TagResource",
      "s3:UntagResource",
    ]
    resources = [
      "arn:${local.partition}:s3:::${local.triage_bucket_name}",
      "arn:${local.partition}:s3:::${local.triage_bucket_name}/*",
    ]
  }

  statement {
    sid = "ManageTriageSecret"
    actions = [
      "secretsmanager:CreateSecret",
      "secretsmanager:DeleteSecret",
      "secretsmanager:PutSecretValue",
      "secretsmanager:TagResource",
      "secretsmanager:UntagResource",
      "secretsmanager:UpdateSecret",
    ]
    resources = ["${local.arns.secretsmanager}:secret:${local.name}/triage-*"]
  }
}

locals {
  triage_arns = [
    "arn:${local.partition}:budgets::${local.account_id}:budget/${local.triage_name}",
    "arn:${local.partition}:s3:::${local.triage_bucket_name}",
    "${local.arns.codebuild}:project/${local.triage_name}",
    "${local.arns.events}:rule/${local.triage_name}-*",
    "${local.arns.secretsmanager}:secret:${local.name}/triage-*",
    "${local.arns.sqs}:${local.triage_name}",
    "${local.arns.sqs}:${local.triage_name}-lost",
  ]
}
