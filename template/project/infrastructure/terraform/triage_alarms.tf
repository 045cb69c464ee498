# What people are told about the triage agent itself, and the limits of what it may cost.
resource "aws_cloudwatch_log_metric_filter" "triage" {
  for_each = {
    failures-in-a-row = { pattern = "{ ($.record = \"run\") && ($.failures_in_a_row = *) }", value = "$.failures_in_a_row" }
    reviews           = { pattern = "{ $.waits_for_review = * }", value = "1" }
    tokens            = { pattern = "{ ($.record = \"run\") && ($.tokens.total = *) }", value = "$.tokens.total" }
  }

  name           = "${local.triage_name}-${each.key}"
  log_group_name = aws_cloudwatch_log_group.triage.name
  pattern        = each.value.pattern

  metric_transformation {
    namespace = local.triage_name
    name      = each.key
    value     = each.value.value
  }
}

resource "aws_cloudwatch_metric_alarm" "triage" {
  for_each = {
    undelivered = {
      description = "Two reports in a row could not be delivered: see the stream runs of ${local.log_group_name}/triage"
      namespace   = local.triage_name
      metric      = "failures-in-a-row"
      dimensions  = {}
      statistic   = "Maximum"
      threshold   = 1
      minutes     = 1
    }
    review = {
      description = "A report waits for a person: see the stream review of ${local.log_group_name}/triage"
      namespace   = local.triage_name
      metric      = "reviews"
      dimensions  = {}
      statistic   = "Sum"
      threshold   = 0
      minutes     = 1
    }
    tokens = {
      description = "The triage agent has used more tokens within a day than triage_daily_tokens"
      namespace   = local.triage_name
      metric      = "tokens"
      dimensions  = {}
      statistic   = "Sum"
      threshold   = var.triage_daily_tokens
      minutes     = 24 * 60
    }
    broken = {
      description = "A run ended without a record: see the stream build of ${local.log_group_name}/triage"
      namespace   = "AWS/CodeBuild"
      metric      = "FailedBuilds"
      dimensions  = { ProjectName = local.triage_name }
      statistic   = "Sum"
      threshold   = 0
      minutes     = 5
    }
    waiting = {
      description = "A failure waits for more than ten minutes to be explained; another run begins"
      namespace   = "AWS/SQS"
      metric      = "ApproximateAgeOfOldestMessage"
      dimensions  = { QueueName = aws_sqs_queue.triage.name }
      statistic   = "Maximum"
      threshold   = 600
      minutes     = 5
    }
    lost = {
      description = "A failure could not be explained in three runs: it waits in ${local.triage_name}-lost"
      namespace   = "AWS/SQS"
      metric      = "ApproximateNumberOfMessagesVisible"
      dimensions  = { QueueName = aws_sqs_queue.triage_lost.name }
      statistic   = "Maximum"
      threshold   = 0
      minutes     = 5
    }
  }

  alarm_name          = "${local.triage_name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  threshold           = each.value.threshold
  period              = each.value.minutes * 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
}

# What the runs cost at AWS; what the model costs is limited by the tokens above. The tag Project
# has to be active as a cost allocation tag.
resource "aws_budgets_budget" "triage" {
  name         = local.triage_name
  budget_type  = "COST"
  time_unit    = "MONTHLY"
  limit_amount = tostring(var.triage_monthly_budget)
  limit_unit   = "USD"

  cost_filter {
    name   = "Service"
    values = ["CodeBuild"]
  }

  cost_filter {
    name   = "TagKeyValue"
    values = [format("user:Project$%s", local.project)]
  }

  notification {
    comparison_operator       = "GREATER_THAN"
    threshold                 = 80
    threshold_type            = "PERCENTAGE"
    notification_type         = "ACTUAL"
    subscriber_sns_topic_arns = [aws_sns_topic.alarms.arn]
  }

  depends_on = [aws_sns_topic_policy.alarms]
}
