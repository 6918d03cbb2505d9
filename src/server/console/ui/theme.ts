import { Badge, createTheme, type CSSVariablesResolver } from '@mantine/core';

const fontFamily = "'Noto Sans Variable', 'Noto Sans Georgian Variable', 'Noto Sans', sans-serif";

/** Calm, legible, the same as the desk's: Noto for all three alphabets. */
export const theme = createTheme({
  fontFamily,
  headings: { fontFamily },
  primaryColor: 'indigo',
  primaryShade: { light: 9, dark: 8 },
  autoContrast: true,
  focusRing: 'auto',
  components: {
    // Capitals would turn Georgian into Mtavruli, which nobody writes in running text.
    Badge: Badge.extend({ defaultProps: { tt: 'none' } }),
  },
});

/** Secondary and warning text at 4.5:1 or more on both backgrounds (WCAG 2.2, 1.4.3). */
export const cssVariables: CSSVariablesResolver = (resolved) => ({
  variables: {},
  light: { '--mantine-color-dimmed': resolved.colors.gray[7], '--zari-warning': '#a33c00' },
  dark: { '--mantine-color-dimmed': resolved.colors.dark[1], '--zari-warning': '#ffa94d' },
});
