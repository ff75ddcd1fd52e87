#!/usr/bin/env node
// Serves the built dashboard, and carries its WebSocket to an MQTT broker's TCP port. Both listen on 127.0.0.1 only.
//
//   serve-dashboard.mjs --dir DIST --http PORT --ws PORT --mqtt PORT [--origin URL]...
//
//   --origin URL   an address at which a browser reaches the page too, as through a forwarded port: http://localhost:8081
//
// Loopback alone keeps nobody out: any page that the viewer's browser has open may connect to 127.0.0.1. So the bridge
// takes connections of its own page only (Origin), and neither part answers under a foreign name (Host), which a
// hostile page can point at 127.0.0.1.
//
// Why not the broker's own WebSocket listener: Debian 12's mosquitto (2.0.11) ignores the bind address of such a
// listener and would be open to the whole network. Where the broker is newer, or a proxy stands before it, this is not needed.
import { constants, existsSync, readlinkSync, realpathSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { extname, join, sep } from 'node:path';
import { parseArgs } from 'node:util';

const require = createRequire(new URL('../src/dashboard/package.json', import.meta.url));
const { WebSocketServer } = require('ws');

const loopback = '127.0.0.1';
const options = readOptions();
const root = pageFolder(options.dir);
const httpPort = port('http');
const wsPort = port('ws');
const mqttPort = port('mqtt');
const origins = new Set([`http://${loopback}:${httpPort}`, `http://localhost:${httpPort}`, ...(options.origin ?? []).map(origin)]);
const names = new Set([...origins].map((o) => new URL(o).hostname));

function readOptions() {
  const text = { type: 'string' };
  try {
    return parseArgs({ options: { dir: text, http: text, ws: text, mqtt: text, origin: { type: 'string', multiple: true } } }).values;
  } catch (error) {
    return refuse(error.message);
  }
}

function refuse(why) {
  console.error(`serve-dashboard: ${why}`);
  process.exit(2);
}

function pageFolder(dir) {
  if (dir !== undefined && existsSync(join(dir, 'index.html'))) return realpathSync(dir);
  return refuse(`--dir ${dir}: a folder with a built page (index.html) is needed`);
}

function port(name) {
  const value = Number(options[name]);
  if (Number.isInteger(value) && value > 0 && value < 65536) return value;
  return refuse(`--${name} ${options[name]}: a port from 1 to 65535 is needed`);
}

function origin(text) {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text).origin;
  return refuse(`--origin ${text}: an address such as http://localhost:8081 is needed`);
}

/** A browser sends the name that it was given: a name that points here but is not ours belongs to somebody else's page. */
const isOurName = (host = '') => names.has(host.toLowerCase().replace(/:\d{1,5}$/, ''));

/** Browsers always say where a WebSocket comes from; what says nothing is a program here, which can reach the broker anyway. */
const isOurPage = (from) => from === undefined || origins.has(from);

const types = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.json': 'application/json', '.ico': 'image/x-icon', '.map': 'application/json',
};

const security = {
  'cache-control': 'no-cache',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  // The rest of the policy is in the page itself; this part a page cannot say of itself.
  'content-security-policy': "frame-ancestors 'none'",
};

/** The path below the folder that a request names, undefined when it is malformed. */
function pathOf(target) {
  if (!target.startsWith('/')) return undefined;
  try {
    const path = decodeURIComponent(target.replace(/[?#].*/s, ''));
    return path.includes('\0') ? undefined : path.endsWith('/') ? `${path}index.html` : path;
  } catch {
    return undefined;
  }
}

/**
 * Opens a regular file of the folder; undefined when there is none. What was opened is compared with what was asked for,
 * after the opening: a link anywhere on the way leads to another name, and nobody can swap one in between.
 */
async function openInside(path) {
  const wanted = join(root, path);
  if (!wanted.startsWith(root + sep)) return undefined;
  let file;
  try {
    file = await open(wanted, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK); // a FIFO must not block
  } catch {
    return undefined;
  }
  if (readlinkSync(`/proc/self/fd/${file.fd}`) === wanted && (await file.stat()).isFile()) return file;
  await file.close();
  return undefined;
}

function say(response, status, text, headers = {}) {
  response.writeHead(status, { ...security, 'content-type': 'text/plain; charset=utf-8', ...headers }).end(`${text}\n`);
}

async function answer(request, response) {
  if (!isOurName(request.headers.host)) return say(response, 421, 'this server answers under its own names only');
  if (request.method !== 'GET' && request.method !== 'HEAD') return say(response, 405, 'only GET and HEAD', { allow: 'GET, HEAD' });
  const path = pathOf(request.url);
  if (path === undefined) return say(response, 400, 'malformed path');
  const file = await openInside(path);
  if (file === undefined) return say(response, 404, 'not found');
  const { size } = await file.stat();
  response.writeHead(200, { ...security, 'content-type': types[extname(path)] ?? 'application/octet-stream', 'content-length': size });
  if (request.method === 'HEAD') {
    await file.close();
    return response.end();
  }
  // The stream closes the file; one that ends early (the file shrank) must not take the server with it.
  return file.createReadStream().on('error', () => response.destroy()).pipe(response);
}

const pages = createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(`serve-dashboard: ${request.method}: ${error.message}`);
    response.destroy();
  });
});

const subprotocols = ['mqtt', 'mqttv3.1'];
const offered = (request) => (request.headers['sec-websocket-protocol'] ?? '').split(',').map((p) => p.trim());

const bridge = new WebSocketServer({
  host: loopback, port: wsPort, maxPayload: 1 << 20,
  handleProtocols: (all) => subprotocols.find((p) => all.has(p)) ?? false,
  verifyClient: ({ req }, done) => {
    if (!isOurName(req.headers.host)) done(false, 421, 'Misdirected Request');
    else if (!isOurPage(req.headers.origin)) done(false, 403, 'Forbidden');
    else if (!offered(req).some((p) => subprotocols.includes(p))) done(false, 400, 'Bad Request');
    else done(true);
  },
});
bridge.on('connection', (socket) => {
  const broker = connect(mqttPort, loopback);
  broker.on('data', (bytes) => {
    // Neither side that does not read must make this process grow: the other one waits until the bytes are out.
    broker.pause();
    socket.send(bytes, () => broker.resume());
  });
  broker.on('drain', () => socket.resume());
  broker.on('error', () => socket.close(1011, 'broker not reachable'));
  broker.on('close', () => socket.close());
  socket.on('message', (bytes, isBinary) => {
    if (!isBinary) return socket.close(1003, 'MQTT is binary');
    return broker.write(bytes) || socket.pause();
  });
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
