# Sourced by brokers.sh. aedes: MQTT 3.1.1 in JavaScript; the client must find that out by itself.
node tests/mqtt/aedes/server.js 1883 >"$work/aedes.log" 2>&1 &
wait_port 1883 20
# Shared subscriptions are granted and deliver nothing.
tool contract --port 1883 --expect 3.1.1 --without properties
