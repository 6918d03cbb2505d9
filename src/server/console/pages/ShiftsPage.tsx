import { Box, Button, Group, Table, TextInput, Title } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import type { ConsoleClient } from '../api/client.ts';
import { usePoll } from '../api/use-poll.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Freshness } from '../ui/Freshness.tsx';
import { goTo } from '../ui/place.ts';
import { ShiftLine } from './ShiftLine.tsx';

/** The shifts of a day, with both clocks. */
export function ShiftsPage({
  client,
  day,
  onSessionEnded,
}: {
  readonly client: ConsoleClient;
  readonly day: string | undefined;
  readonly onSessionEnded: () => void;
}) {
  const { t } = useTexts();
  const asked = isDay(day) ? day : undefined;
  const ask = useCallback(() => client.shifts(asked), [client, asked]);
  const polled = usePoll(ask);
  // Which day it is, is the centre's business: the reader may sit in another time zone.
  const today = polled.value?.today;
  const shown = asked ?? today;
  const [typed, setTyped] = useState(shown ?? '');
  useEffect(() => setTyped(shown ?? ''), [shown]);
  useEffect(() => {
    if (polled.reason === 'session.signedOut') onSessionEnded();
  }, [polled.reason, onSessionEnded]);
  useEffect(() => {
    document.title = `${t('shifts.title')} – ${t('app.name')}`;
  }, [t]);

  const show = (chosen: string) => goTo({ page: 'shifts', detail: chosen });
  const { asOf } = polled;
  const shifts = polled.value?.shifts;
  return (
    <Box p="md" component="section" aria-label={t('shifts.title')}>
      <Group justify="space-between" align="flex-end" mb="xs">
        <Title order={1} size="h4">
          {t('shifts.title')}
        </Title>
        <Group gap="xs" align="flex-end">
          <Button
            variant="default"
            disabled={shown === undefined}
            onClick={() => shown !== undefined && show(shiftDay(shown, -1))}
          >
            {t('shifts.previous')}
          </Button>
          <TextInput
            type="date"
            aria-label={t('shifts.day')}
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              if (isDay(event.currentTarget.value)) show(event.currentTarget.value);
            }}
          />
          <Button
            variant="default"
            disabled={shown === undefined}
            onClick={() => shown !== undefined && show(shiftDay(shown, 1))}
          >
            {t('shifts.next')}
          </Button>
          <Button
            variant="light"
            disabled={today === undefined || shown === today}
            onClick={() => goTo({ page: 'shifts', detail: undefined })}
          >
            {t('shifts.today')}
          </Button>
        </Group>
      </Group>
      <Freshness polled={polled} />
      {shifts?.length === 0 ? (
        <EmptyState title={t('shifts.empty')} hint={t('shifts.emptyHint')} />
      ) : (
        <Table mt="sm" verticalSpacing="sm" striped>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('shifts.operator')}</Table.Th>
              <Table.Th scope="col">{t('shifts.start')}</Table.Th>
              <Table.Th scope="col">{t('shifts.end')}</Table.Th>
              <Table.Th scope="col">{t('shifts.breaks')}</Table.Th>
              <Table.Th scope="col">{t('shifts.total')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {asOf !== undefined &&
              shifts?.map((shift) => <ShiftLine key={shift.shiftId} shift={shift} now={asOf} />)}
          </Table.Tbody>
        </Table>
      )}
    </Box>
  );
}

function isDay(text: string | undefined): text is string {
  return text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}

function shiftDay(day: string, by: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + by);
  return date.toISOString().slice(0, 10);
}
