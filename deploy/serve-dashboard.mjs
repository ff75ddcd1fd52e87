#!/usr/bin/env node
// Serves the built dashboard, and carries its WebSocket to an MQTT broker's TCP port. Both listen on 127.0.0.1 only.
//
//   serve-dashboard.mjs --dir DIST --http PORT --ws PORT --mqtt PORT
//
// Why not the broker's own WebSocket listener: Debian 12's mosquitto (2.0.11) ignores the bind address of such a
// listener and would be open to the whole network. Where the broker is newer, or a proxy stands before it, this is not needed.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { extname, join, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';

const require = createRequire(new URL('../src/dashboard/package.json', import.meta.url));
const { WebSocketServer } = require('ws');

const { values: options } = parseArgs({
  options: { dir: { type: 'string' }, http: { type: 'string' }, ws: { type: 'string' }, mqtt: { type: 'string' } },
});
const loopback = '127.0.0.1';
const root = resolve(options.dir ?? '.');
const wsPort = port('ws');
const mqttPort = port('mqtt');
const httpPort = port('http');

function port(name) {
  const value = Number(options[name]);
  if (Number.isInteger(value) && value > 0 && value < 65536) return value;
  console.error(`serve-dashboard: --${name} ${options[name]}: a port from 1 to 65535 is needed`);
  process.exit(2);
}

const types = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.json': 'application/json', '.ico': 'image/x-icon', '.map': 'application/json',
};

// Null for a path that is malformed or leads out of the folder.
function fileFor(url) {
  try {
    const path = decodeURIComponent(new URL(url, 'http://x').pathname);
    const file = resolve(join(root, path.endsWith('/') ? `${path}index.html` : path));
    return file.startsWith(root + sep) && existsSync(file) && statSync(file).isFile() ? file : null;
  } catch {
    return null;
  }
}

const pages = createServer((request, response) => {
  const file = fileFor(request.url);
  if (!file) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
    return;
  }
  response.writeHead(200, {
    'content-type': types[extname(file)] ?? 'application/octet-stream',
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    // The rest of the policy is in the page itself; this part a page cannot say of itself.
    'content-security-policy': "frame-ancestors 'none'",
  });
  createReadStream(file).pipe(response);
});

const bridge = new WebSocketServer({
  host: loopback, port: wsPort, maxPayload: 1 << 20,
  handleProtocols: (offered) => ['mqtt', 'mqttv3.1'].find((p) => offered.has(p)) ?? false,
});
bridge.on('connection', (socket) => {
  const broker = connect(mqttPort, loopback);
  broker.on('data', (bytes) => {
    // A page that does not read must not make this process grow: the broker waits until the bytes are out.
    broker.pause();
    socket.send(bytes, () => broker.resume());
  });
  broker.on('error', () => socket.close(1011, 'broker not reachable'));
  broker.on('close', () => socket.close());
  socket.on('message', (bytes) => broker.write(bytes));
  socket.on('close', () => broker.destroy());
  socket.on('error', () => broker.destroy());
});

for (const server of [pages, bridge]) {
  server.on('error', (error) => {
    console.error(`serve-dashboard: ${error.message}`);
    process.exit(1);
  });
}
pages.listen(httpPort, loopback, () => console.log(`serve-dashboard: http://${loopback}:${httpPort}/ (WebSocket ${wsPort})`));
