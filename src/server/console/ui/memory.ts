const prefix = 'zari-console.';

/** What this browser was told to remember, or undefined; a browser that keeps nothing remembers nothing. */
export function recall(key: string): string | undefined {
  try {
    return window.localStorage.getItem(prefix + key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Remembers it for the next visit, where the browser lets it. Never anything of a customer. */
export function remember(key: string, value: string): boolean {
  try {
    window.localStorage.setItem(prefix + key, value);
    return true;
  } catch {
    return false;
  }
}
