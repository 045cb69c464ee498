# The database's password belongs to AWS; these are the application's own secrets. Each starts
# with a placeholder, since a secret without a version stops whoever reads it, and gets its value by
# `aws secretsmanager put-secret-value`. The value is never in the state.
resource "aws_secretsmanager_secret" "app" {
  #checkov:skip=CKV_AWS_149: the service's own key encrypts it
  #checkov:skip=CKV2_AWS_57: the values come from other parties, who rotate them
  for_each = var.secret_names

  name                    = "${local.name}/${each.key}"
  recovery_window_in_days = local.production ? 30 : 0
}

resource "aws_secretsmanager_secret_version" "app" {
  for_each = aws_secretsmanager_secret.app

  secret_id                = each.value.id
  secret_string_wo         = "not set yet"
  secret_string_wo_version = 1
}

locals {
  database_secret_arn = aws_rds_cluster.app.master_user_secret[0].secret_arn

  # By the environment variable that tells the application where to read it.
  app_secret_arns = {
    for name, secret in aws_secretsmanager_secret.app : "${upper(replace(name, "-", "_"))}_SECRET_ARN" => secret.arn
  }
}

resource "aws_iam_role_policy" "secrets" {
  name   = "secrets"
  role   = aws_iam_role.app.id
  policy = data.aws_iam_policy_document.secrets.json
}

data "aws_iam_policy_document" "secrets" {
  statement {
    sid       = "ReadSecrets"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = concat([local.database_secret_arn], values(local.app_secret_arns))
  }
}
