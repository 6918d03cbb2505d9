import { Box, Group, Text } from '@mantine/core';

/** The line's colour, never without its name beside it. */
export function LineMark({ colour, name }: { readonly colour: string; readonly name: string }) {
  return (
    <Group gap={6} wrap="nowrap" miw={0}>
      <Box w={10} h={10} bg={colour} style={{ borderRadius: 3, flexShrink: 0 }} aria-hidden />
      <Text size="sm" truncate>
        {name}
      </Text>
    </Group>
  );
}
