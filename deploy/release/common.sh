# To be sourced, at the top of the checkout: what the scripts that build and package a release share.

# architecture_of RID: Debian's word for it, into "architecture"; ends the script when we do not build for it.
architecture_of() {
    case $1 in
        linux-x64) architecture=amd64 ;;
        linux-arm64) architecture=arm64 ;;
        *) echo "${0##*/}: --rid '$1': linux-x64 or linux-arm64 is needed" >&2; exit 2 ;;
    esac
}

# From the environment or the projects, into "version"; ends the script when it is none.
read_version() {
    version=${EDGEAGENT_VERSION:-$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' src/Directory.Build.props)}
    [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[a-z0-9.]+)?$ ]] ||
        { echo "${0##*/}: EDGEAGENT_VERSION '$version': a version such as 1.2.3 or 1.2.3-rc.1 is needed" >&2; exit 2; }
}

# What is built, into "commit"; and the surroundings in which the same commit gives the same bytes.
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

# copy_sources FOLDER: without bin and obj; what was built before for another purpose must not take part.
copy_sources() {
    git ls-files -z --cached --others --exclude-standard -- src global.json .editorconfig |
        tar --create --null --files-from=- --ignore-failed-read 2>/dev/null | tar --extract --directory "$1"
}

# publish PROJECT SOURCES FOLDER OPTION...: a program that needs no .NET on its machine, of "version" and "commit", for "rid".
publish() {
    local project=$1 sources=$2 folder=$3
    shift 3
    dotnet publish "$sources/src/$project" -c Release -r "$rid" --self-contained -v q -nologo -clp:"ErrorsOnly;NoSummary" \
        -nodeReuse:false -p:UseSharedCompilation=false -p:RunAnalyzers=false -p:NuGetAudit=false \
        -p:Version="${version%%-*}" -p:InformationalVersion="$version+$commit" -p:ContinuousIntegrationBuild=true \
        -p:PathMap="$sources=/source" -p:DebugType=none "$@" -o "$folder" >&2
}

# changelog NAME DEBIAN_VERSION COMMIT: of the package, on standard output.
changelog() {
    printf '%s (%s) unstable; urgency=medium\n\n  * Commit %s.\n\n -- EdgeAgent <edgeagent@localhost>  %s\n' \
        "$1" "$2" "$3" "$(date -Rud "@$SOURCE_DATE_EPOCH")"
}

# make_deb ROOT SCRIPTS DEBIAN_VERSION ARCHITECTURE PACKAGE: of the files below ROOT, with control and the maintainer's scripts of the folder SCRIPTS.
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
