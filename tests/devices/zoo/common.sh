# SPDX-License-Identifier: Apache-2.0
# Sourced by every zoo/*/start: a root file system of the device's own, in a mount namespace of its own.
#
# Given: HOSHI_ZOO_ROOT (what ../unpack made), HOSHI_DEVICE_ADDRESS, HOSHI_DEVICE_ADDRESS6, HOSHI_DEVICE_STATE (an empty
# folder that goes away with the device). Afterwards: $root, where /usr is the unpacked one and everything else is new.
set -euo pipefail

: "${HOSHI_ZOO_ROOT:?run a device with tests/devices/lab.py run --device NAME -- COMMAND}"
: "${HOSHI_DEVICE_ADDRESS:?}" "${HOSHI_DEVICE_ADDRESS6:?}" "${HOSHI_DEVICE_STATE:?}"
if [[ ${HOSHI_ZOO_INSIDE:-} != yes ]]; then
  HOSHI_ZOO_INSIDE=yes exec unshare --mount -- "$0"
fi
umask 022
# Unique to this unit as a good factory would do it; fixed here so that credentials.toml can name it.
unit_password=Suzume-4821-Kawa
# What a weak device left the factory with; tests/zoo/rows sets other ones, and takes the defaults away.
default_password=${HOSHI_ZOO_PASSWORD:-admin}

root=$HOSHI_DEVICE_STATE/root
mkdir "$root"
mount -t tmpfs -o mode=755 zoo "$root"
mkdir -p "$root"/{usr,etc/pam.d,var/{log,run,lib,cache,empty,tmp,www},run,tmp,root,home,dev/pts,proc,sys}
chmod 1777 "$root/tmp"
chmod 700 "$root/root"
mount --bind "$HOSHI_ZOO_ROOT/usr" "$root/usr"
mount -o remount,bind,ro "$root/usr" 2>/dev/null || true # A user namespace may not be allowed to.
for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$root/$folder"; done
for item in ld.so.cache ssl mime.types nginx lighttpd; do
  [[ -e $HOSHI_ZOO_ROOT/etc/$item ]] && cp -rL "$HOSHI_ZOO_ROOT/etc/$item" "$root/etc/" 2>/dev/null || true
done
for node in null zero full random urandom tty; do
  : >"$root/dev/$node"
  mount --bind "/dev/$node" "$root/dev/$node"
done
mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts "$root/dev/pts" 2>/dev/null ||
  mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts" # Group 5 is not mapped for ordinary users.
ln -s pts/ptmx "$root/dev/ptmx"
mount --rbind /proc "$root/proc"

cat >"$root/etc/passwd" <<'END'
root:x:0:0:root:/root:/bin/sh
sshd:x:105:65534::/run/sshd:/bin/false
nobody:x:65534:65534:nobody:/nonexistent:/bin/false
END
cat >"$root/etc/group" <<'END'
root:x:0:
tty:x:5:
nogroup:x:65534:
END
printf '%s\n' 'root:*:19700:0:99999:7:::' 'sshd:*:19700:0:99999:7:::' 'nobody:*:19700:0:99999:7:::' >"$root/etc/shadow"
chmod 600 "$root/etc/shadow"
printf '/bin/sh\n' >"$root/etc/shells"
printf 'passwd: files\ngroup: files\nshadow: files\nhosts: files\n' >"$root/etc/nsswitch.conf"
printf '127.0.0.1 localhost\n::1 localhost\n' >"$root/etc/hosts"

inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin HOME=/root "$@"; }

# set_password ACCOUNT PASSWORD: makes the account when it is new.
set_password() {
  local hash
  hash=$(inside openssl passwd -6 "$2")
  if ! grep -q "^$1:" "$root/etc/passwd"; then
    echo "$1:x:1000:1000:$1:/home/$1:/bin/sh" >>"$root/etc/passwd"
    echo "$1:x:1000:" >>"$root/etc/group"
    echo "$1:*:19700:0:99999:7:::" >>"$root/etc/shadow"
    mkdir -p "$root/home/$1"
    chown 1000:1000 "$root/home/$1" 2>/dev/null || true
  fi
  sed -i "s|^$1:[^:]*:|$1:$hash:|" "$root/etc/shadow"
}

