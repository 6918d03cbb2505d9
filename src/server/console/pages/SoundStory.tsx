import { Box, Text, Title } from '@mantine/core';
import type { CallQuality } from '../../../contract/quality.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { percentOf, scoreWord } from '../sound.ts';
import { Facts, type Fact } from '../ui/Facts.tsx';
import { SoundCourse } from './SoundCourse.tsx';

/** How a call sounded: the score with a word for it, what the network did, what was wrong and when. */
export function SoundStory({ quality }: { readonly quality: CallQuality | undefined }) {
  const { t, format } = useTexts();
  const percent = (share: number): string => `${format.number(percentOf(share))} %`;
  const times = (label: string, of: CallQuality['roundTripMs']): Fact[] =>
    of === undefined ? [] : [{ label, value: t('sound.times', { mean: of.mean, highest: of.highest }) }];
  const score = ({ mean, lowest }: CallQuality['mos']): string =>
    t('sound.scoreValue', {
      mean: format.number(mean),
      word: t(`sound.word.${scoreWord(mean)}`),
      lowest: format.number(lowest),
    });
  return (
    <Box component="section" aria-label={t('sound.title')} mt="md">
      <Title order={4} size="h6" mb="xs">
        {t('sound.title')}
      </Title>
      {quality === undefined ? (
        <Text size="sm" c="dimmed">
          {t('sound.none')}
        </Text>
      ) : (
        <Facts
          facts={[
            { label: t('sound.score'), value: score(quality.mos) },
            { label: t('sound.scoreG107'), value: score(quality.mosG107) },
            { label: t('sound.lossIn'), value: percent(quality.lossIn) },
            ...(quality.lossOut === undefined
              ? []
              : [{ label: t('sound.lossOut'), value: percent(quality.lossOut) }]),
            ...times(t('sound.jitter'), quality.jitterMs),
            ...times(t('sound.roundTrip'), quality.roundTripMs),
            ...(quality.codec === undefined ? [] : [{ label: t('sound.codec'), value: quality.codec }]),
            { label: t('sound.troubles'), value: <Troubles troubles={quality.troubles} /> },
            { label: t('sound.course'), value: <SoundCourse course={quality.course} /> },
          ]}
        />
      )}
    </Box>
  );
}

function Troubles({ troubles }: { readonly troubles: CallQuality['troubles'] }) {
  const { t, format } = useTexts();
  if (troubles.length === 0) return t('sound.noTroubles');
  return (
    <Box component="ul" m={0} ps="md">
      {troubles.map(({ kind, fromSecond, seconds }) => (
        <li key={`${kind} ${fromSecond}`}>
          {t('sound.troubleAt', {
            what: t(`sound.trouble.${kind}`),
            at: format.duration(fromSecond * 1000),
            duration: format.duration(seconds * 1000),
          })}
        </li>
      ))}
    </Box>
  );
}
