#!/bin/sh
# ai_numa-among-cgroups.sh: ai_numa as it runs on a host with pods, none of them limited; a --peer for ./build.sh bench scheduler. What cgroups cost
# is the difference to ai_numa's own arms, in which there is none but the root. SIGINT ends it.
set -eu
cd "$(dirname "$0")/../.."
top=/sys/fs/cgroup/among
echo +cpu >/sys/fs/cgroup/cgroup.subtree_control
mkdir -p $top
echo +cpu >$top/cgroup.subtree_control
for i in $(seq 200); do mkdir -p $top/pod$i; done
artifacts/publish/schedext/schedext run --json >/dev/null &
host=$!
stop() {
    kill -TERM $host 2>/dev/null || true
    wait $host || true
    rmdir $top/pod* $top
    exit 0
}
trap stop INT TERM
wait $host
