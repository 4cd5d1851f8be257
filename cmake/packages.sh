# The Debian packages Hoshi needs, and how the missing ones are installed; sourced by ./run and ./test.
# SPDX-License-Identifier: Apache-2.0

build_packages=(
  build-essential cmake ninja-build pkg-config libssl-dev libsodium-dev nlohmann-json3-dev libtomlplusplus-dev
  libfmt-dev libexpected-dev libssh-dev libre2-dev libpugixml-dev libseccomp-dev
  libarchive-dev zlib1g-dev liblzma-dev libzstd-dev
  libsqlite3-dev libpq-dev
  libp11-kit-dev
  libxlsxwriter-dev libicu-dev libcairo2-dev libpango1.0-dev librsvg2-dev libqrcodegencpp-dev fonts-morisawa-bizud-gothic fonts-noto-cjk
  libboost1.81-dev libcurl4-openssl-dev liboath-dev libfido2-dev
)
demo_packages=(iproute2 python3 openssl)
# What hoshi lab runs (docs/lab.md); hoshi says so itself where they are missing.
lab_packages=(dnsmasq-base nftables chrony iproute2)
# mold links much faster; ccache makes the second build of ./test short. Neither is needed to build.
test_packages=(
  ccache mold libgtest-dev libgmock-dev librapidcheck-dev libvalijson-dev clang libclang-rt-14-dev
  libcbor-dev softhsm2
  libzxing-dev libjpeg-dev
  curl nftables procps openssh-client
  nginx-light wrk
  chromium libfaketime # libfaketime: the browser tests let an office's clock go forward
  # Its programs only: tests/store starts a server of its own from them, and stops it.
  postgresql-15
  sqlmap wapiti
)
# Where Node was installed from elsewhere it brings npm, and Debian's package of it would not fit beside it.
command -v npm >/dev/null || test_packages+=(npm)
# An ordinary user needs it for the devices that have several users of their own (tests/devices/README.md).
((EUID == 0)) || test_packages+=(uidmap)

# Installs those of the named packages that are missing; calls apt only then. Speaks on standard error alone.
install_missing() {
  local missing=() package state
  for package in "$@"; do
    state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) || state=none
    [[ $state == installed ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  if ! command -v apt-get >/dev/null; then
    echo "These Debian packages are missing, and there is no apt-get to install them: ${missing[*]}" >&2
    return 1
  fi
  local as_root=()
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
      printf 'Packages are missing. As root, type:\n  apt-get install -y --no-install-recommends %s\n' "${missing[*]}" >&2
      return 1
    fi
    as_root=(sudo)
  fi
  echo "Installing ${#missing[@]} packages: ${missing[*]}" >&2
  local log
  log=$(mktemp)
  if ! { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q update &&
         "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "${missing[@]}"
       } >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    echo "apt could not install: ${missing[*]}" >&2
    return 1
  fi
  rm -f "$log"
}
