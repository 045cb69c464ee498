# How a release reaches Fargate; sourced after common.sh.
# shellcheck shell=bash

service_json() {
  aws ecs describe-services --output json \
    --cluster "$(output ecs_cluster_name)" --services "$(output ecs_service_name)"
}

# Prints the digest of the image that the service runs, nothing before the first deployment.
running_digest() {
  local definition
  [[ -n $(optional_output ecs_service_name) ]] || return 0
  definition=$(service_json | jq -r '.services[] | select(.status == "ACTIVE") | .taskDefinition') || return
  [[ -n $definition ]] || return 0
  aws ecs describe-task-definition --task-definition "$definition" --output json |
    jq -r '[.taskDefinition.containerDefinitions[].image | capture("@(?<digest>sha256:.*)").digest][0] // empty'
}

# Waits until the deployment of the digest is the one that is stable. A service that the circuit
# breaker rolled back is stable too, so the deployment is followed by its id.
wait_for_rollout() {
  local digest=$1 family definition deployment state deadline
  family=$(output task_family)
  definition=$(aws ecs describe-task-definition --task-definition "$family" --output json |
    jq -r --arg digest "$digest" '.taskDefinition
      | select(any(.containerDefinitions[].image; endswith("@" + $digest))) | .taskDefinitionArn')
  [[ -n $definition ]] || die "the newest revision of $family does not run $digest: another deployment came after"
  deployment=$(service_json | jq -r --arg definition "$definition" \
    '.services[0].deployments[] | select(.status == "PRIMARY" and .taskDefinition == $definition) | .id')
  [[ -n $deployment ]] || fail_rollout "the service does not run ${definition##*/}: it was rolled back or replaced"

  log "waiting for deployment $deployment of ${definition##*/}"
  deadline=$((SECONDS + ${ROLLOUT_TIMEOUT:-900}))
  while ((SECONDS < deadline)); do
    state=$(service_json | jq -r --arg id "$deployment" '.services[0].deployments[] | select(.id == $id)
      | "\(.status) \(.rolloutState): \(.runningCount) of \(.desiredCount) run, \(.failedTasks // 0) failed"') ||
      state='AWS does not answer' # which says nothing of the deployment
    log "  ${state:-gone}"
    case $state in
      "PRIMARY COMPLETED:"*) return 0 ;;
      "PRIMARY IN_PROGRESS:"* | "AWS does not answer") sleep "${ROLLOUT_INTERVAL:-10}" ;;
      *" FAILED:"* | '') fail_rollout "deployment $deployment failed and was rolled back" "$deployment" ;;
      *) fail_rollout "another deployment took the place of $deployment" "$deployment" ;;
    esac
  done
  fail_rollout "deployment $deployment is not stable after ${ROLLOUT_TIMEOUT:-900} seconds" "$deployment"
}

fail_rollout() {
  explain_failure "${2:-}" || log 'AWS tells no more'
  die "$1"
}

# Prints why tasks stopped (those of one deployment, if given) and the service's last events.
explain_failure() {
  local started_by=${1:-} cluster tasks
  [[ -n $(optional_output ecs_service_name) ]] || return 0
  cluster=$(output ecs_cluster_name)
  tasks=$(aws ecs list-tasks --cluster "$cluster" --service-name "$(output ecs_service_name)" \
    --desired-status STOPPED --output json | jq -r '.taskArns[:20] | join(" ")')
  if [[ -n $tasks ]]; then
    log 'stopped tasks:'
    # shellcheck disable=SC2086 # one argument a task
    aws ecs describe-tasks --cluster "$cluster" --tasks $tasks --output json |
      jq -r --arg by "$started_by" '.tasks[] | select($by == "" or .startedBy == $by)
        | "  \(.taskArn | split("/") | last): \(.stoppedReason // "no reason given")",
          (.containers[] | "    \(.name): exit code \(.exitCode // "none") \(.reason // "")")' >&2
  fi
  log 'last events of the service:'
  service_json | jq -r '.services[0].events[:5][] | "  \(.createdAt) \(.message)"' >&2
}
