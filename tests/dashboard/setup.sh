# Sourced by the dashboard's scripts: installs what is missing and builds the page.

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
. "$here/../packages.sh"
export npm_config_update_notifier=false npm_config_fund=false npm_config_audit=false

need_node() {
    command -v node >/dev/null && command -v npm >/dev/null || need_packages nodejs npm
}

# npm ci throws node_modules away and fetches it again: done only when the lock file is newer than what is installed.
install_modules() {
    local folder=$1
    [ "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ] || (cd "$folder" && npm ci --no-progress --loglevel=error)
}

build_dashboard() {
    install_modules "$here/../../src/dashboard"
    install_modules "$here"
    (cd "$here/../../src/dashboard" && npm run --silent build)
}
