import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskCommandName, DeskInput, DeskOutput } from '../../../contract/desk/commands.ts';
import type { Result } from '../../../contract/reasons.ts';
import { noticeProblem } from '../ui/notices.ts';
import { useDeskAccess } from './desk-context.ts';

/** Sends a command; a refusal is shown to the operator in words as well as given back. */
export function useRun() {
  const { bridge } = useDeskAccess();
  const { t } = useTranslation();
  return useCallback(
    async <N extends DeskCommandName>(name: N, input: DeskInput<N>): Promise<Result<DeskOutput<N>>> => {
      const result = await bridge.command(name, input);
      if (!result.ok) noticeProblem(t(`reason.${result.reason}`));
      return result;
    },
    [bridge, t],
  );
}
