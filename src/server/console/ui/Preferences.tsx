import { Group, NativeSelect, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { languages } from '../../../domain/language.ts';
import { useTexts } from '../i18n/use-texts.ts';

const schemes: readonly MantineColorScheme[] = ['auto', 'light', 'dark'];

/** Language and colours, both remembered by this browser. */
export function Preferences() {
  const { t, language, choose } = useTexts();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Group gap="xs" wrap="nowrap">
      <NativeSelect
        size="xs"
        aria-label={t('theme.label')}
        value={colorScheme}
        onChange={(event) => {
          const chosen = schemes.find((scheme) => scheme === event.currentTarget.value);
          if (chosen !== undefined) setColorScheme(chosen);
        }}
        data={schemes.map((scheme) => ({ value: scheme, label: t(`theme.${scheme}`) }))}
      />
      <NativeSelect
        size="xs"
        aria-label={t('language.label')}
        value={language}
        onChange={(event) => {
          const chosen = languages.find((candidate) => candidate === event.currentTarget.value);
          if (chosen !== undefined) choose(chosen);
        }}
        data={languages.map((candidate) => ({ value: candidate, label: t(`language.${candidate}`) }))}
      />
    </Group>
  );
}
