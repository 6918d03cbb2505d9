import { createContext, use, useEffect, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { CustomerState } from '../features/customer/customer-store.ts';
import type { DraftState } from '../features/case/draft-editor.ts';
import { useDeskAccess } from './desk-context.ts';
import { startWork, type Work, type WorkState } from './work.ts';

const WorkContext = createContext<Work | undefined>(undefined);

/** Starts the operator's work with the desk and ends it with it; leaving the page saves first. */
export function WorkProvider({ children }: { children: ReactNode }) {
  const { bridge, store } = useDeskAccess();
  const [work, setWork] = useState<Work>();
  useEffect(() => {
    const started = startWork(bridge, store);
    setWork(started);
    const flush = () => void started.drafts.flush();
    window.addEventListener('pagehide', flush);
    window.addEventListener('blur', flush);
    document.addEventListener('visibilitychange', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      window.removeEventListener('blur', flush);
      document.removeEventListener('visibilitychange', flush);
      void started.dispose();
    };
  }, [bridge, store]);
  return work === undefined ? null : <WorkContext value={work}>{children}</WorkContext>;
}

export function useWork(): Work {
  const work = use(WorkContext);
  if (work === undefined) throw new Error('useWork outside of WorkProvider');
  return work;
}
export function useWorkState<T>(select: (state: WorkState) => T): T {
  return useStore(useWork().store, select);
}
export function useCustomer<T>(select: (state: CustomerState) => T): T {
  return useStore(useWork().customer.store, select);
}
export function useDraft<T>(select: (state: DraftState) => T): T {
  return useStore(useWork().drafts.store, select);
}
