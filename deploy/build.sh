#!/usr/bin/env bash
# Builds the release from which every way of installing is made: package, update, card image.
#
#   deploy/build.sh [--rid linux-x64|linux-arm64] [--out DIR]
#
#   --rid RID   what to build for (default: linux-arm64, the 64-bit Raspberry Pi)
#   --out DIR   where the release goes (default artifacts); a file of the same name is replaced
#
# Environment: EDGEAGENT_VERSION (default: the version in src/Directory.Build.props).
#
# Makes DIR/edgeagent-VERSION-RID/: the agent as one native file, manual page, completion, units, default configuration, page, bill of
# materials (CycloneDX), checksums; and the same as DIR/edgeagent-VERSION-RID.tar.gz. The last line printed is the folder.
# The same commit gives the same bytes, wherever it is built with the same SDK, clang and lld.
# Needs Debian 12 or the like on x86-64, the .NET SDK, and root (or sudo) when a package is missing.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."

rid=linux-arm64 out=artifacts
while [ $# -gt 0 ]; do
    case $1 in
        --rid) rid=${2:?--rid needs a value}; shift 2 ;;
        --out) out=${2:?--out needs a folder}; shift 2 ;;
        -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        *) echo "build.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
    esac
done
. deploy/release/common.sh
architecture_of "$rid"
read_version

. tests/packages.sh
need_packages clang lld zlib1g-dev python3 git
command -v node >/dev/null && command -v npm >/dev/null || need_packages nodejs npm
read_commit
mkdir -p "$out"
out=$(cd "$out" && pwd)

# Linking for arm64 needs the C library of arm64; none of its code runs here. The folder is kept between builds.
sysroot_arm64() {
    local folder=${XDG_CACHE_HOME:-$HOME/.cache}/edgeagent/sysroot-arm64-bookworm mirror
    if [ ! -e "$folder" ]; then
        need_packages mmdebstrap
        mirror=$(deploy/debian-mirror.sh)
        mkdir -p "$(dirname "$folder")"
        rm -rf "$folder.new"
        mmdebstrap --quiet --architectures=arm64 --variant=extract --include=libc6-dev,libgcc-12-dev,zlib1g-dev \
            --aptopt='Acquire::Retries "5"' bookworm "$folder.new" "deb $mirror bookworm main" >&2
        # Debian's absolute links would point outside of the folder, and the linker would take the static library instead.
        find "$folder.new/usr/lib" -type l -lname '/*' -exec sh -c 'for link; do ln -sfr "$0$(readlink "$link")" "$link"; done' "$folder.new" {} +
        mv "$folder.new" "$folder"
    fi
    printf '%s' "$folder"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
copy_sources "$work"
link=(-p:LinkerFlavor=lld -p:UseSystemZlib=true)
[ "$rid" != linux-arm64 ] || link+=(-p:SysRoot="$(sysroot_arm64)")
echo "building edgeagent $version+$commit for $rid" >&2
publish EdgeAgent "$work" "$work/publish" -p:RestoreLockedMode=true -p:StripSymbols=true "${link[@]}"

# The dashboard's page, for any web server (deploy/web).
(cd "$work/src/dashboard" && npm ci --no-progress --no-audit --no-fund --loglevel=error && node build.mjs) >&2

name=edgeagent-$version-$rid
release=$work/$name
install -d "$release/bin" "$release/lib" "$release/share" "$release/systemd"
install -m 755 "$work/publish/edgeagent" "$release/bin/edgeagent"
install -m 755 deploy/release/edgeagent-launch deploy/release/edgeagent-pause deploy/update/edgeagent-update deploy/systemd/system-sleep "$release/lib"
install -m 644 deploy/release/agent.json deploy/release/edgeagent.bash-completion deploy/release/60-edgeagent.rules \
    deploy/release/sysusers.conf deploy/release/copyright README.md "$release/share"
install -m 644 deploy/agent.json "$release/share/agent.sample.json"
sed "s/@VERSION@/$version/; s/@DATE@/$(date -d "@$SOURCE_DATE_EPOCH" +%F)/" deploy/release/edgeagent.1 >"$release/share/edgeagent.1"
install -m 644 deploy/systemd/edgeagent.service deploy/systemd/edgeagent-update.service deploy/systemd/edgeagent-update.path \
    deploy/systemd/edgeagent-sleep.conf deploy/systemd/edgeagent-jit-tasks.conf deploy/systemd/edgeagent-camera-tasks.conf "$release/systemd"
cp -r "$work/src/dashboard/dist" "$release/dashboard"
printf 'version=%s\ncommit=%s\narchitecture=%s\n' "$version" "$commit" "$architecture" >"$release/version"
python3 deploy/release/sbom.py --version "$version" --commit "$commit" --rid "$rid" --epoch "$SOURCE_DATE_EPOCH" \
    "$work/src/EdgeAgent/packages.lock.json" >"$release/sbom.cdx.json"
(cd "$release" && find . -type f ! -name SHA256SUMS -printf '%P\0' | sort -z | xargs -0 sha256sum >SHA256SUMS)

tar --create --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX --format=ustar \
    --directory "$work" "$name" | gzip -9n >"$out/$name.tar.gz"
rm -rf "${out:?}/$name"
cp -r "$release" "$out/$name"
echo "$out/$name"
