import { createTheme, type CSSVariablesResolver } from '@mantine/core';

/** The component library in the desk's own sizes; its colours come from tokens.css. */
export const theme = createTheme({
  fontFamily: 'var(--z-font)',
  headings: { fontFamily: 'var(--z-font)', fontWeight: '600' },
  primaryColor: 'zari',
  primaryShade: 7,
  colors: {
    zari: [
      '#eef1fc',
      '#dbe1f8',
      '#b6c2f0',
      '#8fa1e7',
      '#6d83df',
      '#4f68d3',
      '#4059c6',
      '#3450b8',
      '#2b43a0',
      '#213483',
    ],
  },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.45', lg: '1.45', xl: '1.35' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '10px', xl: '14px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs' } },
    Menu: { defaultProps: { shadow: 'none', transitionProps: { duration: 80 } } },
    Popover: { defaultProps: { shadow: 'none', transitionProps: { duration: 80 } } },
    Modal: { defaultProps: { transitionProps: { duration: 80 }, overlayProps: { backgroundOpacity: 0.35 } } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
  },
});

const fromTokens = {
  '--mantine-color-body': 'var(--z-surface)',
  '--mantine-color-text': 'var(--z-text)',
  '--mantine-color-dimmed': 'var(--z-text-2)',
  '--mantine-color-placeholder': 'var(--z-text-3)',
  '--mantine-color-error': 'var(--z-bad)',
  '--mantine-color-default': 'var(--z-surface)',
  '--mantine-color-default-hover': 'var(--z-hover)',
  '--mantine-color-default-color': 'var(--z-text)',
  '--mantine-color-default-border': 'var(--z-border-strong)',
  '--mantine-color-disabled': 'var(--z-hover)',
  '--mantine-color-disabled-color': 'var(--z-text-3)',
  '--mantine-color-disabled-border': 'var(--z-border)',
  '--mantine-color-anchor': 'var(--z-accent)',
};

/** Lets the library's variables follow the desk's tokens in both schemes. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: fromTokens,
  dark: fromTokens,
});
