import { Alert, Button, Group, Text } from '@mantine/core';
import type { Polled } from '../api/use-poll.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { reasonText } from './reasons.ts';

/** How old what is shown is, and a clear word when it could not be renewed. */
export function Freshness({
  polled,
  quiet = false,
}: {
  readonly polled: Polled<unknown>;
  /** Where another place on the page says already that the server is away. */
  readonly quiet?: boolean;
}) {
  const { t, format } = useTexts();
  const { asOf, reason, refresh } = polled;
  const away = reason === 'server.unreachable';
  if (reason === undefined || (quiet && away)) {
    return (
      <Text size="sm" c="dimmed">
        {asOf === undefined ? t('status.loading') : t('status.asOf', { time: format.time(asOf) })}
      </Text>
    );
  }
  return (
    <Alert color="red" role="alert" title={away ? t('status.noAnswer') : undefined} py="xs">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Text size="sm">
          {away && asOf !== undefined
            ? t('status.noAnswerSince', { time: format.time(asOf) })
            : t(reasonText(reason))}
        </Text>
        <Button size="compact-sm" variant="default" onClick={refresh} style={{ flexShrink: 0 }}>
          {t('status.retry')}
        </Button>
      </Group>
    </Alert>
  );
}
