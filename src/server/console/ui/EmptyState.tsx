import { Stack, Text } from '@mantine/core';

/** Nothing to show, and why that is so. */
export function EmptyState({ title, hint }: { readonly title: string; readonly hint?: string }) {
  return (
    <Stack align="center" gap={4} py="xl" px="md">
      <Text fw={600}>{title}</Text>
      {hint === undefined ? undefined : (
        <Text c="dimmed" size="sm" ta="center">
          {hint}
        </Text>
      )}
    </Stack>
  );
}
