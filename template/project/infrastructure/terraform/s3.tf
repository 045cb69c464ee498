#trivy:ignore:AWS-0089: access logging needs a bucket of the account
resource "aws_s3_bucket" "app" {
  #checkov:skip=CKV_AWS_18: access logging needs a bucket of the account
  #checkov:skip=CKV_AWS_144: the data stays in its region
  #checkov:skip=CKV_AWS_145: S3's own key encrypts them
  #checkov:skip=CKV2_AWS_62: nothing waits for events
  for_each = local.bucket_names

  bucket        = each.value
  force_destroy = !local.production
}

resource "aws_s3_bucket_public_access_block" "app" {
  for_each = aws_s3_bucket.app

  bucket                  = each.value.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "app" {
  for_each = aws_s3_bucket.app

  bucket = each.value.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

#trivy:ignore:AWS-0132: S3's own key encrypts them
resource "aws_s3_bucket_server_side_encryption_configuration" "app" {
  for_each = aws_s3_bucket.app

  bucket = each.value.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_versioning" "app" {
  for_each = aws_s3_bucket.app

  bucket = each.value.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "app" {
  for_each = aws_s3_bucket.app

  bucket = each.value.id

  rule {
    id     = "clean-up"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }

    noncurrent_version_expiration {
      noncurrent_days = 90
    }
  }

  depends_on = [aws_s3_bucket_versioning.app]
}

resource "aws_s3_bucket_policy" "app" {
  for_each = aws_s3_bucket.app

  bucket = each.value.id
  policy = data.aws_iam_policy_document.tls_only[each.key].json

  depends_on = [aws_s3_bucket_public_access_block.app]
}

data "aws_iam_policy_document" "tls_only" {
  for_each = aws_s3_bucket.app

  statement {
    sid       = "DenyWithoutTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [each.value.arn, "${each.value.arn}/*"]

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

resource "aws_iam_role_policy" "buckets" {
  name   = "buckets"
  role   = aws_iam_role.app.id
  policy = data.aws_iam_policy_document.buckets.json
}

data "aws_iam_policy_document" "buckets" {
  statement {
    sid       = "ListBuckets"
    actions   = ["s3:ListBucket"]
    resources = [for bucket in aws_s3_bucket.app : bucket.arn]
  }

  statement {
    sid       = "UseObjects"
    actions   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
    resources = [for bucket in aws_s3_bucket.app : "${bucket.arn}/*"]
  }
}
