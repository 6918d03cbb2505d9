import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import type { i18n } from 'i18next';
import { I18nextProvider } from 'react-i18next';
import type { ConsoleClient } from './api/client.ts';
import { Session } from './Session.tsx';
import { cssVariables, theme } from './ui/theme.ts';

const colourScheme = localStorageColorSchemeManager({ key: 'zari-console.colours' });

/** The supervisors' console. `styleNonce` is what the page's policy lets style elements through by. */
export function App({
  client,
  texts,
  styleNonce,
}: {
  readonly client: ConsoleClient;
  readonly texts: i18n;
  readonly styleNonce?: string | undefined;
}) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      colorSchemeManager={colourScheme}
      {...(styleNonce === undefined ? {} : { getStyleNonce: () => styleNonce })}
    >
      <I18nextProvider i18n={texts}>
        <Session client={client} />
      </I18nextProvider>
    </MantineProvider>
  );
}
