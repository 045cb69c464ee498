locals {
  database_major_version = "17"
  database_port          = 5432
}

# The newest minor version at the time of creation; from then on AWS upgrades it.
data "aws_rds_engine_version" "postgresql" {
  engine  = "aurora-postgresql"
  version = local.database_major_version
  latest  = true
}

#trivy:ignore:AWS-0079: the service's own key encrypts it; the account's own would need a key policy
#trivy:ignore:AWS-0343: production is protected; other environments can be torn down
resource "aws_rds_cluster" "app" {
  #checkov:skip=CKV_AWS_139: production is protected; other environments can be torn down
  #checkov:skip=CKV_AWS_327: the service's own key encrypts it; the account's own would need a key policy
  #checkov:skip=CKV2_AWS_8: automated backups are kept for backup_retention_period
  #checkov:skip=CKV2_AWS_27: statements may hold personal data and are not logged
  cluster_identifier = local.name
  engine             = data.aws_rds_engine_version.postgresql.engine
  engine_mode        = "provisioned"
  engine_version     = data.aws_rds_engine_version.postgresql.version_actual
  database_name      = "app"
  port               = local.database_port

  # AWS makes the password, keeps it in Secrets Manager and rotates it; it is read at connect time.
  master_username                     = "app_admin"
  manage_master_user_password         = true
  iam_database_authentication_enabled = true

  db_subnet_group_name            = aws_db_subnet_group.app.name
  vpc_security_group_ids          = [aws_security_group.database.id]
  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.app.name

  storage_encrypted               = true
  backup_retention_period         = local.production ? 30 : 7
  preferred_backup_window         = "02:00-03:00"
  preferred_maintenance_window    = "sun:03:30-sun:04:30"
  copy_tags_to_snapshot           = true
  deletion_protection             = local.production
  skip_final_snapshot             = !local.production
  final_snapshot_identifier       = local.production ? "${local.name}-final" : null
  delete_automated_backups        = !local.production
  apply_immediately               = !local.production
  enabled_cloudwatch_logs_exports = ["postgresql"]

  # Outside production the database pauses when no connection is open, and costs nothing then.
  serverlessv2_scaling_configuration {
    min_capacity             = local.production ? 0.5 : 0
    max_capacity             = var.database_max_capacity
    seconds_until_auto_pause = local.production ? null : 900
  }

  lifecycle {
    ignore_changes = [engine_version]
  }

  depends_on = [aws_cloudwatch_log_group.database]
}

# Two in production, so that one can take over.
#trivy:ignore:AWS-0078: the service's own key encrypts performance data
resource "aws_rds_cluster_instance" "app" {
  #checkov:skip=CKV_AWS_118: enhanced monitoring shows a host that serverless instances do not have
  #checkov:skip=CKV_AWS_354: the service's own key encrypts performance data
  count = local.production ? 2 : 1

  identifier                   = "${local.name}-${count.index + 1}"
  cluster_identifier           = aws_rds_cluster.app.id
  engine                       = aws_rds_cluster.app.engine
  instance_class               = "db.serverless"
  promotion_tier               = 1
  publicly_accessible          = false
  auto_minor_version_upgrade   = true
  performance_insights_enabled = true
  copy_tags_to_snapshot        = true
  apply_immediately            = !local.production
}

resource "aws_rds_cluster_parameter_group" "app" {
  name_prefix = "${local.name}-"
  family      = "aurora-postgresql${local.database_major_version}"
  description = "Parameters of ${local.name}"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_subnet_group" "app" {
  name       = local.name
  subnet_ids = local.account.private_subnet_ids
}

#trivy:ignore:AWS-0017: the service's own key encrypts them
resource "aws_cloudwatch_log_group" "database" {
  #checkov:skip=CKV_AWS_158: the service's own key encrypts them
  #checkov:skip=CKV_AWS_338: log_retention_days says how long each environment keeps its logs
  name                        = "/aws/rds/cluster/${local.name}/postgresql"
  retention_in_days           = var.log_retention_days
  deletion_protection_enabled = local.production
}

resource "aws_security_group" "database" {
  name_prefix = "${local.name}-database-"
  description = "Database of ${local.name}"
  vpc_id      = local.account.vpc_id

  tags = { Name = "${local.name}-database" }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "database_from_app" {
  security_group_id            = aws_security_group.database.id
  description                  = "PostgreSQL"
  ip_protocol                  = "tcp"
  from_port                    = local.database_port
  to_port                      = local.database_port
  referenced_security_group_id = aws_security_group.app.id
}
