#!/usr/bin/env bash
# The work of the action: everything it needs stands in the environment, so that no name of a branch
# or file becomes part of a command.
set -euo pipefail

mkdir -p "$REPORT"
sarif=$REPORT/wardround.sarif junit=$REPORT/wardround.xml comment=$REPORT/comment.md

set -f  # the options are words, not patterns
# shellcheck disable=SC2086
set -- $OPTIONS
set +f

status=0
"$WARDROUND" check "$TARGET" --format github -o "$sarif" -o "$junit" "$@" || status=$?

start=
if [ -n "$BASE" ]; then
  start=$(git merge-base -- "$BASE" HEAD 2>/dev/null) || {
    start=
    echo "::notice title=wardround::the state before is not in this clone; check out with fetch-depth: 0"
  }
fi
# A model that is new, or was broken before, is shown whole.
if [ -z "$start" ] || ! "$WARDROUND" diff "$start:./$TARGET" "$TARGET" -o "$comment" 2>/dev/null; then
  "$WARDROUND" check "$TARGET" -o "$comment" 2>/dev/null || rm -f -- "$comment"
fi

if [ -f "$comment" ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat -- "$comment" >> "$GITHUB_STEP_SUMMARY"; fi
if [ -n "${GITHUB_OUTPUT:-}" ]; then
  for name in sarif junit comment; do
    if [ -f "${!name}" ]; then printf '%s=%s\n' "$name" "${!name}" >> "$GITHUB_OUTPUT"; fi
  done
fi
exit "$status"
