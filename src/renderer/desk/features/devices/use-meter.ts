import { useEffect } from 'react';
import { useDeskAccess } from '../../stores/desk-context.ts';

/** Levels come only while somebody looks at them: the microphone is open for them. */
export function useMeter(): void {
  const { bridge } = useDeskAccess();
  useEffect(() => {
    void bridge.command('devices.meter', { on: true });
    return () => void bridge.command('devices.meter', { on: false });
  }, [bridge]);
}
