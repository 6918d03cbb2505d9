import { useCallback, useEffect, useMemo, useState } from 'react';
import type { CaseSummary } from '../../../contract/server/console.ts';
import type { ConsoleClient } from '../api/client.ts';
import { usePoll, type Polled } from '../api/use-poll.ts';
import { recall, remember } from '../ui/memory.ts';

const pageSize = 50;

export interface CaseListState {
  readonly polled: Polled<unknown>;
  readonly cases: readonly CaseSummary[];
  readonly more: boolean;
  readonly isNew: (entry: CaseSummary) => boolean;
  readonly newCount: number;
  readonly showOlder: () => void;
  readonly markSeen: () => void;
  readonly open: (id: string) => void;
}

/**
 * The newest cases, renewed every few seconds, with older ones below on request. New is what the server received
 * after this user's last look in this browser and has not been opened since.
 */
export function useCaseList(client: ConsoleClient, username: string): CaseListState {
  const ask = useCallback(() => client.cases({ limit: pageSize }), [client]);
  const polled = usePoll(ask);
  const [older, setOlder] = useState<{ cases: readonly CaseSummary[]; more: boolean }>();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const memoryKey = `lastLook.${username}`;
  const [lastLook, setLastLook] = useState(() => recall(memoryKey));

  const fresh = polled.value;
  const cases = useMemo(() => merge(fresh?.cases ?? [], older?.cases ?? []), [fresh, older]);
  const newest = cases[0]?.receivedAt;
  useEffect(() => {
    if (newest !== undefined) remember(memoryKey, newest);
  }, [memoryKey, newest]);
  // The first look ever has nothing to compare with: then nothing is new.
  useEffect(() => {
    if (lastLook === undefined && fresh !== undefined) {
      setLastLook(fresh.cases[0]?.receivedAt ?? new Date(0).toISOString());
    }
  }, [lastLook, fresh]);

  const isNew = (entry: CaseSummary) =>
    lastLook !== undefined && entry.receivedAt > lastLook && !opened.has(entry.id);
  return {
    polled,
    cases,
    more: older?.more ?? fresh?.more ?? false,
    isNew,
    newCount: cases.filter(isNew).length,
    showOlder: () => {
      const before = cases.at(-1)?.id;
      if (before === undefined) return;
      const append = async () => {
        const page = await client.cases({ before, limit: pageSize });
        if (page.ok) setOlder({ cases: merge(cases, page.value.cases), more: page.value.more });
      };
      void append();
    },
    markSeen: () => setLastLook(newest),
    open: useCallback((id: string) => setOpened((before) => new Set(before).add(id)), []),
  };
}

/** Both, newest first, each case once and as `fresh` has it. */
function merge(fresh: readonly CaseSummary[], older: readonly CaseSummary[]): CaseSummary[] {
  const known = new Set(fresh.map(({ id }) => id));
  return [...fresh, ...older.filter(({ id }) => !known.has(id))].toSorted((one, other) =>
    one.receivedAt === other.receivedAt
      ? other.id.localeCompare(one.id)
      : other.receivedAt.localeCompare(one.receivedAt),
  );
}
