import { useMediaQuery } from '@mantine/hooks'

/** Is there room for the navigation beside a screen? Below this, administration is one column. */
export const useWide = (): boolean => useMediaQuery('(width >= 1000px)', false, { getInitialValueInEffect: false })