# make_certificate NAME OPENSSL-KEY-OPTIONS…: leaves /etc/keys/{certificate,key,both}.pem.
make_certificate() {
  local name=$1
  shift
  mkdir -p "$root/etc/keys"
  inside openssl req -x509 -nodes "$@" -keyout /etc/keys/key.pem -out /etc/keys/certificate.pem -days 3650 \
    -subj "/CN=$name" -addext "subjectAltName=IP:$HOSHI_DEVICE_ADDRESS,IP:$HOSHI_DEVICE_ADDRESS6" 2>"$root/tmp/openssl.log" ||
    { cat "$root/tmp/openssl.log"; return 1; }
  cat "$root/etc/keys/certificate.pem" "$root/etc/keys/key.pem" >"$root/etc/keys/both.pem"
}

# make_site TITLE: a start page and the settings, which are an asset.
make_site() {
  cat >"$root/var/www/index.html" <<END
<!DOCTYPE html>
<html><head><title>$1</title></head><body><h1>$1</h1><a href="/settings.json">settings</a></body></html>
END
  echo '{"wifi_ssid":"lab","wifi_key":"kitsune-soba-2208"}' >"$root/var/www/settings.json"
}

# store_retained TOPIC TEXT: puts a retained message into mosquitto's database, by a broker on loopback that ends again.
store_retained() {
  printf '%s\n' 'user root' 'persistence true' 'persistence_location /var/lib/' 'log_dest none' 'allow_anonymous true' \
    'listener 18830 127.0.0.1' >"$root/etc/first.conf"
  run_in_device mosquitto -c /etc/first.conf &
  local broker=$!
  for _ in $(seq 100); do
    inside mosquitto_pub -h 127.0.0.1 -p 18830 -q 1 -r -t "$1" -m "$2" 2>/dev/null && break
    sleep 0.05
  done
  kill "$broker"
  wait "$broker" || true
}

run_in_device() { exec chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin HOME=/root "$@"; }

# For devices of several daemons: start_in_device COMMAND… for each, then wait_for_any, so that the death of one is seen.
start_in_device() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin HOME=/root "$@" & }
wait_for_any() {
  wait -n
  echo "one of the daemons ended with status $?" >&2
  exit 1
}

# add_account NAME UID: an account that daemons change to; nobody logs in with it.
add_account() {
  echo "$1:x:$2:$2:$1:/run:/bin/false" >>"$root/etc/passwd"
  echo "$1:x:$2:" >>"$root/etc/group"
  echo "$1:*:19700:0:99999:7:::" >>"$root/etc/shadow"
}

# use_pam SERVICE: passwords of /etc/shadow, each answer at once; use_faillock: five wrong ones lock the account for 60 s.
use_pam() { printf 'auth required pam_unix.so nodelay\naccount required pam_unix.so\n' >"$root/etc/pam.d/$1"; }
use_faillock() {
  mkdir -p "$root"/run/faillock "$root"/etc/security
  cat >"$root/etc/pam.d/$1" <<'END'
auth required pam_faillock.so preauth silent deny=5 unlock_time=60 dir=/run/faillock
auth [success=1 default=ignore] pam_unix.so nodelay
auth [default=die] pam_faillock.so authfail deny=5 unlock_time=60 dir=/run/faillock
auth sufficient pam_faillock.so authsucc deny=5 unlock_time=60 dir=/run/faillock
account required pam_faillock.so dir=/run/faillock
account required pam_unix.so
session required pam_permit.so
END
}

# prepare_rtsp: puts rtsp_server.py in place, with the few plug-ins it needs: GStreamer would look at hundreds.
rtsp_variables=(GST_PLUGIN_SYSTEM_PATH_1_0=/run/plugins GST_PLUGIN_PATH_1_0=/run/plugins GST_REGISTRY=/run/registry GST_REGISTRY_FORK=no)
prepare_rtsp() {
  local name
  mkdir "$root/run/plugins"
  for name in coreelements videotestsrc jpeg rtp rtpmanager udp tcp app videoconvertscale typefindfunctions; do
    ln -s "/usr/lib/x86_64-linux-gnu/gstreamer-1.0/libgst$name.so" "$root/run/plugins/"
  done
  cp "$(dirname "${BASH_SOURCE[0]}")/rtsp_server.py" "$root/run/"
}

# put_settings COAP-CLIENT-AND-OPTIONS… URL: an asset for libcoap's example server, which begins with 1,500 letters instead.
put_settings() {
  until [[ $(inside "$1" -B 1 "${@:2}") == *wifi_key* ]]; do
    inside "$1" -B 1 -m put -e '{"wifi_key":"kitsune-soba-2208"}' "${@:2}" >/dev/null
  done
}
