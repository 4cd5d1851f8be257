# SPDX-License-Identifier: Apache-2.0
# Sourced after common.sh: a device behind a plug (192.0.2.61:7000), whose power is cut and given again by a recipe.
#
# What a daemon has written to $root stays, as flash would; its processes do not.

# with_power COMMAND…: runs it inside the device while there is power; when it ends by itself it starts again.
with_power() {
  local switch=$HOSHI_DEVICE_STATE/power daemon
  python3 -B "$(dirname "${BASH_SOURCE[0]}")/plug.py" 192.0.2.61 7000 "$switch" &
  until [[ -e $switch ]]; do sleep 0.05; done # Its first word is "on".
  while true; do
    until [[ $(<"$switch") == on ]]; do sleep 0.1; done
    setsid chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin HOME=/root "$@" &
    daemon=$!
    while kill -0 "$daemon" 2>/dev/null && [[ $(<"$switch") == on ]]; do sleep 0.1; done
    kill -KILL -- "-$daemon" 2>/dev/null || true
    wait "$daemon" || true
    sleep 0.3
  done
}
