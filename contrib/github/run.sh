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

start=
if [ -n "$BASE" ]; then
  start=$(git merge-base -- "$BASE" HEAD 2>/dev/null) || {
    start=
    echo "::notice title=wardround::the state before is not in this clone; check out with fetch-depth: 0"
  }
fi

# The gate. One that cannot see what was before is shut.
gate=() blind=
if [ "$FAIL_ON" = none ]; then
  :
elif [ "${GITHUB_REF_TYPE:-}" = tag ]; then
  gate=(--release ${BUILD:+--build "$BUILD"})
elif [ -n "$start" ]; then
  gate=(--baseline "$start")
elif [ -n "$BASE" ]; then
  blind=1
fi
if [ ${#gate[@]} -gt 0 ] && [ -n "$FAIL_ON" ]; then gate+=(--fail-on "$FAIL_ON"); fi

check() { "$WARDROUND" check "$TARGET" --format github -o "$sarif" -o "$junit" "$@"; }
status=0
check ${gate[@]+"${gate[@]}"} "$@" || status=$?
# A model that is new, or was broken before, has nothing to be compared with.
if [ "$status" -eq 2 ] && [ "${gate[0]:-}" = --baseline ] && check "${gate[@]:2}" "$@"; then
  status=0
  echo "::notice title=wardround::no model to compare with: the gate judges from the next change on"
fi
if [ -n "$blind" ] && [ "$status" -eq 0 ]; then status=2; fi

# A model that is new, or was broken before, is shown whole.
if [ -z "$start" ] || ! "$WARDROUND" diff "$start:./$TARGET" "$TARGET" -o "$comment" 2>/dev/null; then
  "$WARDROUND" check "$TARGET" -o "$comment" 2>/dev/null || rm -f -- "$comment"
fi

if [ -f "$comment" ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat -- "$comment" >> "$GITHUB_STEP_SUMMARY"; fi
# What asks for a look before the next round, such as another catalogue than wardround.lock has.
"$WARDROUND" round --cues "$TARGET" --format md >> "${GITHUB_STEP_SUMMARY:-/dev/stdout}" 2>/dev/null || true
if [ -n "${GITHUB_OUTPUT:-}" ]; then
  for name in sarif junit comment; do
    if [ -f "${!name}" ]; then printf '%s=%s\n' "$name" "${!name}" >> "$GITHUB_OUTPUT"; fi
  done
fi
exit "$status"
