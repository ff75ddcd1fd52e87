# Sourced by brokers.sh. RabbitMQ 3.10 with its MQTT plugin: closes on MQTT 5 without a word, grants QoS 1 for 2.
mkdir -p "$work/mnesia" "$work/log"
echo '[rabbitmq_mqtt].' >"$work/plugins"
cat >"$work/rabbitmq.conf" <<CONF
listeners.tcp.default = 127.0.0.1:5672
mqtt.listeners.tcp.default = 127.0.0.1:1883
mqtt.allow_anonymous = true
CONF
chown -R rabbitmq:rabbitmq "$work"
export RABBITMQ_NODENAME=rabbit@localhost RABBITMQ_CONFIG_FILE=$work/rabbitmq RABBITMQ_ENABLED_PLUGINS_FILE=$work/plugins \
    RABBITMQ_MNESIA_BASE=$work/mnesia RABBITMQ_LOG_BASE=$work/log
rabbitmq-server >"$work/rabbitmq.log" 2>&1 &
wait_port 1883 120
# A retained message is not found through a wildcard; shared subscriptions are granted and deliver nothing.
tool contract --port 1883 --expect 3.1.1 --without qos2,retained-wildcard,properties
