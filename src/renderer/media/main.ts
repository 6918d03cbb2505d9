import { connectToHost } from './bridge.ts';
import { onGesture } from './gestures.ts';
import { MediaRoom } from './requests.ts';

const host = connectToHost(window);
const room = new MediaRoom({
  devices: navigator.mediaDevices,
  permissions: navigator.permissions,
  hid: navigator.hid,
  page: document,
  send: (event) => host.send({ event }),
});

host.onRequest((request) => {
  void room.handle(request).then((answer) => host.send({ answer }));
});
host.onOpen(() => {
  room.clear();
  host.send({ event: { name: 'ready' } });
});
onGesture(window, () => room.wake());
