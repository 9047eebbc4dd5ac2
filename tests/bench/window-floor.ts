/** The floor of a window: bare Node serves one static page and opens the installed browser on it, as an app window. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { AppWindow } from '../../scripts/start/app-window.ts';

const page = '<!doctype html><meta charset="utf-8"><title>Floor</title><h1 id="floor">Hello</h1>';
const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(page));
server.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const browser = process.env['CHROME_PATH'] ?? '';
  const window = new AppWindow(
    browser,
    { url, width: 1440, height: 900 },
    join(process.argv[2] ?? '.', 'floor-profile'),
  );
  process.on('SIGTERM', () => window.close());
  void window.ended.then(() => process.exit(0));
});
