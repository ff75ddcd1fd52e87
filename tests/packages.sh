# Sourced by scripts: need_packages NAME... installs the Debian packages that are missing.

need_packages() {
    local missing=() name
    for name in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    local as_root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || { echo "these packages are missing, and neither root nor sudo is here: ${missing[*]}" >&2; return 1; }
        as_root=(sudo)
    fi
    echo "installing ${missing[*]}" >&2
    # No service may start by itself when it is installed: what we start binds to loopback only.
    local policy=/usr/sbin/policy-rc.d ours='' try done=1
    if [ ! -e $policy ]; then
        ours=1
        printf '#!/bin/sh\nexit 101\n' | ${as_root[@]+"${as_root[@]}"} tee $policy >/dev/null
        ${as_root[@]+"${as_root[@]}"} chmod +x $policy
    fi
    # A second apt run on the machine may get in the way; three tries tell that from a package that does not exist.
    for try in 1 2 3; do
        if ${as_root[@]+"${as_root[@]}"} apt-get -o DPkg::Lock::Timeout=300 update -qq >&2 &&
            ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
                install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; then
            done=0
            break
        fi
        echo "apt failed, try $try of 3" >&2
    done
    [ -z "$ours" ] || ${as_root[@]+"${as_root[@]}"} rm -f $policy
    return $done
}
