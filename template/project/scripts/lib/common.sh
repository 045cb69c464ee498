# What the scripts in this folder share; sourced, never run.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
terraform_dir=$root/infrastructure/terraform
outputs='{}'

log() { printf '%s\n' "$*" >&2; }

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || die "$tool is not installed"
  done
}

tf() { terraform -chdir="$terraform_dir" "$@"; }

# Plans and applies under one lock; whoever comes second waits for it.
apply() { tf apply -input=false -auto-approve -lock-timeout="${LOCK_TIMEOUT:-10m}" "$@" >&2; }

# Selects the credentials of a profile, which has to be one of the accounts.
select_profile() {
  profile=$1
  backend=backends/$profile.hcl
  [[ $profile =~ ^[A-Za-z0-9_.@+-]+$ && -f $terraform_dir/$backend ]] ||
    die "no account '$profile': infrastructure/terraform/$backend does not exist"
  # In a pipeline the credentials come from the role, on a laptop from the profile.
  [[ -n ${CI:-} ]] || export AWS_PROFILE=$profile
  export TF_VAR_profile=$profile
  # Who works on another account meanwhile must not change which state this one reads and writes.
  export TF_DATA_DIR=$terraform_dir/.terraform/accounts/$profile
}

# Selects the account of a profile: credentials, Terraform state and its outputs.
use_account() {
  need aws jq terraform
  select_profile "$1"
  # A script that calls another has prepared Terraform for it.
  if [[ ${TF_INITIALISED_FOR:-} != "$profile" ]]; then
    tf init -input=false -reconfigure -backend-config="$backend" >&2
    export TF_INITIALISED_FOR=$profile
  fi
  read_outputs
}

read_outputs() {
  outputs=$(tf output -json)
  local region
  region=$(optional_output aws_region)
  [[ -z $region ]] || export AWS_REGION=$region AWS_DEFAULT_REGION=$region
}

# Prints an output of Terraform, lists one value a line.
output() {
  local value
  value=$(optional_output "$1")
  [[ -n $value ]] || die "the state of $profile has no output '$1': run 'make bootstrap' or 'make deploy' first"
  printf '%s\n' "$value"
}

optional_output() {
  jq -r --arg name "$1" '.[$name].value // empty | if type == "array" then .[] else . end' <<<"$outputs"
}

# A tag is the commit that the image was built from; `make build` marks uncommitted work as dirty.
check_tag() {
  [[ $1 =~ ^[0-9a-f]{12}(-dirty-[0-9a-f]{8})?$ ]] ||
    die "'$1' is no image tag: twelve hexadecimal digits of a commit, for example 3f2a9c1b7d4e"
  [[ -z ${CI:-} || $1 != *-dirty-* ]] || die "'$1' was built from uncommitted work: pipelines deploy commits"
}

check_digest() {
  [[ $1 =~ ^sha256:[0-9a-f]{64}$ ]] || die "'$1' is no image digest"
}

# Prints the digest of a tag in the account's registry, nothing if the tag is not there.
find_digest() {
  local repository answer
  repository=$(output ecr_repository_name) || return
  answer=$(aws ecr batch-get-image --repository-name "$repository" --image-ids "imageTag=$1" --output json) || return
  jq -r '.images[0].imageId.imageDigest // empty' <<<"$answer"
}

# Prints the digest of a tag, which has to be in the account's registry.
resolve_digest() {
  local digest
  digest=$(find_digest "$1") || return
  [[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || die "no image '$1' in the registry of $profile: push it first"
  printf '%s\n' "$digest"
}

# Marks an image as one that was deployed and passed the smoke tests; tags are immutable, so once.
mark_deployed() {
  local tag=deployed-$1 digest=$2 repository marked image manifest
  marked=$(find_digest "$tag") || return
  [[ -z $marked ]] || return 0
  repository=$(output ecr_repository_name) || return
  image=$(aws ecr batch-get-image --repository-name "$repository" --image-ids "imageDigest=$digest" --output json) ||
    return
  manifest=$(mktemp)
  # Byte for byte, or it would be another image.
  jq -j '.images[0].imageManifest' <<<"$image" >"$manifest"
  aws ecr put-image --repository-name "$repository" --image-tag "$tag" --image-digest "$digest" \
    --image-manifest "file://$manifest" \
    --image-manifest-media-type "$(jq -r '.images[0].imageManifestMediaType' <<<"$image")" >/dev/null || return
  rm -f "$manifest"
}
