#!/usr/bin/env bash
# soak.sh: the long tests, here and on the machines of the profile "soak".
exec "$(dirname "${BASH_SOURCE[0]}")/test.sh" --profile soak "$@"
