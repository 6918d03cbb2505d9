import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import type { DeskEvent } from '../../../../../src/contract/desk/bridge.ts';
import { WebSocketBridge, deskSocketUrl } from '../../../../../src/renderer/desk/bridge/web-socket-bridge.ts';
import { sampleCall, sampleState } from '../../../../support/desk-sample.ts';
import { portOf } from '../../../../support/port-of.ts';

let server: WebSocketServer;
let url: string;
let bridge: WebSocketBridge;
const sockets: ServerSocket[] = [];
const received: { id: number; name: string; input: unknown }[] = [];

beforeEach(async () => {
  sockets.length = 0;
  received.length = 0;
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (socket) => {
    sockets.push(socket);
    socket.on('message', (data: Buffer) => received.push(JSON.parse(data.toString())));
    socket.send(JSON.stringify({ event: { name: 'snapshot', state: sampleState() } }));
  });
  await new Promise((resolve) => server.once('listening', resolve));
  url = `ws://127.0.0.1:${portOf(server)}`;
  bridge = new WebSocketBridge(url, { retryDelaysMs: [5], answerTimeoutMs: 5_000 });
});
afterEach(async () => {
  bridge.close();
  for (const socket of sockets) socket.terminate();
  await new Promise((resolve) => server.close(resolve));
});

const opened = () =>
  new Promise<void>((resolve) => {
    bridge.watchLink((state) => {
      if (state.status === 'open') resolve();
    });
  });
const firstEvent = () => new Promise<DeskEvent>((resolve) => bridge.subscribe(resolve));
const answerLast = (result: unknown) =>
  sockets.at(-1)?.send(JSON.stringify({ answer: { id: received.at(-1)?.id, result } }));

describe('the bridge of the browser shell', () => {
  it('knows the address of its page’s host', () => {
    expect(deskSocketUrl({ protocol: 'http:', host: '127.0.0.1:4100' })).toBe('ws://127.0.0.1:4100/desk');
    expect(deskSocketUrl({ protocol: 'https:', host: 'desk.example' })).toBe('wss://desk.example/desk');
  });

  it('gives the snapshot, also to whoever subscribes later, with the changes in it', async () => {
    expect((await firstEvent()).name).toBe('snapshot');
    sockets[0]?.send(JSON.stringify({ event: { name: 'change', state: { calls: [sampleCall()] } } }));
    await vi.waitFor(async () => {
      const event = await firstEvent();
      expect(event.name === 'snapshot' && event.state.calls.length).toBe(1);
    });
  });

  it('matches answers to commands, whatever order they come in', async () => {
    await opened();
    const first = bridge.command('case.list', { limit: 1 });
    const second = bridge.command('call.hangUp', { callId: sampleCall().id });
    await vi.waitFor(() => expect(received).toHaveLength(2));
    expect(received[1]).toMatchObject({ name: 'call.hangUp', input: { callId: sampleCall().id } });
    const refusal = { ok: false, reason: 'call.gone' };
    sockets[0]?.send(JSON.stringify({ answer: { id: received[1]?.id, result: refusal } }));
    sockets[0]?.send(
      JSON.stringify({ answer: { id: received[0]?.id, result: { ok: true, value: { cases: [] } } } }),
    );
    expect(await second).toMatchObject(refusal);
    expect(await first).toEqual({ ok: true, value: { cases: [] } });
  });

  it('does not let an answer of the wrong shape into the desk', async () => {
    await opened();
    const asked = bridge.command('case.list', { limit: 1 });
    await vi.waitFor(() => expect(received).toHaveLength(1));
    answerLast({ ok: true, value: { cases: 'none' } });
    expect(await asked).toMatchObject({ ok: false, reason: 'internal' });
  });

  it('survives messages of any shape', async () => {
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await firstEvent();
    for (const text of ['', 'x', '[]', '{"event":{"name":"snapshot","state":{}}}', '{"answer":{"id":"1"}}']) {
      sockets[0]?.send(text);
    }
    await vi.waitFor(() => expect(complaints).toHaveBeenCalledTimes(5));
    const asked = bridge.command('outbox.list', {});
    await vi.waitFor(() => expect(received).toHaveLength(1));
    answerLast({ ok: true, value: { items: [] } });
    expect(await asked).toEqual({ ok: true, value: { items: [] } });
  });

  it('fails what had no answer when the host goes, opens again by itself and tells the new state', async () => {
    await opened();
    const asked = bridge.command('outbox.list', {});
    await vi.waitFor(() => expect(received).toHaveLength(1));
    const events: DeskEvent['name'][] = [];
    bridge.subscribe((event) => events.push(event.name));
    const states: string[] = [];
    bridge.watchLink((state) => states.push(state.status));
    sockets[0]?.terminate();
    expect(await asked).toMatchObject({ ok: false, reason: 'host.unreachable' });
    await vi.waitFor(() => expect(states).toEqual(['open', 'lost', 'open']));
    await vi.waitFor(() => expect(events.at(-1)).toBe('snapshot'));
    expect(sockets).toHaveLength(2);
  });

  it('refuses at once while there is no host', async () => {
    const lonely = new WebSocketBridge('ws://127.0.0.1:9', { retryDelaysMs: [60_000] });
    expect(await lonely.command('outbox.list', {})).toMatchObject({ ok: false, reason: 'host.unreachable' });
    lonely.close();
  });
});
