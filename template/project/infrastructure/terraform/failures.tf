# Nobody waits for the answer to an event. What fails is tried twice more, and then kept here with
# its error and its request: a destination tells more than a dead-letter queue would.
resource "aws_sqs_queue" "failures" {
  name                      = "${local.name}-failures"
  message_retention_seconds = 14 * 24 * 60 * 60
  sqs_managed_sse_enabled   = true
}

resource "aws_lambda_function_event_invoke_config" "app" {
  function_name                = aws_lambda_function.app.function_name
  qualifier                    = aws_lambda_alias.live.name
  maximum_retry_attempts       = 2
  maximum_event_age_in_seconds = 60 * 60

  destination_config {
    on_failure {
      destination = aws_sqs_queue.failures.arn
    }
  }

  depends_on = [aws_iam_role_policy.failures]
}

resource "aws_iam_role_policy" "failures" {
  name   = "failures"
  role   = aws_iam_role.app.id
  policy = data.aws_iam_policy_document.failures.json
}

data "aws_iam_policy_document" "failures" {
  statement {
    sid       = "KeepFailedEvents"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.failures.arn]
  }
}
