import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Draft } from '../../../../contract/desk/commands.ts';
import { useFormat } from '../../i18n/format.ts';
import { useDesk } from '../../stores/desk-context.ts';
import { useWork, useWorkState } from '../../stores/work-context.tsx';
import { LineBadge } from '../../ui/LineBadge.tsx';
import styles from './case.module.css';

/** The line of a form: given by its call, to be chosen where there is none. */
export function CaseLine({ draft }: { draft: Draft }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { drafts } = useWork();
  const lines = useDesk((state) => state.lines);
  const lineOfCallUnknown = useWorkState(
    (state) => state.subject?.callId === draft.callId && state.subject?.lineId === undefined,
  );
  const choosable = lines.length > 1 && (draft.callId === undefined || lineOfCallUnknown);
  return (
    <div className={styles.formHead}>
      <h2 className={styles.formTitle}>{t(`case.kind.${draft.fields.kind}`)}</h2>
      {choosable ? (
        <Select
          aria-label={t('case.line')}
          className={styles.lineSelect}
          data={lines.map((line) => ({
            value: line.id,
            label: `${format.text(line.companyName)} · ${format.text(line.name)}`,
          }))}
          value={draft.lineId}
          allowDeselect={false}
          onChange={(value) => {
            const line = lines.find((each) => each.id === value);
            if (line === undefined) return;
            const { kind } = draft.fields;
            drafts.moveToLine(line.id, line.caseKinds.includes(kind) ? kind : (line.caseKinds[0] ?? kind));
          }}
        />
      ) : (
        <LineBadge lineId={draft.lineId} />
      )}
    </div>
  );
}
