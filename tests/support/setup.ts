import { afterEach, vi } from 'vitest';

// jsdom lacks what Mantine asks a browser for; component tests run with these stand-ins.
if (typeof window !== 'undefined') {
  const { cleanup, configure } = await import('@testing-library/react');
  afterEach(cleanup);
  // A busy machine draws a desk in seconds: what is waited for has time, and so has the test around it.
  configure({ asyncUtilTimeout: 15_000 });
  vi.setConfig({ testTimeout: 90_000 });

  window.matchMedia ??= (query: string): MediaQueryList => ({
    matches: false,
    media: query,
    onchange: null,
    addListener: () => {},
    removeListener: () => {},
    addEventListener: () => {},
    removeEventListener: () => {},
    dispatchEvent: () => false,
  });
  globalThis.ResizeObserver ??= class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  };
  Element.prototype.scrollIntoView ??= () => {};
}
