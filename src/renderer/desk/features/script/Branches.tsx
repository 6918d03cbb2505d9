import { Button } from '@mantine/core';
import { IconArrowBackUp, IconLifebuoy, IconMessageQuestion } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Script } from '../../../../contract/content.ts';
import type { BranchKind } from '../../../../domain/script/script-graph.ts';
import type { Place } from '../../../../domain/script/runner.ts';
import { useFormat } from '../../i18n/format.ts';
import type { DeskKey } from '../../keys/desk-keys.ts';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { useKey } from '../../keys/KeyboardProvider.tsx';
import { usePlainReadOut } from './use-placeholders.ts';
import styles from './script.module.css';

const keyOf = { conflict: 'scriptConflict', objection: 'scriptObjection' } as const satisfies Record<
  BranchKind,
  DeskKey
>;

export interface BranchesProps {
  readonly script: Script;
  readonly place: Place<Script>;
  readonly onEnter: (branch: string) => void;
  readonly onReturn: () => void;
}

/** The ways into the branches, or back from the one that one is in. The first branch of each kind has the kind's key. */
export function Branches({ script, place, onEnter, onReturn }: BranchesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const plain = usePlainReadOut();
  const { branch: inside, interrupted } = place;
  const first = (kind: BranchKind) => script.branches?.find((each) => each.kind === kind);
  const press = (kind: BranchKind) => {
    const branch = first(kind);
    if (inside?.kind === kind && interrupted !== undefined) return onReturn;
    return branch === undefined ? undefined : () => onEnter(branch.key);
  };
  useKey('scriptConflict', press('conflict'));
  useKey('scriptObjection', press('objection'));
  return (
    <>
      {inside !== undefined && interrupted !== undefined && (
        <Button
          size="compact-sm"
          leftSection={<IconArrowBackUp size={14} aria-hidden />}
          rightSection={<KeyHint name={keyOf[inside.kind]} onFill />}
          onClick={onReturn}
        >
          {t('script.return', { title: plain(format.text(interrupted.title)) })}
        </Button>
      )}
      {(script.branches ?? [])
        .filter(({ key, to }) => key !== inside?.key && to !== place.step?.key)
        .map(({ key, kind, label }) => (
          <Button
            key={key}
            className={styles.branch}
            size="compact-sm"
            variant="default"
            title={t(`script.branch.${kind}`)}
            leftSection={
              kind === 'conflict' ? (
                <IconLifebuoy size={14} aria-hidden />
              ) : (
                <IconMessageQuestion size={14} aria-hidden />
              )
            }
            rightSection={
              first(kind)?.key === key && inside?.kind !== kind ? <KeyHint name={keyOf[kind]} /> : undefined
            }
            onClick={() => onEnter(key)}
          >
            {plain(format.text(label))}
          </Button>
        ))}
    </>
  );
}
