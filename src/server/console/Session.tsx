import { Center, Loader, Stack, Text } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import type { ReasonCode } from '../../contract/reasons.ts';
import type { ConsoleSession } from '../../contract/server/console.ts';
import type { ConsoleClient } from './api/client.ts';
import { ConsoleFrame } from './ConsoleFrame.tsx';
import { useTexts } from './i18n/use-texts.ts';
import { SignInPage } from './pages/SignInPage.tsx';

type State =
  | { readonly status: 'asking' }
  | { readonly status: 'signedOut'; readonly because?: ReasonCode }
  | { readonly status: 'signedIn'; readonly session: ConsoleSession };

/** Who is signed in decides what is shown. A session that ends on the server ends here at the next question. */
export function Session({ client }: { readonly client: ConsoleClient }) {
  const [state, setState] = useState<State>({ status: 'asking' });
  const { t } = useTexts();

  useEffect(() => {
    let gone = false;
    const begin = async () => {
      const answer = await client.session();
      if (gone) return;
      if (answer.ok) setState({ status: 'signedIn', session: answer.value });
      else if (answer.reason === 'session.signedOut') setState({ status: 'signedOut' });
      else setState({ status: 'signedOut', because: answer.reason });
    };
    void begin();
    return () => {
      gone = true;
    };
  }, [client]);

  const ended = useCallback(() => setState({ status: 'signedOut', because: 'session.signedOut' }), []);
  const signOut = useCallback(async () => {
    await client.signOut();
    setState({ status: 'signedOut' });
  }, [client]);

  if (state.status === 'asking') {
    return (
      <Center h="100vh">
        <Stack align="center">
          <Loader aria-hidden />
          <Text role="status">{t('status.loading')}</Text>
        </Stack>
      </Center>
    );
  }
  if (state.status === 'signedOut') {
    return (
      <SignInPage
        client={client}
        because={state.because}
        onSignedIn={(session) => setState({ status: 'signedIn', session })}
      />
    );
  }
  return (
    <ConsoleFrame
      client={client}
      session={state.session}
      onSessionEnded={ended}
      onSignOut={() => void signOut()}
    />
  );
}
