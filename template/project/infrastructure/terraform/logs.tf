#trivy:ignore:AWS-0017: logs hold no secrets; the service's own key encrypts them
resource "aws_cloudwatch_log_group" "app" {
  #checkov:skip=CKV_AWS_158: logs hold no secrets; the service's own key encrypts them
  #checkov:skip=CKV_AWS_338: log_retention_days says how long each environment keeps its logs
  name                        = local.log_group_name
  retention_in_days           = var.log_retention_days
  deletion_protection_enabled = local.production
}
