import { Box, Text } from '@mantine/core';
import type { FitnessStepResult } from '../../../contract/quality.ts';
import type { ReasonCode } from '../../../contract/reasons.ts';
import type { TextKey } from '../i18n/keys.ts';
import { useTexts } from '../i18n/use-texts.ts';

const reasons: Readonly<Partial<Record<ReasonCode, TextKey>>> = {
  'media.noMicrophone': 'fitness.reason.media_noMicrophone',
  'media.permissionDenied': 'fitness.reason.media_permissionDenied',
  'media.failed': 'fitness.reason.media_failed',
  'pbx.unreachable': 'fitness.reason.pbx_unreachable',
  'pbx.refused': 'fitness.reason.pbx_refused',
  'pbx.noAccount': 'fitness.reason.pbx_noAccount',
  'server.unreachable': 'fitness.reason.server_unreachable',
  'server.refused': 'fitness.reason.server_refused',
  'auth.expired': 'fitness.reason.auth_expired',
  'call.otherActive': 'fitness.reason.call_otherActive',
};

const figures = [
  'levelDb',
  'roundTripMs',
  'offsetMs',
  'sipStatus',
  'setupMs',
  'seconds',
  'markerDb',
  'meanMs',
  'highestMs',
  'inPercent',
  'outPercent',
  'packets',
  'mos',
  'mosG107',
] as const;

/** Steps of a check by their numbers, each with its result, why, and its figures. */
export function FitnessSteps({ steps }: { readonly steps: readonly FitnessStepResult[] }) {
  const { t, format } = useTexts();
  return (
    <Box component="ol" m={0} p={0} style={{ listStyle: 'none' }}>
      {steps.map(({ number, name, result, reason, values }) => {
        const told = [
          ...(reason === undefined ? [] : [t(reasons[reason] ?? 'fitness.reason.other')]),
          // A figure of a newer desk has no words here yet; the others do.
          ...figures.flatMap((figure) => {
            const value = values[figure];
            return value === undefined ? [] : [t(`fitness.value.${figure}`, { value: format.number(value) })];
          }),
        ];
        const bad = result === 'failed' || result === 'warning';
        return (
          <li key={number}>
            <Text
              size="sm"
              component="span"
              fw={bad ? 600 : 400}
              {...(bad ? { c: 'var(--zari-warning)' } : {})}
            >
              {`${number}. ${t(`fitness.step.${name}`)}: ${t(`fitness.result.${result}`)}`}
            </Text>
            {told.length === 0 ? undefined : (
              <Text size="xs" component="span" c="dimmed">{` – ${told.join('; ')}`}</Text>
            )}
          </li>
        );
      })}
    </Box>
  );
}
