terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    aws = {
      source = "hashicorp/aws"
      # Since 6.27 a secret's write-only version is not read back, and log groups can be protected.
      version = "~> 6.0, >= 6.27.0"
    }
  }
}
