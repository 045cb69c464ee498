# Traces of requests: a container beside the application's takes them and hands them to X-Ray.
locals {
  tracing_environment = {
    OTEL_SERVICE_NAME           = local.name
    OTEL_RESOURCE_ATTRIBUTES    = "deployment.environment.name=${local.account.environment}"
    OTEL_EXPORTER_OTLP_ENDPOINT = "http://${local.collector_address}"

    # Whatever the caller says: it could ask for every one, and they are paid for.
    OTEL_TRACES_SAMPLER     = "traceidratio"
    OTEL_TRACES_SAMPLER_ARG = tostring(var.traced_share)
  }

  collector_address = "127.0.0.1:4318"

  collector = merge(local.hardening, {
    name  = "collector"
    image = "public.ecr.aws/aws-observability/aws-otel-collector:v0.48.0"

    # The application goes on without it.
    essential     = false
    restartPolicy = { enabled = true, restartAttemptPeriod = 60 }
    memory        = 256

    environment = [
      { name = "AOT_CONFIG_CONTENT", value = yamlencode(local.collector_settings) },
      { name = "AWS_REGION", value = local.account.region },
    ]

    logConfiguration = merge(local.container_log, {
      options = merge(local.container_log.options, { awslogs-stream-prefix = "collector" })
    })
  })

  collector_settings = {
    receivers = {
      otlp = { protocols = { http = { endpoint = local.collector_address } } }
    }
    processors = {
      memory_limiter = { check_interval = "1s", limit_mib = 200 }
      batch          = {}
    }
    exporters = {
      awsxray = { region = local.account.region }
    }
    service = {
      pipelines = {
        traces = { receivers = ["otlp"], processors = ["memory_limiter", "batch"], exporters = ["awsxray"] }
      }
      telemetry = { logs = { level = "warn" } }
    }
  }
}

resource "aws_iam_role_policy" "tracing" {
  name   = "tracing"
  role   = aws_iam_role.app.id
  policy = data.aws_iam_policy_document.tracing.json
}

data "aws_iam_policy_document" "tracing" {
  #checkov:skip=CKV_AWS_356: X-Ray knows no resources
  statement {
    sid       = "Trace"
    actions   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
    resources = ["*"]
  }
}
