// The least that Electron can do: one sandboxed window with one word in it. What bench:start measures against.
const { app, BrowserWindow } = require('electron');

void app.whenReady().then(async () => {
  const window = new BrowserWindow({
    width: 1280,
    height: 720,
    show: false,
    webPreferences: { sandbox: true },
  });
  window.removeMenu();
  window.once('ready-to-show', () => window.show());
  await window.loadFile('index.html');
});
app.on('window-all-closed', () => app.quit());
