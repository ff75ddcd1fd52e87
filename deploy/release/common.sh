# To be sourced, at the top of the checkout: what the scripts that build and package a release share.

# architecture_of RID: sets "architecture" to Debian's name; ends the script when there is no build for it.
architecture_of() {
    case $1 in
        linux-x64) architecture=amd64 ;;
        linux-arm64) architecture=arm64 ;;
        *) echo "${0##*/}: --rid '$1': linux-x64 or linux-arm64 is needed" >&2; exit 2 ;;
    esac
}

# Sets "version" from the environment or the projects; ends the script when it is not a version.
read_version() {
    version=${EDGEAGENT_VERSION:-$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' src/Directory.Build.props)}
    [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[a-z0-9.]+)?$ ]] ||
        { echo "${0##*/}: EDGEAGENT_VERSION '$version': a version such as 1.2.3 or 1.2.3-rc.1 is needed" >&2; exit 2; }
}

# Sets "commit", and the environment in which the same commit gives the same bytes.
read_commit() {
    commit=$(git rev-parse --short=12 HEAD)
    [ -z "$(git status --porcelain -- src deploy global.json)" ] || commit=$commit.dirty
    set_surroundings
    export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
}

set_surroundings() {
    SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
    export SOURCE_DATE_EPOCH LC_ALL=C.UTF-8 TZ=UTC
}

# copy_sources FOLDER: copies the sources without bin and obj; the output of other builds must not become a part of this one.
copy_sources() {
    git ls-files -z --cached --others --exclude-standard -- src global.json .editorconfig |
        tar --create --null --files-from=- --ignore-failed-read 2>/dev/null | tar --extract --directory "$1"
}

# publish PROJECT SOURCES FOLDER OPTION...: builds a program of "version" and "commit" for "rid" that needs no .NET on its machine.
publish() {
    local project=$1 sources=$2 folder=$3
    shift 3
    dotnet publish "$sources/src/$project" -c Release -r "$rid" --self-contained -v q -nologo -clp:"ErrorsOnly;NoSummary" \
        -nodeReuse:false -p:UseSharedCompilation=false -p:RunAnalyzers=false -p:NuGetAudit=false \
        -p:Version="${version%%-*}" -p:InformationalVersion="$version+$commit" -p:ContinuousIntegrationBuild=true \
        -p:PathMap="$sources=/source" -p:DebugType=none "$@" -o "$folder" >&2
}

# changelog NAME DEBIAN_VERSION COMMIT: prints the package's changelog.
changelog() {
    printf '%s (%s) unstable; urgency=medium\n\n  * Commit %s.\n\n -- EdgeAgent <edgeagent@localhost>  %s\n' \
        "$1" "$2" "$3" "$(date -Rud "@$SOURCE_DATE_EPOCH")"
}

# make_deb ROOT SCRIPTS DEBIAN_VERSION ARCHITECTURE PACKAGE: makes a package of the files below ROOT, with control and the maintainer's scripts from the folder SCRIPTS.
make_deb() {
    local root=$1 scripts=$2 version=$3 architecture=$4 package=$5 script size
    for script in preinst postinst prerm postrm; do
        [ -e "$scripts/$script" ] || continue
        sed "s/@VERSION@/$version/" "$scripts/$script" >"$root/DEBIAN/$script"
        chmod 755 "$root/DEBIAN/$script"
    done
    size=$(find "$root" -type f ! -path '*/DEBIAN/*' -printf '%s\n' | awk '{ kib += int(($1 + 1023) / 1024) } END { print kib }')
    sed "s/@VERSION@/$version/; s/@ARCHITECTURE@/$architecture/; s/@SIZE@/$size/" "$scripts/control" >"$root/DEBIAN/control"
    (cd "$root" && find . -type f ! -path './DEBIAN/*' -printf '%P\0' | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
    dpkg-deb --root-owner-group -Zxz --build "$root" "$package" >&2
}
