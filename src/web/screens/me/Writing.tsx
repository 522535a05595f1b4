import { NativeSelect, Switch } from '@mantine/core'
import type { Preferences, PreferencesInForce } from '../../../contract/operations/identity.ts'
import { useWords } from '../../i18n/catalogue.ts'
import { common } from '../../i18n/common.ts'
import { person } from '../../i18n/person.ts'
import { Section } from '../../parts/Page.tsx'
import { useChange } from '../../shell/useChange.ts'
import classes from './me.module.css'
import { useLock } from './useLock.ts'

const undoChoices = ['0', '3', '5', '10', '15']

export function Writing({ preferences }: { preferences: PreferencesInForce }) {
  const words = useWords(common)
  const own = useWords(person)
  const change = useChange()
  const lockOf = useLock(preferences)
  const undo = String(preferences.undoSeconds)
  return (
    <Section title={own.writing}>
      <div className={classes.fields}>
        <Switch
          label={words.sendWithEnter}
          description={own.sendWithEnterNote}
          {...lockOf('sendWithEnter')}
          checked={preferences.sendWithEnter}
          onChange={(event) => change({ sendWithEnter: event.currentTarget.checked })}
        />
        <NativeSelect
          label={words.undoSeconds}
          description={own.undoSecondsNote}
          {...lockOf('undoSeconds')}
          data={undoChoices.includes(undo) ? undoChoices : [...undoChoices, undo]}
          value={undo}
          onChange={(event) => change({ undoSeconds: Number(event.currentTarget.value) })}
        />
        <NativeSelect
          label={words.listOrder}
          {...lockOf('listOrder')}
          data={[
            { value: 'received', label: words.orderReceived },
            { value: 'longest_wait', label: words.orderLongestWait },
            { value: 'accepted', label: words.orderAccepted },
          ]}
          value={preferences.listOrder}
          onChange={(event) => change({ listOrder: event.currentTarget.value as Preferences['listOrder'] })}
        />
        <Switch
          label={own.singleKeys}
          description={own.singleKeysNote}
          checked={preferences.singleKeyShortcuts}
          onChange={(event) => change({ singleKeyShortcuts: event.currentTarget.checked })}
        />
      </div>
    </Section>
  )
}
