# Sourced by single.sh and cluster.sh: arguments, the build, certificates, processes that end with the script.

# arguments "$@": sets folder, listen, base, devices
arguments() {
    folder='' listen=127.0.0.1 devices=()
    while [ $# -gt 0 ]; do
        case $1 in
            --folder) folder=$2; shift 2 ;;
            --listen) listen=$2; shift 2 ;;
            --port) base=$2; shift 2 ;;
            -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
            -*) echo "${0##*/}: unknown option $1 (see --help)" >&2; exit 2 ;;
            *) devices+=("$1"); shift ;;
        esac
    done
    [ -n "$folder" ] || { echo "${0##*/}: --folder is required (see --help)" >&2; exit 2; }
    mkdir -p "$folder"
    folder=$(cd "$folder" && pwd)
}

build() {
    export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
    fleet=src/EdgeAgent.Fleet/bin/Release/net10.0/edgeagent-fleet.dll
    [ -e $fleet ] || dotnet build src/EdgeAgent.Fleet -c Release -v q -clp:NoSummary
}

started=()
finish() {
    local id
    for id in ${started[@]+"${started[@]}"}; do kill "$id" 2>/dev/null || true; done
    wait
}

# run NAME COMMAND...: runs it in the background, with its log in the folder and its process number in NAME.pid
run() {
    local name=$1
    shift
    "$@" >>"$folder/$name.log" 2>&1 &
    started+=($!)
    echo $! >"$folder/$name.pid"
}

# certify: makes certificates for broker, controller, operator and devices
certify() {
    deploy/fleet/certificates.sh "$folder/certs" --server "localhost,127.0.0.1,$(hostname),$listen" edgeagent-fleet operator ${devices[@]+"${devices[@]}"}
}

# controller NAME PORT OPTION...: runs a controller that connects to the broker at PORT
controller() {
    local name=$1 port=$2
    shift 2
    run "$name" dotnet $fleet run --EdgeAgentFleet:Mqtt:Host="$listen" --EdgeAgentFleet:Mqtt:Port="$port" --EdgeAgentFleet:Mqtt:Tls=true \
        --EdgeAgentFleet:Mqtt:CaFile="$folder/certs/ca.crt" --EdgeAgentFleet:Mqtt:CertificateFile="$folder/certs/edgeagent-fleet.crt" \
        --EdgeAgentFleet:Mqtt:KeyFile="$folder/certs/edgeagent-fleet.key" "$@"
}

# wait_log NAME TEXT: waits until the log of NAME has TEXT
wait_log() {
    local i
    for ((i = 0; i < 600; i++)); do
        ! grep -q -- "$2" "$folder/$1.log" 2>/dev/null || return 0
        kill -0 "$(cat "$folder/$1.pid")" 2>/dev/null || break
        sleep 0.1
    done
    echo "${0##*/}: $1 does not say '$2'; the end of its log:" >&2
    tail -n 20 "$folder/$1.log" >&2
    return 1
}

# how_to_reach PORT: prints the settings for a device and the options for the command line
how_to_reach() {
    cat <<TEXT
ready. Certificates are in $folder/certs; a device is added by calling $0 again with its name as well.
On a device:   Mqtt:Host=HOST Mqtt:Port=$1 Mqtt:Tls=true Mqtt:CaFile=ca.crt Mqtt:CertificateFile=NAME.crt Mqtt:KeyFile=NAME.key Mqtt:ReceiptsNeedController=true
The fleet:     dotnet $fleet list --host $listen --port $1 --tls --cafile $folder/certs/ca.crt --cert $folder/certs/operator.crt --key $folder/certs/operator.key
TEXT
}
