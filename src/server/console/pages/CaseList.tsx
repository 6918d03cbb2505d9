import { Badge, Box, Group, Text, UnstyledButton } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import type { CaseSummary } from '../../../contract/server/console.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { LineMark } from '../ui/LineMark.tsx';
import { placeHref } from '../ui/place.ts';
import classes from './case-list.module.css';

/** Cases as links, newest first. The arrow keys go from one to the next, Enter opens. */
export function CaseList({
  cases,
  openId,
  isNew,
}: {
  readonly cases: readonly CaseSummary[];
  readonly openId: string | undefined;
  readonly isNew: (entry: CaseSummary) => boolean;
}) {
  return (
    <ul className={classes.list} onKeyDown={moveFocus}>
      {cases.map((entry) => (
        <li key={entry.id}>
          <CaseRow entry={entry} open={entry.id === openId} fresh={isNew(entry)} />
        </li>
      ))}
    </ul>
  );
}

function CaseRow({
  entry,
  open,
  fresh,
}: {
  readonly entry: CaseSummary;
  readonly open: boolean;
  readonly fresh: boolean;
}) {
  const { t, content, format } = useTexts();
  return (
    <UnstyledButton
      component="a"
      className={classes.row}
      href={placeHref({ page: 'cases', detail: entry.id })}
      aria-current={open ? 'true' : undefined}
      style={{ borderInlineStartColor: entry.line.colour }}
    >
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Group gap={8} wrap="nowrap">
          <Text size="sm" fw={fresh ? 700 : 600} ff="monospace">
            {entry.reference}
          </Text>
          {fresh ? (
            <Badge size="sm" variant="filled">
              {t('cases.new')}
            </Badge>
          ) : undefined}
        </Group>
        <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
          {format.dateTime(entry.receivedAt)}
        </Text>
      </Group>
      <Text size="sm" truncate>
        {t(`kind.${entry.fields.kind}`)} · {content(entry.categoryLabel)}
      </Text>
      <Text size="sm" fw={600} truncate>
        {entry.fields.customerName}
      </Text>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Box miw={0}>
          <LineMark
            colour={entry.line.colour}
            name={`${content(entry.company.name)} – ${content(entry.line.name)}`}
          />
        </Box>
        <Text size="xs" c="dimmed" truncate>
          {entry.operator.displayName}
        </Text>
      </Group>
    </UnstyledButton>
  );
}

function moveFocus(event: KeyboardEvent<HTMLUListElement>): void {
  const links = [...event.currentTarget.querySelectorAll('a')];
  const at = links.findIndex((link) => link === document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
  const link = to === undefined ? undefined : links[to];
  if (link === undefined) return;
  event.preventDefault();
  link.focus();
}
