import { Anchor, AppShell, Button, Group, Text } from '@mantine/core';
import { may } from '../../domain/permissions.ts';
import type { ConsoleSession } from '../../contract/server/console.ts';
import type { ConsoleClient } from './api/client.ts';
import { useTexts } from './i18n/use-texts.ts';
import { CasesPage } from './pages/CasesPage.tsx';
import { FitnessPage } from './pages/FitnessPage.tsx';
import { ShiftsPage } from './pages/ShiftsPage.tsx';
import { pages, placeHref, usePlace } from './ui/place.ts';
import { Preferences } from './ui/Preferences.tsx';

/** What is around the pages: where one is, who one is, language, colours, the way out. */
export function ConsoleFrame({
  client,
  session,
  onSessionEnded,
  onSignOut,
}: {
  readonly client: ConsoleClient;
  readonly session: ConsoleSession;
  readonly onSessionEnded: () => void;
  readonly onSignOut: () => void;
}) {
  const { t } = useTexts();
  const place = usePlace();
  const allowed = pages.filter((page) =>
    may(session.role, page === 'cases' ? 'case.readAll' : 'shift.readAll'),
  );
  const page = allowed.find((candidate) => candidate === place.page) ?? 'cases';

  return (
    <AppShell header={{ height: 56 }} padding={0}>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="md" wrap="nowrap">
            <Text fw={700}>{t('app.name')}</Text>
            <Group component="nav" gap={4} wrap="nowrap" aria-label={t('nav.label')}>
              {allowed.map((candidate) => (
                <Button
                  key={candidate}
                  component="a"
                  size="compact-md"
                  href={placeHref({ page: candidate, detail: undefined })}
                  variant={candidate === page ? 'filled' : 'subtle'}
                  aria-current={candidate === page ? 'page' : undefined}
                >
                  {t(`nav.${candidate}`)}
                </Button>
              ))}
            </Group>
          </Group>
          <Group gap="md" wrap="nowrap">
            <Preferences />
            <div>
              <Text size="sm" lh={1.2}>
                {session.displayName}
              </Text>
              <Text size="xs" c="dimmed" lh={1.2}>
                {t(`role.${session.role}`)}
              </Text>
            </div>
            <Anchor component="button" type="button" size="sm" onClick={onSignOut}>
              {t('signIn.signOut')}
            </Anchor>
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Main>
        {page === 'cases' ? (
          <CasesPage
            client={client}
            username={session.username}
            openId={place.page === 'cases' ? place.detail : undefined}
            onSessionEnded={onSessionEnded}
          />
        ) : page === 'fitness' ? (
          <FitnessPage client={client} onSessionEnded={onSessionEnded} />
        ) : (
          <ShiftsPage client={client} day={place.detail} onSessionEnded={onSessionEnded} />
        )}
      </AppShell.Main>
    </AppShell>
  );
}
