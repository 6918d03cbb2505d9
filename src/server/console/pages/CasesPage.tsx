import { Box, Button, Flex, Group, ScrollArea, Text, Title } from '@mantine/core';
import { useEffect } from 'react';
import type { ConsoleClient } from '../api/client.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Freshness } from '../ui/Freshness.tsx';
import { CaseDetailPanel } from './CaseDetailPanel.tsx';
import { CaseList } from './CaseList.tsx';
import { useCaseList } from './use-case-list.ts';

/** The list of cases, and beside it the story of the one that is open. */
export function CasesPage({
  client,
  username,
  openId,
  onSessionEnded,
}: {
  readonly client: ConsoleClient;
  readonly username: string;
  readonly openId: string | undefined;
  readonly onSessionEnded: () => void;
}) {
  const { t } = useTexts();
  const list = useCaseList(client, username);
  const { polled, cases, newCount, open } = list;

  useEffect(() => {
    if (polled.reason === 'session.signedOut') onSessionEnded();
  }, [polled.reason, onSessionEnded]);
  useEffect(() => {
    if (openId !== undefined) open(openId);
  }, [openId, open]);
  useEffect(() => {
    const name = `${t('cases.title')} – ${t('app.name')}`;
    document.title = newCount === 0 ? name : `(${newCount}) ${name}`;
  }, [newCount, t]);

  return (
    <Flex h="calc(100vh - 56px)">
      <Flex
        direction="column"
        component="section"
        aria-label={t('cases.title')}
        w={{ base: 440, xl: 560 }}
        style={{ flexShrink: 0, borderInlineEnd: '1px solid var(--mantine-color-default-border)' }}
      >
        <Box p="sm">
          <Group justify="space-between" mih={30} wrap="nowrap" gap="xs">
            <Group gap="xs" wrap="nowrap">
              <Title order={1} size="h4">
                {t('cases.title')}
              </Title>
              <Text size="sm" fw={600} role="status">
                {newCount === 0 ? '' : t('cases.newCount', { count: newCount })}
              </Text>
            </Group>
            {newCount === 0 ? undefined : (
              <Button size="compact-xs" variant="subtle" onClick={list.markSeen}>
                {t('cases.markSeen')}
              </Button>
            )}
          </Group>
          <Freshness polled={polled} />
        </Box>
        <ScrollArea style={{ flex: 1 }}>
          {polled.value !== undefined && cases.length === 0 ? (
            <EmptyState title={t('cases.empty')} hint={t('cases.emptyHint')} />
          ) : (
            <CaseList cases={cases} openId={openId} isNew={list.isNew} />
          )}
          {list.more ? (
            <Group justify="center" p="sm">
              <Button variant="default" size="compact-md" onClick={list.showOlder}>
                {t('cases.more')}
              </Button>
            </Group>
          ) : undefined}
        </ScrollArea>
      </Flex>
      <ScrollArea style={{ flex: 1 }}>
        {openId === undefined ? (
          <EmptyState title={t('cases.choose')} />
        ) : (
          <CaseDetailPanel key={openId} client={client} id={openId} />
        )}
      </ScrollArea>
    </Flex>
  );
}
