# Sourced by brokers.sh. ejabberd: a second opinion on MQTT 5.
cat >"$work/ejabberd.yml" <<CONF
hosts: [localhost]
loglevel: warning
auth_method: [internal]
listen:
  - port: 1883
    ip: "127.0.0.1"
    module: mod_mqtt
    backlog: 100
modules:
  mod_mqtt:
    access_publish: {}
    access_subscribe: {}
    max_queue: unlimited
CONF
mkdir -p "$work/spool" "$work/logs"
chown -R ejabberd:ejabberd "$work"
export EJABBERD_CONFIG_PATH=$work/ejabberd.yml
ejabberdctl --node ejabberd@localhost --config "$work/ejabberd.yml" --logs "$work/logs" --spool "$work/spool" foreground >"$work/ejabberd.log" 2>&1 &
wait_port 1883 120
ejabberdctl --node ejabberd@localhost --config "$work/ejabberd.yml" --logs "$work/logs" --spool "$work/spool" register contract localhost x
# Shared subscriptions are ruled out in CONNACK.
tool contract --port 1883 --expect 5 --user contract@localhost --password x || true
tool contract --port 1883 --expect 3.1.1 --without version,properties --user contract@localhost --password x
