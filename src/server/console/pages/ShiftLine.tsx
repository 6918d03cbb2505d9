import { Table, Text } from '@mantine/core';
import { breakReasons } from '../../../domain/presence.ts';
import type { ShiftRow } from '../../../contract/server/console.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { noteworthyDifference, shiftTimes } from '../shift-times.ts';

/** One shift: who, from when to when by both clocks, breaks and the whole. */
export function ShiftLine({ shift, now }: { readonly shift: ShiftRow; readonly now: Date }) {
  const { t, format } = useTexts();
  const times = shiftTimes(shift, now);
  const reasonOf = (reason: string | undefined) => {
    const known = breakReasons.find((candidate) => candidate === reason);
    return known === undefined ? '' : ` (${t(`breakReason.${known}`)})`;
  };
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={600}>
        {shift.operator.displayName}
      </Table.Th>
      <Table.Td>
        {shift.startedAt === undefined ? (
          t('shifts.unknown')
        ) : (
          <TwoClocks deviceTime={shift.startedAt} receivedAt={shift.startReceivedAt} />
        )}
      </Table.Td>
      <Table.Td>
        {shift.endedAt === undefined ? (
          t('shifts.running')
        ) : (
          <TwoClocks deviceTime={shift.endedAt} receivedAt={shift.endReceivedAt} />
        )}
      </Table.Td>
      <Table.Td>
        <Text size="sm" fw={600}>
          {format.duration(times.breaksMs)}
        </Text>
        {times.breaks.map((entry) => (
          <Text key={entry.at} size="xs" c="dimmed">
            {format.duration(entry.ms)}
            {reasonOf(entry.reason)}
          </Text>
        ))}
      </Table.Td>
      <Table.Td>
        {times.totalMs === undefined ? t('shifts.unknown') : format.duration(times.totalMs)}
      </Table.Td>
    </Table.Tr>
  );
}

function TwoClocks({
  deviceTime,
  receivedAt,
}: {
  readonly deviceTime: string;
  readonly receivedAt: string | undefined;
}) {
  const { t, format } = useTexts();
  const difference = noteworthyDifference(deviceTime, receivedAt);
  return (
    <>
      <Text size="sm" fw={600}>
        {format.dateTime(deviceTime)}
      </Text>
      {receivedAt === undefined ? undefined : (
        <Text size="xs" c="dimmed">
          {t('shifts.server', { time: format.dateTime(receivedAt) })}
        </Text>
      )}
      {difference === undefined ? undefined : (
        <Text size="xs" c="var(--zari-warning)" fw={600}>
          {difference > 0
            ? t('shifts.serverLater', { duration: format.duration(difference) })
            : t('shifts.deviceAhead', { duration: format.duration(-difference) })}
        </Text>
      )}
    </>
  );
}
