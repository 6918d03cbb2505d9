import { Alert, Button, Group, Text } from '@mantine/core';
import type { Polled } from '../api/use-poll.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { reasonText } from './reasons.ts';

/** How old what is shown is, and a clear word when it could not be renewed. */
export function Freshness({ polled }: { readonly polled: Polled<unknown> }) {
  const { t, format } = useTexts();
  const { asOf, reason, refresh } = polled;
  if (reason === undefined) {
    return (
      <Text size="sm" c="dimmed">
        {asOf === undefined ? t('status.loading') : t('status.asOf', { time: format.time(asOf) })}
      </Text>
    );
  }
  const away = reason === 'server.unreachable';
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
