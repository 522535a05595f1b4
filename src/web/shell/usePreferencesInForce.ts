import { useMantineColorScheme } from '@mantine/core'
import { useEffect } from 'react'
import { setLanguage } from '../i18n/language.ts'
import { usePreferences } from '../sync/use.ts'
import { allowSingleKeys } from './shortcuts.ts'

/** What a person prefers, put in force on this machine: language, theme and keys. */
export function usePreferencesInForce(): void {
  const { preferences } = usePreferences()
  const { setColorScheme } = useMantineColorScheme()
  const { language, theme, singleKeyShortcuts } = preferences ?? {}
  useEffect(() => {
    if (language) void setLanguage(language)
  }, [language])
  useEffect(() => {
    if (theme) setColorScheme(theme)
  }, [theme, setColorScheme])
  useEffect(() => {
    if (singleKeyShortcuts !== undefined) allowSingleKeys(singleKeyShortcuts)
  }, [singleKeyShortcuts])
}
