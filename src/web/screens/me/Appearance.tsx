import { NativeSelect } from '@mantine/core'
import type { Preferences } from '../../../contract/operations/identity.ts'
import { useWords } from '../../i18n/catalogue.ts'
import { common } from '../../i18n/common.ts'
import { type Language, languageNames, languages } from '../../i18n/language.ts'
import { person } from '../../i18n/person.ts'
import { Section } from '../../parts/Page.tsx'
import { useChange } from '../../shell/useChange.ts'
import classes from './me.module.css'

export function Appearance({ preferences }: { preferences: Preferences }) {
  const words = useWords(common)
  const own = useWords(person)
  const change = useChange()
  return (
    <Section title={own.appearance}>
      <div className={classes.fields}>
        <NativeSelect
          label={words.language}
          data={languages.map((language) => ({ value: language, label: languageNames[language] }))}
          value={preferences.language}
          onChange={(event) => change({ language: event.currentTarget.value as Language })}
        />
        <NativeSelect
          label={own.theme}
          data={[
            { value: 'auto', label: own.themeAuto },
            { value: 'light', label: own.themeLight },
            { value: 'dark', label: own.themeDark },
          ]}
          value={preferences.theme}
          onChange={(event) => change({ theme: event.currentTarget.value as Preferences['theme'] })}
        />
      </div>
    </Section>
  )
}
