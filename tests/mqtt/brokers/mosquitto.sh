# Sourced by brokers.sh. mosquitto: the reference for MQTT 5.
printf 'listener 1883 127.0.0.1\nallow_anonymous true\n' >"$work/mosquitto.conf"
mosquitto -c "$work/mosquitto.conf" >"$work/mosquitto.log" 2>&1 &
wait_port 1883 20
tool contract --port 1883 --expect 5
