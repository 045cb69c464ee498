#!/usr/bin/env bash
# Runs the backend and nginx in front of it, until one of them ends or SIGTERM comes.
set -euo pipefail

DRAIN_SECONDS="${DRAIN_SECONDS:-15}"

# On SIGTERM the backend says that it is not ready, and both serve a little longer, while the
# load balancer looks away. nginx leaves first, so that no request meets a closed backend.
# shellcheck disable=SC2329 # The trap calls it.
stop() {
  trap '' TERM INT
  # Each may have ended by itself, and how it ends is no matter any more.
  kill -TERM "$backend" 2>/dev/null || true
  sleep "$DRAIN_SECONDS"
  kill -QUIT "$nginx" 2>/dev/null || true
  wait "$nginx" || true
  wait "$backend" || true
  exit 0
}

DRAIN_SECONDS=$((DRAIN_SECONDS + 1)) python -m app.server &
backend=$!
nginx -e stderr -g 'daemon off;' &
nginx=$!
trap stop TERM INT

status=0
wait -n "$backend" "$nginx" || status=$?
echo "a process of the container ended with status $status" >&2
kill -TERM "$backend" "$nginx" 2>/dev/null || true # One of them is gone.
exit "$((status == 0 ? 1 : status))"
