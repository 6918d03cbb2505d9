import { useFormat } from '../../i18n/format.ts';
import { useDesk } from '../../stores/desk-context.ts';

/** The name of a client by its id, as its lines give it; nothing for one that this desk has no line of. */
export function useCompanyName(): (companyId: string | undefined) => string | undefined {
  const format = useFormat();
  const lines = useDesk((state) => state.lines);
  return (companyId) => {
    const line = lines.find((each) => each.companyId === companyId);
    return line === undefined ? undefined : format.text(line.companyName);
  };
}
