import { Badge, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useCallback } from 'react';
import type { CaseDetail } from '../../../contract/server/console.ts';
import { formatPhone, toE164 } from '../../../domain/phone.ts';
import type { ConsoleClient } from '../api/client.ts';
import { usePoll } from '../api/use-poll.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Facts } from '../ui/Facts.tsx';
import { Freshness } from '../ui/Freshness.tsx';
import { LineMark } from '../ui/LineMark.tsx';
import { reasonText } from '../ui/reasons.ts';
import { CallStory } from './CallStory.tsx';

/** The whole story of a case: what was written, the call it came from, who called and who took it down. */
export function CaseDetailPanel({ client, id }: { readonly client: ConsoleClient; readonly id: string }) {
  const { t } = useTexts();
  const ask = useCallback(() => client.case(id), [client, id]);
  const polled = usePoll(ask);
  if (polled.value === undefined) {
    return (
      <EmptyState title={polled.reason === undefined ? t('status.loading') : t(reasonText(polled.reason))} />
    );
  }
  return (
    <Stack p="md" gap="md" component="article">
      <CaseHead detail={polled.value} />
      <Freshness polled={polled} quiet />
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <FormStory detail={polled.value} />
        <Stack>
          <CallStory detail={polled.value} />
          <CustomerStory detail={polled.value} />
        </Stack>
      </SimpleGrid>
    </Stack>
  );
}

function CaseHead({ detail }: { readonly detail: CaseDetail }) {
  const { t, content } = useTexts();
  return (
    <div>
      <Group gap="sm">
        <Title order={2} size="h3" ff="monospace">
          {detail.reference}
        </Title>
        <Badge variant="light">{t(`caseStatus.${detail.status}`)}</Badge>
      </Group>
      <Text>
        {t(`kind.${detail.fields.kind}`)} · {content(detail.categoryLabel)}
      </Text>
    </div>
  );
}

function FormStory({ detail }: { readonly detail: CaseDetail }) {
  const { t, content, format } = useTexts();
  const { fields } = detail;
  const orNot = (text: string) => (text.trim() === '' ? t('case.notGiven') : text);
  const callback = toE164(fields.callback);
  return (
    <Paper withBorder p="md" component="section" aria-label={t('case.form')}>
      <Title order={3} size="h5" mb="xs">
        {t('case.form')}
      </Title>
      <Facts
        facts={[
          { label: t('case.description'), value: orNot(fields.description) },
          { label: t('case.desiredResult'), value: orNot(fields.desiredResult) },
          { label: t('case.customerName'), value: orNot(fields.customerName) },
          {
            label: t('case.callback'),
            value: callback === undefined ? orNot(fields.callback) : formatPhone(callback),
          },
          { label: t('case.address'), value: orNot(fields.address) },
          {
            label: t('case.line'),
            value: (
              <LineMark
                colour={detail.line.colour}
                name={`${content(detail.company.name)} – ${content(detail.line.name)}`}
              />
            ),
          },
          { label: t('case.operator'), value: detail.operator.displayName },
          { label: t('case.submittedAt'), value: format.dateTime(detail.submittedAt) },
          { label: t('case.receivedAt'), value: format.dateTime(detail.receivedAt) },
        ]}
      />
    </Paper>
  );
}

function CustomerStory({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTexts();
  const { customer } = detail;
  return (
    <Paper withBorder p="md" component="section" aria-label={t('customer.title')}>
      <Title order={3} size="h5" mb="xs">
        {t('customer.title')}
      </Title>
      {customer === undefined ? (
        <Text size="sm" c="dimmed">
          {t('customer.none')}
        </Text>
      ) : (
        <Facts
          facts={[
            { label: t('customer.name'), value: customer.name },
            {
              label: t('customer.phones'),
              value: customer.phones.map((phone) => formatPhone(phone)).join(', ') || t('case.notGiven'),
            },
          ]}
        />
      )}
    </Paper>
  );
}
