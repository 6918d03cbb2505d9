import { Paper, Text, Title } from '@mantine/core';
import type { CaseDetail } from '../../../contract/server/console.ts';
import type { StoredScriptPath } from '../../../contract/operations.ts';
import type { Localized } from '../../../domain/language.ts';
import { formatPhone } from '../../../domain/phone.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Facts } from '../ui/Facts.tsx';
import { SoundStory } from './SoundStory.tsx';

/** The call that a case was made in: times, how long, how it ended, what came of it, how it sounded. */
export function CallStory({ detail }: { readonly detail: CaseDetail }) {
  const { t, content, format } = useTexts();
  const { call } = detail;
  return (
    <Paper withBorder p="md" component="section" aria-label={t('call.title')}>
      <Title order={3} size="h5" mb="xs">
        {t('call.title')}
      </Title>
      {call === undefined ? (
        <Text size="sm" c="dimmed">
          {t(detail.callId === undefined ? 'call.none' : 'call.pending')}
        </Text>
      ) : (
        <>
          <Facts
            facts={[
              { label: t('call.direction'), value: t(`call.${call.direction}`) },
              {
                label: t('call.number'),
                value: call.remoteNumber === undefined ? t('call.anonymous') : formatPhone(call.remoteNumber),
              },
              { label: t('call.startedAt'), value: format.dateTime(call.startedAt) },
              ...(call.answeredAt === undefined
                ? []
                : [
                    { label: t('call.answeredAt'), value: format.dateTime(call.answeredAt) },
                    {
                      label: t('call.duration'),
                      value: format.duration(Date.parse(call.endedAt) - Date.parse(call.answeredAt)),
                    },
                  ]),
              { label: t('call.endedAt'), value: format.dateTime(call.endedAt) },
              { label: t('call.ending'), value: t(`ending.${call.ending}`) },
              {
                label: t('call.outcome'),
                value:
                  call.outcomeLabel === undefined
                    ? (call.outcome ?? t('call.noOutcome'))
                    : content(call.outcomeLabel),
              },
              ...(call.scriptPath === undefined
                ? []
                : [{ label: t('call.script'), value: pathText(call.scriptPath, content) }]),
              ...(call.note === undefined ? [] : [{ label: t('call.note'), value: call.note }]),
            ]}
          />
          {call.answeredAt === undefined ? undefined : <SoundStory quality={call.quality} />}
        </>
      )}
    </Paper>
  );
}

/** `Complaint v3: Identify → Describe`; the version is said again where a newer one came in between. */
function pathText({ title, visits }: StoredScriptPath, content: (text: Localized) => string): string {
  const steps = visits.map((visit, index) => {
    const changed = index > 0 && visits[index - 1]?.version !== visit.version;
    return `${content(visit.title)}${changed ? ` (v${visit.version})` : ''}`;
  });
  return `${content(title)} v${visits[0]?.version ?? '?'}: ${steps.join(' → ')}`;
}
