// A durable consumer with MQTT.js: appends each message to a file and syncs before it is acknowledged. node mqttjs.js PORT FILE COUNT
import { openSync, writeSync, fdatasyncSync } from 'node:fs'
import mqtt from 'mqtt'

const [port, file, count] = [Number(process.argv[2]), openSync(process.argv[3], 'a'), Number(process.argv[4])]
let stored = 0, start
const client = mqtt.connect({ host: '127.0.0.1', port, clientId: 'mqttjs', clean: false, keepalive: 60, protocolVersion: 5, properties: { sessionExpiryInterval: 3600, receiveMaximum: 1000 } })
client.handleMessage = (packet, done) => {
  writeSync(file, packet.payload)
  fdatasyncSync(file)
  start ??= process.hrtime.bigint()
  done()
  if (++stored === count) {
    console.log(`${Math.round((stored - 1) / (Number(process.hrtime.bigint() - start) / 1e9))} per second`)
    client.end(false, () => process.exit(0))
  }
}
client.on('connect', () => client.subscribe('mqttjs/#', { qos: 1 }, () => console.log('ready')))
