import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Connections } from '#main/http/connections.ts';

/** A listener and its connections without a network. */
function start(max: number) {
  const server = new EventEmitter();
  let now = 0;
  const connections = new Connections(max, () => now);
  const wait = (ms: number) => {
    now += ms;
  };
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
  return { connections, open, request, wait };
}

const gone = (sockets: readonly { destroyed: boolean }[]) => sockets.map(({ destroyed }) => destroyed);

describe('the bound on connections', () => {
  it('makes room at the cost of whoever holds most: the one that is idle longest goes', () => {
    const { connections, open, request, wait } = start(5);
    const neighbour = open('10.0.0.2');
    const greedy = [1, 2, 3, 4].map(() => open('10.0.0.9'));
    const answer = request(greedy[0] as never);
    request(greedy[1] as never).emit('close');
    wait(2_000);
    request(greedy[1] as never).emit('close');
    wait(1_000);
    const newcomer = open('10.0.0.3');
    expect(gone([neighbour, newcomer, ...greedy])).toEqual([false, false, false, false, true, false]);
    expect(connections.size).toBe(5);
    open('10.0.0.4');
    open('10.0.0.5');
    expect(gone([neighbour, ...greedy])).toEqual([false, false, true, true, true]);
    answer.emit('close');
  });

  it('lets a burst through: what was just opened, or is at work, is not cut', () => {
    const { connections, open, request, wait } = start(3);
    const working = [1, 2, 3, 4].map(() => open('10.0.0.9'));
    for (const socket of working) request(socket);
    wait(60_000);
    const burst = [1, 2, 3].map(() => open('10.0.0.9'));
    expect(gone([...working, ...burst])).toEqual(Array.from({ length: 7 }, () => false));
    expect(connections.size).toBe(7);
  });

  it('has an end: at four times the bound the newest goes, and never a neighbour’s', () => {
    const { connections, open, request } = start(2);
    const neighbour = open('10.0.0.2');
    const greedy = Array.from({ length: 12 }, () => {
      const socket = open('10.0.0.9');
      request(socket);
      return socket;
    });
    expect(connections.size).toBe(8);
    expect(neighbour.destroyed).toBe(false);
    expect(gone(greedy)).toEqual(greedy.map((_, i) => i >= 7));
  });

  it('forgets closed connections', () => {
    const { connections, open } = start(100);
    const sockets = Array.from({ length: 60 }, (_, i) => open(`10.0.0.${i % 7}`));
    for (const socket of sockets) socket.destroy();
    expect(connections.size).toBe(0);
  });
});
