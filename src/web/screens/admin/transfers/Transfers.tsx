import { NumberInput, Switch } from '@mantine/core'
import { useEffect, useEffectEvent, useMemo } from 'react'
import { getTransferRules, saveTransferRules } from '../../../../contract/operations/queues.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { telephone } from '../../../i18n/telephone.ts'
import { Section } from '../../../parts/Page.tsx'
import { toast } from '../../../shell/toast.ts'
import { useAct, useAsked, useView } from '../../../sync/use.ts'
import type { ScreenProps } from '../Admin.tsx'
import { Asked } from '../shared/Asked.tsx'
import { isWholeFrom } from '../shared/checks.ts'
import { Screen } from '../shared/Screen.tsx'
import { SaveButtons, SettingsNotices } from '../shared/SettingsParts.tsx'
import classes from '../shared/settings.module.css'
import { useSettings } from '../shared/useSettings.ts'

const defaultSeconds = 60
const limits = { min: 10, max: 3600 }

/** Whether agents pass on what they hold, and when it comes back to them. */
export function Transfers(_: ScreenProps) {
  const words = useWords(telephone)
  const query = useAsked(getTransferRules, {})
  const inForce = useView((view) => view.transferRules)
  const again = useEffectEvent(() => void query.refetch())
  // Somebody has saved: here, or elsewhere.
  useEffect(() => again(), [inForce])
  return (
    <Screen title={words.transfers}>
      <Asked query={query}>{(rules) => <Rules rules={rules} />}</Asked>
    </Screen>
  )
}

type Kept = { allowed: boolean; returnSeconds: number; version: number }
type Values = { allowed: boolean; returns: boolean; seconds: number | string }

const valuesOf = ({ allowed, returnSeconds }: Kept): Values => ({
  allowed,
  returns: returnSeconds > 0,
  seconds: returnSeconds || defaultSeconds,
})

function Rules({ rules }: { rules: Kept }) {
  const words = useWords(telephone)
  const { run } = useAct(saveTransferRules)
  // What nobody has set is version 0, which a form takes for something new.
  const kept = useMemo(() => ({ version: rules.version + 1, values: valuesOf(rules) }), [rules])
  const settings = useSettings<Values>({
    kept,
    problemsOf: ({ returns, seconds }) =>
      returns && !isWholeFrom(seconds, limits.min, limits.max) ? [{ path: 'seconds', text: words.secondsWrong }] : [],
    async save({ allowed, returns, seconds }, version) {
      const answer = await run({ version: version - 1, allowed, returnSeconds: returns ? Number(seconds) : 0 })
      if (!answer?.ok) return answer
      toast(words.saved)
      return { ok: true, value: { version: answer.value.version + 1 } }
    },
  })
  const { values, field } = settings
  const labels = { allowed: words.allowed, returns: words.returns, seconds: words.seconds }
  return (
    <Section title={words.rules} note={words.transfersText} aside={<SaveButtons settings={settings} />}>
      <SettingsNotices
        settings={settings}
        labelOf={(path) => labels[path as keyof Values] ?? path}
        sayValue={(path, { seconds, ...switches }) =>
          path === 'seconds' ? String(seconds) : words.isOn(switches[path as keyof typeof switches])
        }
      />
      <div className={classes.stack}>
        <Switch label={words.allowed} description={words.allowedNote} {...field('allowed', 'checkbox')} />
        <Switch label={words.returns} description={words.returnsNote} {...field('returns', 'checkbox')} />
        {values.returns && (
          <NumberInput
            label={words.seconds}
            {...limits}
            clampBehavior="none"
            allowDecimal={false}
            maw={240}
            data-path="seconds"
            {...field('seconds')}
          />
        )}
      </div>
    </Section>
  )
}
