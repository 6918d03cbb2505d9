import { createContext, use, useEffect, useMemo, useRef, type ReactNode } from 'react';
import { deskKeyOf, type DeskKey } from './desk-keys.ts';

/** `code` as of a keyboard event; empty where the key was not really pressed. */
type KeyHandler = (press: { readonly code: string }) => void;
interface Keyboard {
  /** The newest handler of a key gets it, until the returned function is called. */
  add(key: DeskKey, handler: KeyHandler): () => void;
  /** Whether something is there for the key now. */
  handles(key: DeskKey): boolean;
  /** Does what the key would do. */
  press(key: DeskKey): void;
}
const KeyboardContext = createContext<Keyboard | undefined>(undefined);

/** Hears the desk's keys for the whole window, once, and hands each to the part that is there for it now. */
export function KeyboardProvider({ children }: { children: ReactNode }) {
  const keyboard = useMemo(() => {
    const handlers = new Map<DeskKey, KeyHandler[]>();
    return {
      add(key: DeskKey, handler: KeyHandler) {
        handlers.set(key, [...(handlers.get(key) ?? []), handler]);
        return () =>
          handlers.set(
            key,
            (handlers.get(key) ?? []).filter((each) => each !== handler),
          );
      },
      handles: (key: DeskKey) => (handlers.get(key) ?? []).length > 0,
      press: (key: DeskKey) => handlers.get(key)?.at(-1)?.({ code: '' }),
      dispatch(event: KeyboardEvent) {
        const key = deskKeyOf(event);
        if (key === undefined) return;
        // The browser's own meaning (reload bar, caret browsing …) must not come in between, even with no handler.
        event.preventDefault();
        if (!event.repeat) handlers.get(key)?.at(-1)?.(event);
      },
    };
  }, []);
  useEffect(() => {
    window.addEventListener('keydown', keyboard.dispatch);
    return () => window.removeEventListener('keydown', keyboard.dispatch);
  }, [keyboard]);
  return <KeyboardContext value={keyboard}>{children}</KeyboardContext>;
}

/** The keys as actions, for whoever chooses them by their words. */
export function useKeyboard(): Pick<Keyboard, 'handles' | 'press'> {
  const keyboard = use(KeyboardContext);
  if (keyboard === undefined) throw new Error('useKeyboard outside of KeyboardProvider');
  return keyboard;
}

/** Does something at a key while this component is there; no key or no handler leaves it to others. */
export function useKey(key: DeskKey | undefined, handler: KeyHandler | undefined): void {
  const keyboard = use(KeyboardContext);
  if (keyboard === undefined) throw new Error('useKey outside of KeyboardProvider');
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  const wanted = handler !== undefined;
  useEffect(() => {
    if (!wanted || key === undefined) return undefined;
    return keyboard.add(key, (event) => latest.current?.(event));
  }, [keyboard, key, wanted]);
}
