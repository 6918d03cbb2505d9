import { Grid, Text } from '@mantine/core';
import type { ReactNode } from 'react';

export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
}

/** Names and values, a pair a line. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <Grid component="dl" gap={6} m={0}>
      {facts.map(({ label, value }) => (
        <Grid.Col key={label} span={12}>
          <Text component="dt" size="xs" c="dimmed">
            {label}
          </Text>
          <Text component="dd" m={0} size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {value}
          </Text>
        </Grid.Col>
      ))}
    </Grid>
  );
}
