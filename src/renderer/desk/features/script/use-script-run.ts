import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { ChoiceFills, Line, Script } from '../../../../contract/content.ts';
import type { CaseFields } from '../../../../domain/case/case.ts';
import { fillsOf } from '../../../../domain/script/case-fills.ts';
import { beginPath, placeOf, type Place } from '../../../../domain/script/runner.ts';
import type { ScriptPath } from '../../../../domain/script/script-path.ts';
import { useFormat } from '../../i18n/format.ts';
import { useWork } from '../../stores/work-context.tsx';

export interface ScriptStanding {
  readonly place: Place<Script>;
  readonly path: ScriptPath;
  /** Goes on to another path of the same script. */
  readonly goTo: (path: ScriptPath) => void;
}

/** Where the call has come to in its script; at the beginning when it has not been there. `stored`: what the host has. */
export function useScriptRun(
  script: Script,
  callId: string,
  line: Line,
  stored: ScriptPath | undefined,
): ScriptStanding {
  const { scripts } = useWork();
  const format = useFormat();
  const kept = useStore(scripts.store, (runs) => runs[callId]?.path) ?? stored;
  const path = kept?.scriptId === script.id ? kept : beginPath(script);
  const isThere = useStore(scripts.store, (runs) => runs[callId] !== undefined);
  useEffect(() => {
    if (isThere || stored?.scriptId !== script.id) return;
    scripts.restore(callId, { path: stored, fills: textsOf(fillsOf(script, stored), line, format.text) });
  }, [isThere, stored, script, scripts, callId, line, format]);
  return {
    place: placeOf(script, path),
    path,
    goTo(next) {
      if (next === path) return;
      scripts.put(callId, { path: next, fills: textsOf(fillsOf(script, next), line, format.text) });
    },
  };
}

/** What the line's form can take of it, in the operator's language. */
function textsOf(
  { kind, category, description, desiredResult }: ChoiceFills,
  line: Line,
  text: ReturnType<typeof useFormat>['text'],
): Partial<CaseFields> {
  return {
    ...(kind !== undefined && line.caseKinds.includes(kind) && { kind }),
    ...(category !== undefined && line.categories.some(({ code }) => code === category) && { category }),
    ...(description !== undefined && { description: text(description) }),
    ...(desiredResult !== undefined && { desiredResult: text(desiredResult) }),
  };
}
