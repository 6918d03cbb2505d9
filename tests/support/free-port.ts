import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { portOf } from './port-of.ts';

/** A TCP port of the loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

async function bind(port: number): Promise<Socket | undefined> {
  const socket = createSocket('udp4');
  socket.bind(port, '0.0.0.0');
  try {
    await once(socket, 'listening');
    return socket;
  } catch {
    socket.close();
    return undefined;
  }
}

/**
 * The first of `count` UDP ports in a row that nobody has, on any address; even, as RTP wants it. Below the ports that
 * systems give out by themselves (from 32768 on Linux), so that nobody takes one before the peer does.
 */
export async function freeUdpPorts(count: number): Promise<number> {
  for (;;) {
    const first = 10_000 + 2 * Math.floor(Math.random() * ((32_000 - 10_000 - count) / 2));
    const sockets: Socket[] = [];
    let taken = false;
    for (let port = first; port < first + count && !taken; port += 1) {
      const socket = await bind(port);
      if (socket === undefined) taken = true;
      else sockets.push(socket);
    }
    for (const socket of sockets) {
      socket.close();
      await once(socket, 'close');
    }
    if (!taken) return first;
  }
}
