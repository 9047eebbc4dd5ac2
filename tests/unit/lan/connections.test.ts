import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Connections } from '#main/http/connections.ts';

/** A listener and its connections without a network. */
function start(max: number) {
  const server = new EventEmitter();
  const connections = new Connections(max);
  connections.watch(server as unknown as Server);
  let ports = 1_000;
  const open = (address: string) => {
    ports += 1;
    const socket = Object.assign(new EventEmitter(), {
      remoteAddress: address,
      remotePort: ports,
      localPort: 80,
      destroyed: false,
      destroy() {
        socket.destroyed = true;
        socket.emit('close');
      },
    });
    server.emit('connection', socket);
    return socket;
  };
  const request = (socket: ReturnType<typeof open>) => {
    const response = new EventEmitter();
    server.emit('request', { socket }, response);
    return response;
  };
  return { connections, open, request };
}

describe('the bound on connections', () => {
  it('makes room at the cost of whoever holds most: the oldest idle one goes', () => {
    const { connections, open, request } = start(5);
    const neighbour = open('10.0.0.2');
    const greedy = [1, 2, 3, 4].map(() => open('10.0.0.9'));
    const working = request(greedy[0] as never);
    const newcomer = open('10.0.0.3');
    expect([neighbour, newcomer, ...greedy].map(({ destroyed }) => destroyed)).toEqual([
      false,
      false,
      false,
      true,
      false,
      false,
    ]);
    expect(connections.size).toBe(5);
    working.emit('close');
    open('10.0.0.4');
    expect(greedy.map(({ destroyed }) => destroyed)).toEqual([true, true, false, false]);
  });

  it('where all of theirs are at work, the newest goes, and never a neighbour’s', () => {
    const { open, request } = start(4);
    const neighbour = open('10.0.0.2');
    const greedy = [1, 2, 3].map(() => open('10.0.0.9'));
    for (const socket of greedy) request(socket);
    const another = open('10.0.0.9');
    expect(another.destroyed).toBe(true);
    expect([neighbour, ...greedy].some(({ destroyed }) => destroyed)).toBe(false);
  });

  it('forgets closed connections', () => {
    const { connections, open } = start(100);
    const sockets = Array.from({ length: 60 }, (_, i) => open(`10.0.0.${i % 7}`));
    for (const socket of sockets) socket.destroy();
    expect(connections.size).toBe(0);
  });
});
