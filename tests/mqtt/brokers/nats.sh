# Sourced by brokers.sh. Three nats-servers with JetStream: MQTT 3.1.1 up to QoS 1 (Debian 12 has 2.9, QoS 2 came with 2.10).
for n in 1 2 3; do
    cat >"$work/n$n.conf" <<CONF
server_name: n$n
listen: 127.0.0.1:422$n
jetstream { store_dir: "$work/js$n" }
mqtt { listen: "127.0.0.1:188$n" }
cluster { name: c, listen: "127.0.0.1:622$n", routes: [nats://127.0.0.1:6221, nats://127.0.0.1:6222, nats://127.0.0.1:6223] }
CONF
    nats-server -c "$work/n$n.conf" >"$work/n$n.log" 2>&1 &
    eval "node$n=$!"
done
for n in 1 2 3; do wait_port 188$n 30; done
# The cluster answers MQTT only when it has elected a leader for its metadata.
for ((i = 0; i < 300; i++)); do
    grep -q 'JetStream cluster new metadata leader' "$work"/n?.log && break
    sleep 0.1
done
# Shared subscriptions are granted and deliver nothing; a message may still come after UNSUBACK.
tool contract --port 1881 --expect 3.1.1 --without qos2,properties || true
tool failover --ports 1881,1882,1883 --kill "$node1"
