#!/usr/bin/env bash
# Checks the Dockerfile, manifests and scripts in deploy/, each by its own linter of PyPI; npm brings that of the compose file. Needs Python 3 with venv and pip.
set -euo pipefail
cd "$(dirname "$0")/../.."

tools=node_modules/.cache/lint-deploy
if ! cmp -s tools/deploy/requirements.txt "$tools/requirements.txt"; then
  rm -rf "$tools"
  python3 -m venv "$tools"
  "$tools/bin/pip" install --quiet --requirement tools/deploy/requirements.txt
  cp tools/deploy/requirements.txt "$tools/requirements.txt"
fi

"$tools/bin/hadolint" deploy/docker/Dockerfile
"$tools/bin/shellcheck" deploy/slurm/*.sbatch tools/deploy/*.sh .ci/run
"$tools/bin/kubernetes-validate" --strict deploy/kubernetes/*.yaml
