# How a release reaches Lambda; sourced after common.sh.
# shellcheck shell=bash

function_json() {
  aws lambda get-function --output json \
    --function-name "$(output lambda_function_name)" --qualifier "$(output lambda_alias_name)"
}

# Prints the digest of the image that the alias runs, nothing before the first deployment.
running_digest() {
  [[ -n $(optional_output lambda_alias_name) ]] || return 0
  function_json | jq -r '.Code.ResolvedImageUri // "" | capture("@(?<digest>sha256:.*)").digest'
}

# Waits until the alias serves the digest.
wait_for_rollout() {
  local digest=$1 state deadline
  deadline=$((SECONDS + ${ROLLOUT_TIMEOUT:-300}))
  while ((SECONDS < deadline)); do
    state=$(function_json | jq -r --arg digest "$digest" '
      if .Code.ResolvedImageUri // "" | endswith("@" + $digest) | not then "other image"
      else "\(.Configuration.State) \(.Configuration.LastUpdateStatus)" end') || state='AWS does not answer'
    log "  version behind the alias: $state"
    case $state in
      # A function that was not asked for weeks is idle, until the smoke test wakes it.
      "Active Successful" | "Inactive Successful") return 0 ;;
      "Failed "* | *" Failed") break ;;
      *) sleep "${ROLLOUT_INTERVAL:-5}" ;;
    esac
  done
  explain_failure || log 'AWS tells no more'
  die "the alias does not serve $digest"
}

# Prints what Lambda says about the function's state.
explain_failure() {
  [[ -n $(optional_output lambda_function_name) ]] || return 0
  log 'state of the function:'
  aws lambda get-function-configuration --function-name "$(output lambda_function_name)" --output json |
    jq -r '"  \(.State): \(.StateReason // "no reason given")",
      "  last update \(.LastUpdateStatus): \(.LastUpdateStatusReason // "no reason given")"' >&2
}
