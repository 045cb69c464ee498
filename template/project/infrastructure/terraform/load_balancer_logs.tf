# Who asked the load balancer for what: its access logs, unless the account keeps those in a bucket
# of its own.
#trivy:ignore:AWS-0089: a log of the reading of logs helps nobody
resource "aws_s3_bucket" "load_balancer_logs" {
  #checkov:skip=CKV_AWS_18: a log of the reading of logs helps nobody
  #checkov:skip=CKV_AWS_144: logs stay in their region
  #checkov:skip=CKV_AWS_145: the load balancer writes only to buckets under S3's own key
  #checkov:skip=CKV2_AWS_62: nothing waits for events
  count = var.load_balancer_log_bucket == null ? 1 : 0

  bucket        = local.load_balancer_log_bucket_name
  force_destroy = !local.production
}

resource "aws_s3_bucket_public_access_block" "load_balancer_logs" {
  count = length(aws_s3_bucket.load_balancer_logs)

  bucket                  = aws_s3_bucket.load_balancer_logs[count.index].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "load_balancer_logs" {
  count = length(aws_s3_bucket.load_balancer_logs)

  bucket = aws_s3_bucket.load_balancer_logs[count.index].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

#trivy:ignore:AWS-0132: the load balancer writes only to buckets under S3's own key
resource "aws_s3_bucket_server_side_encryption_configuration" "load_balancer_logs" {
  count = length(aws_s3_bucket.load_balancer_logs)

  bucket = aws_s3_bucket.load_balancer_logs[count.index].id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_versioning" "load_balancer_logs" {
  count = length(aws_s3_bucket.load_balancer_logs)

  bucket = aws_s3_bucket.load_balancer_logs[count.index].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "load_balancer_logs" {
  count = length(aws_s3_bucket.load_balancer_logs)

  bucket = aws_s3_bucket.load_balancer_logs[count.index].id

  rule {
    id     = "as-long-as-other-logs"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }

    expiration {
      days = var.log_retention_days
    }

    noncurrent_version_expiration {
      noncurrent_days = 1
    }
  }

  depends_on = [aws_s3_bucket_versioning.load_balancer_logs]
}

resource "aws_s3_bucket_policy" "load_balancer_logs" {
  count = length(aws_s3_bucket.load_balancer_logs)

  bucket = aws_s3_bucket.load_balancer_logs[count.index].id
  policy = data.aws_iam_policy_document.load_balancer_logs[count.index].json

  depends_on = [aws_s3_bucket_public_access_block.load_balancer_logs]
}

data "aws_iam_policy_document" "load_balancer_logs" {
  count = length(aws_s3_bucket.load_balancer_logs)

  statement {
    sid       = "WriteAccessLogs"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.load_balancer_logs[count.index].arn}/${local.name}/AWSLogs/${local.account_id}/*"]

    principals {
      type        = "Service"
      identifiers = ["logdelivery.elasticloadbalancing.amazonaws.com"]
    }
  }

  statement {
    sid     = "DenyWithoutTls"
    effect  = "Deny"
    actions = ["s3:*"]
    resources = [
      aws_s3_bucket.load_balancer_logs[count.index].arn,
      "${aws_s3_bucket.load_balancer_logs[count.index].arn}/*",
    ]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}
