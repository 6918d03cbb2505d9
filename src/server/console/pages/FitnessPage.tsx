import { Badge, Box, Table, Text, Title } from '@mantine/core';
import { useCallback, useEffect } from 'react';
import type { FitnessRow } from '../../../contract/server/console.ts';
import type { ConsoleClient } from '../api/client.ts';
import { usePoll } from '../api/use-poll.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { noteworthyDifference } from '../shift-times.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Freshness } from '../ui/Freshness.tsx';
import { FitnessSteps } from './FitnessSteps.tsx';

/** The latest check before a shift of each operator: who may take calls, and what stands in the others' way. */
export function FitnessPage({
  client,
  onSessionEnded,
}: {
  readonly client: ConsoleClient;
  readonly onSessionEnded: () => void;
}) {
  const { t } = useTexts();
  const ask = useCallback(() => client.fitness(), [client]);
  const polled = usePoll(ask);
  useEffect(() => {
    if (polled.reason === 'session.signedOut') onSessionEnded();
  }, [polled.reason, onSessionEnded]);
  useEffect(() => {
    document.title = `${t('fitness.title')} – ${t('app.name')}`;
  }, [t]);

  const checks = polled.value?.checks;
  return (
    <Box p="md" component="section" aria-label={t('fitness.title')}>
      <Title order={1} size="h4" mb="xs">
        {t('fitness.title')}
      </Title>
      <Freshness polled={polled} />
      {checks?.length === 0 ? (
        <EmptyState title={t('fitness.empty')} hint={t('fitness.emptyHint')} />
      ) : (
        <Table mt="sm" verticalSpacing="sm" striped>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('fitness.operator')}</Table.Th>
              <Table.Th scope="col">{t('fitness.checkedAt')}</Table.Th>
              <Table.Th scope="col">{t('fitness.verdict')}</Table.Th>
              <Table.Th scope="col">{t('fitness.steps')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {checks?.map((check) => (
              <CheckLine key={check.operator.id} check={check} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Box>
  );
}

const colours = { fit: 'green', doubtful: 'yellow', unfit: 'red' } as const;

function CheckLine({ check }: { readonly check: FitnessRow }) {
  const { t, format } = useTexts();
  const { report } = check;
  const noted = report.steps.filter(({ result }) => result === 'failed' || result === 'warning');
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={600}>
        {check.operator.displayName}
        <Text size="xs" c="dimmed">
          {t('fitness.computer', { name: check.device })}
        </Text>
      </Table.Th>
      <Table.Td>
        <Text size="sm">{format.dateTime(report.startedAt)}</Text>
        {noteworthyDifference(report.endedAt, check.receivedAt) === undefined ? undefined : (
          <Text size="xs" c="dimmed">
            {t('shifts.server', { time: format.dateTime(check.receivedAt) })}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Badge color={colours[report.verdict]} variant="light">
          {t(`fitness.verdictWord.${report.verdict}`)}
        </Badge>
      </Table.Td>
      <Table.Td>
        <FitnessSteps steps={noted} />
        <details>
          <summary>{t('fitness.allSteps')}</summary>
          <FitnessSteps steps={report.steps} />
        </details>
      </Table.Td>
    </Table.Tr>
  );
}
