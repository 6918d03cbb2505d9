import { createTheme } from '@mantine/core';

/** Calm, legible, the same as the desk's: Noto for all three alphabets. */
export const theme = createTheme({
  fontFamily: "'Noto Sans Variable', 'Noto Sans Georgian Variable', 'Noto Sans', sans-serif",
  headings: {
    fontFamily: "'Noto Sans Variable', 'Noto Sans Georgian Variable', 'Noto Sans', sans-serif",
  },
  primaryColor: 'indigo',
  autoContrast: true,
  focusRing: 'auto',
});
