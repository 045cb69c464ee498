# What the load balancer refuses before the application sees it. `count` only counts: read the log
# for a while, then choose `block`. An organisation's own web ACL (web_acl_arn) takes its place.
resource "aws_wafv2_web_acl" "app" {
  #checkov:skip=CKV_AWS_175: rule_json holds rules, in a form that is not looked into
  #checkov:skip=CKV_AWS_192: rule_json holds the rule, in a form that is not looked into
  count = local.own_web_acl ? 1 : 0

  name        = local.name
  description = "Requests to ${local.account.hostname}"
  scope       = "REGIONAL"
  rule_json   = jsonencode(local.waf_rules)

  default_action {
    allow {}
  }

  visibility_config {
    metric_name                = local.name
    cloudwatch_metrics_enabled = true
    sampled_requests_enabled   = true
  }
}

locals {
  own_web_acl = var.waf != "off" && var.web_acl_arn == null

  # In the form of AWS's API, where one word decides between counting and blocking. A group of rules
  # has verdicts of its own, which stand (None) or are only counted.
  waf_rules = [
    for priority, rule in [
      {
        Name           = "known-bad-inputs"
        OverrideAction = var.waf == "block" ? { None = {} } : { Count = {} }
        Statement = {
          ManagedRuleGroupStatement = { VendorName = "AWS", Name = "AWSManagedRulesKnownBadInputsRuleSet" }
        }
      },
      {
        Name           = "common"
        OverrideAction = var.waf == "block" ? { None = {} } : { Count = {} }
        Statement = {
          ManagedRuleGroupStatement = { VendorName = "AWS", Name = "AWSManagedRulesCommonRuleSet" }
        }
      },
      {
        Name   = "requests-per-address"
        Action = var.waf == "block" ? { Block = {} } : { Count = {} }
        Statement = {
          RateBasedStatement = { AggregateKeyType = "IP", EvaluationWindowSec = 300, Limit = var.waf_requests_per_address }
        }
      },
      ] : merge(rule, {
        Priority = priority
        VisibilityConfig = {
          MetricName               = "${local.name}-${rule.Name}"
          CloudWatchMetricsEnabled = true
          SampledRequestsEnabled   = true
        }
    })
  ]
}

resource "aws_wafv2_web_acl_association" "app" {
  count = local.own_web_acl || var.web_acl_arn != null ? 1 : 0

  resource_arn = aws_lb.app.arn
  web_acl_arn  = local.own_web_acl ? aws_wafv2_web_acl.app[0].arn : var.web_acl_arn
}

# WAF writes only to log groups whose names begin with aws-waf-logs-.
#trivy:ignore:AWS-0017: the service's own key encrypts them
resource "aws_cloudwatch_log_group" "waf" {
  #checkov:skip=CKV_AWS_158: the service's own key encrypts them
  #checkov:skip=CKV_AWS_338: log_retention_days says how long each environment keeps its logs
  count = local.own_web_acl ? 1 : 0

  name                        = "aws-waf-logs-${local.name}"
  retention_in_days           = var.log_retention_days
  deletion_protection_enabled = local.production
}

resource "aws_cloudwatch_log_resource_policy" "waf" {
  count = local.own_web_acl ? 1 : 0

  policy_name     = "${local.name}-waf"
  policy_document = data.aws_iam_policy_document.waf_logs[0].json
}

data "aws_iam_policy_document" "waf_logs" {
  count = local.own_web_acl ? 1 : 0

  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.waf[0].arn}:*"]

    principals {
      type        = "Service"
      identifiers = ["delivery.logs.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

# Only what a rule matched is logged, without the headers that sign somebody in.
resource "aws_wafv2_web_acl_logging_configuration" "app" {
  count = local.own_web_acl ? 1 : 0

  resource_arn            = aws_wafv2_web_acl.app[0].arn
  log_destination_configs = [aws_cloudwatch_log_group.waf[0].arn]

  dynamic "redacted_fields" {
    for_each = ["authorization", "cookie"]

    content {
      single_header {
        name = redacted_fields.value
      }
    }
  }

  logging_filter {
    default_behavior = "DROP"

    filter {
      behavior    = "KEEP"
      requirement = "MEETS_ANY"

      dynamic "condition" {
        for_each = ["BLOCK", "COUNT", "EXCLUDED_AS_COUNT"]

        content {
          action_condition {
            action = condition.value
          }
        }
      }
    }
  }

  depends_on = [aws_cloudwatch_log_resource_policy.waf]
}
