import { Alert, Button, Center, Group, Paper, PasswordInput, Stack, TextInput, Title } from '@mantine/core';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import type { ReasonCode } from '../../../contract/reasons.ts';
import type { ConsoleSession } from '../../../contract/server/console.ts';
import type { ConsoleClient } from '../api/client.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Preferences } from '../ui/Preferences.tsx';
import { reasonText } from '../ui/reasons.ts';

/** The way in. `because`: why somebody is here who did not ask to be. */
export function SignInPage({
  client,
  because,
  onSignedIn,
}: {
  readonly client: ConsoleClient;
  readonly because: ReasonCode | undefined;
  readonly onSignedIn: (session: ConsoleSession) => void;
}) {
  const { t } = useTexts();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [reason, setReason] = useState(because);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (busy || username.trim() === '' || password === '') return;
    setBusy(true);
    const answer = await client.signIn(username, password);
    setBusy(false);
    if (answer.ok) return onSignedIn(answer.value);
    setReason(answer.reason);
    setPassword('');
    setTried(false);
  };

  return (
    <Center mih="100vh" p="md" component="main">
      <Paper w={380} maw="100%" p="lg" withBorder radius="md">
        <form onSubmit={(event) => void submit(event)} noValidate>
          <Stack>
            <div>
              <Title order={1} size="h2">
                {t('app.name')}
              </Title>
              <Title order={2} size="h5" c="dimmed" fw={500}>
                {t('signIn.title')}
              </Title>
            </div>
            {reason === undefined ? undefined : (
              <Alert color={reason === 'session.signedOut' ? 'blue' : 'red'} role="alert">
                {t(reasonText(reason))}
              </Alert>
            )}
            <TextInput
              label={t('signIn.username')}
              value={username}
              onChange={(event) => setUsername(event.currentTarget.value)}
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              ref={first}
              error={tried && username.trim() === '' ? t('signIn.fillIn') : undefined}
            />
            <PasswordInput
              label={t('signIn.password')}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              autoComplete="current-password"
              error={tried && password === '' ? t('signIn.fillIn') : undefined}
            />
            <Button type="submit" loading={busy} aria-label={busy ? t('signIn.busy') : undefined}>
              {t('signIn.submit')}
            </Button>
            <Group justify="center">
              <Preferences />
            </Group>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
