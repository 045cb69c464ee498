# The account's own part (bucket, key, region) comes from its file:
# terraform init -backend-config=backends/<profile>.hcl
terraform {
  backend "s3" {
    encrypt      = true
    use_lockfile = true
  }
}
