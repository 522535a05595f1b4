import type { MantineColorsTuple, VariantColorsResolver } from '@mantine/core'
import { ActionIcon, Button, type CSSVariablesResolver, createTheme, defaultVariantColorsResolver } from '@mantine/core'

/** The one brand colour, light to dark. The sixth is the accent on light ground, the third on dark. */
const cobalt: MantineColorsTuple = [
  '#eaeffd',
  '#c3d0f8',
  '#a9bcfc',
  '#86a0fa',
  '#5f7fe8',
  '#4467df',
  '#2f55d4',
  '#2747b4',
  '#1f3a94',
  '#182d73',
]

/** A filled button takes its colours from the tokens, so that its text keeps its contrast in both themes. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const resolved = defaultVariantColorsResolver(input)
  if (input.variant === 'filled' && (input.color === undefined || input.color === 'cobalt'))
    return {
      ...resolved,
      background: 'var(--accent)',
      hover: 'color-mix(in srgb, var(--accent) 88%, var(--text-1))',
      color: 'var(--on-accent)',
    }
  if (input.variant === 'subtle' && input.color === 'gray')
    return { ...resolved, color: 'var(--text-2)', hover: 'var(--sunk)' }
  return resolved
}

export const theme = createTheme({
  primaryColor: 'cobalt',
  colors: { cobalt },
  primaryShade: { light: 6, dark: 3 },
  fontFamily: "'Inter Variable', 'Noto Color Emoji', system-ui, sans-serif",
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: '11px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.45', lg: '1.4', xl: '1.3' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '18px' }, h2: { fontSize: '16px' }, h3: { fontSize: '14px' } },
  },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '10px', xl: '12px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  variantColorResolver,
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm', variant: 'default' } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { size: 32, variant: 'subtle', color: 'gray' } }),
    Tooltip: {
      defaultProps: {
        openDelay: 400,
        withArrow: false,
        multiline: true,
        events: { hover: true, focus: true, touch: true },
      },
    },
    Modal: { defaultProps: { centered: true, radius: 'lg', overlayProps: { backgroundOpacity: 0.35 } } },
    Menu: { defaultProps: { radius: 'lg', shadow: 'none', withinPortal: true } },
    Popover: { defaultProps: { radius: 'lg', shadow: 'none' } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', checkIconPosition: 'right', allowDeselect: false } },
    Textarea: { defaultProps: { size: 'sm' } },
    NumberInput: { defaultProps: { size: 'sm' } },
  },
})

/** Mantine's own variables, answered by our tokens. */
export const cssVariables: CSSVariablesResolver = () => {
  const both = {
    '--mantine-color-body': 'var(--surface)',
    '--mantine-color-text': 'var(--text-1)',
    '--mantine-color-dimmed': 'var(--text-3)',
    '--mantine-color-placeholder': 'var(--text-3)',
    '--mantine-color-error': 'var(--bad)',
    '--mantine-color-anchor': 'var(--accent-text)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--raised)',
    '--mantine-color-default-color': 'var(--text-1)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-disabled': 'var(--sunk)',
    '--mantine-color-disabled-color': 'var(--text-3)',
    '--mantine-color-disabled-border': 'var(--line)',
    '--mantine-primary-color-filled': 'var(--accent)',
    '--mantine-primary-color-contrast': 'var(--on-accent)',
    '--mantine-color-cobalt-filled': 'var(--accent)',
    '--mantine-color-cobalt-light': 'var(--accent-soft)',
    '--mantine-color-cobalt-light-hover': 'var(--accent-soft)',
    '--mantine-color-cobalt-light-color': 'var(--accent-text)',
    '--mantine-color-cobalt-outline': 'var(--accent-line)',
    '--mantine-primary-color-light': 'var(--accent-soft)',
    '--mantine-primary-color-light-color': 'var(--accent-text)',
    '--mantine-color-red-filled': 'var(--bad-mark)',
    '--mantine-color-red-text': 'var(--bad)',
  }
  return { variables: {}, light: both, dark: both }
}
