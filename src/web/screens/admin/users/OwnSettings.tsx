import { Button, Modal, NativeSelect } from '@mantine/core'
import { IconAdjustments } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import type { z } from 'zod'
import {
  getPreferenceRules,
  type LockedPreferences,
  type LockName,
  savePreferenceRules,
} from '../../../../contract/operations/identity.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { ownSettings } from '../../../i18n/own-settings.ts'
import { toast } from '../../../shell/toast.ts'
import { useAct, useAsked } from '../../../sync/use.ts'
import { Asked } from '../shared/Asked.tsx'
import { useGuardedClose } from '../shared/LeaveQuestion.tsx'
import { SaveButtons, SettingsNotices } from '../shared/SettingsParts.tsx'
import classes from '../shared/settings.module.css'
import { useSettings } from '../shared/useSettings.ts'

type Kept = z.output<(typeof getPreferenceRules)['output']>
/** As a field shows it: what is set for everybody as text; empty: everybody sets it themselves. */
type Values = Record<LockName, string>

const names = ['sendWithEnter', 'undoSeconds', 'soundOffers', 'soundMessages', 'soundVolume', 'listOrder'] as const
const undoChoices = [0, 3, 5, 10, 15]
const volumes = [0, 20, 40, 60, 80, 100]
const orders = ['received', 'longest_wait', 'accepted'] as const

/** What of the personal settings an administrator sets for everybody. */
export function OwnSettings() {
  const words = useWords(ownSettings)
  const { close } = useWords(common)
  const [open, setOpen] = useState(false)
  const { onClose, onChanged, question } = useGuardedClose(() => setOpen(false))
  return (
    <>
      <Button leftSection={<IconAdjustments size={16} aria-hidden />} onClick={() => setOpen(true)}>
        {words.title}
      </Button>
      <Modal opened={open} onClose={onClose} title={words.title} closeButtonProps={{ 'aria-label': close }}>
        {open && <Editor onDone={() => setOpen(false)} onChanged={onChanged} />}
      </Modal>
      {question}
    </>
  )
}

type EditorProps = { onDone: () => void; onChanged: (dirty: boolean) => void }

function Editor(props: EditorProps) {
  const query = useAsked(getPreferenceRules, {}, { catalog: 'preferences' })
  return <Asked query={query}>{(kept) => <Form kept={kept} {...props} />}</Asked>
}

function Form({ kept, onDone, onChanged }: EditorProps & { kept: Kept }) {
  const words = useWords(ownSettings)
  const all = useWords(common)
  const { run } = useAct(savePreferenceRules)
  // What nobody has set is version 0, which a form takes for something new.
  const stored = useMemo(() => ({ version: kept.version + 1, values: valuesOf(kept.locked) }), [kept])
  const settings = useSettings<Values>({
    kept: stored,
    problemsOf: () => [],
    placesOf: () => [],
    async save(values, version) {
      const answer = await run({ locked: lockedOf(values), version: version - 1 })
      if (!answer?.ok) return answer
      toast(words.saved)
      return { ok: true, value: { version: answer.value.version + 1 } }
    },
    onSaved: onDone,
    onChanged,
  })
  const order = { received: all.orderReceived, longest_wait: all.orderLongestWait, accepted: all.orderAccepted }
  const say = (name: LockName, value: string): string => {
    if (value === '') return words.theirs
    if (name === 'undoSeconds') return words.seconds(Number(value))
    if (name === 'soundVolume') return words.percent(Number(value))
    if (name === 'listOrder') return order[value as keyof typeof order]
    return value === 'true' ? words.on : words.off
  }
  return (
    <div className={classes.stack}>
      <p className={classes.hint}>{words.note}</p>
      <SettingsNotices
        settings={settings}
        labelOf={(path) => all[path as LockName]}
        sayValue={(path, values) => say(path as LockName, values[path as LockName])}
      />
      {names.map((name) => (
        <NativeSelect
          key={name}
          label={all[name]}
          description={words.example(name)}
          data={['', ...choicesOf(name, stored.values[name])].map((value) => ({ value, label: say(name, value) }))}
          {...settings.field(name)}
        />
      ))}
      <div className={classes.row} style={{ justifyContent: 'flex-end' }}>
        <SaveButtons settings={settings} />
      </div>
    </div>
  )
}

/** Also what was set elsewhere, by the API. */
function choicesOf(name: LockName, stored: string): string[] {
  const usual: readonly (string | number | boolean)[] =
    name === 'undoSeconds'
      ? undoChoices
      : name === 'soundVolume'
        ? volumes
        : name === 'listOrder'
          ? orders
          : [true, false]
  return [...new Set([...usual.map(String), ...(stored === '' ? [] : [stored])])]
}

const valuesOf = (locked: LockedPreferences): Values =>
  Object.fromEntries(names.map((name) => [name, String(locked[name] ?? '')])) as Values

function lockedOf(values: Values): LockedPreferences {
  const { sendWithEnter, undoSeconds, soundVolume, soundOffers, soundMessages, listOrder } = values
  return {
    ...(sendWithEnter !== '' && { sendWithEnter: sendWithEnter === 'true' }),
    ...(undoSeconds !== '' && { undoSeconds: Number(undoSeconds) }),
    ...(soundVolume !== '' && { soundVolume: Number(soundVolume) }),
    ...(soundOffers !== '' && { soundOffers: soundOffers === 'true' }),
    ...(soundMessages !== '' && { soundMessages: soundMessages === 'true' }),
    ...(listOrder !== '' && { listOrder: listOrder as (typeof orders)[number] }),
  }
}
