import { NumberInput, Select } from '@mantine/core'
import { useMemo } from 'react'
import type { z } from 'zod'
import { ReadyRule } from '../../../../contract/cards.ts'
import { getPresenceRules, type PresenceRules, savePresenceRules } from '../../../../contract/operations/presence.ts'
import { attendance } from '../../../i18n/attendance.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { Section } from '../../../parts/Page.tsx'
import { toast } from '../../../shell/toast.ts'
import { useAct, useAsked } from '../../../sync/use.ts'
import { Asked } from '../shared/Asked.tsx'
import { isWholeFrom, type Typed } from '../shared/checks.ts'
import { SaveButtons, SettingsNotices } from '../shared/SettingsParts.tsx'
import classes from '../shared/settings.module.css'
import { useSettings } from '../shared/useSettings.ts'

type Kept = z.output<(typeof getPresenceRules)['output']>
type Values = Omit<PresenceRules, 'breakWaitSeconds' | 'graceSeconds'> & {
  breakWaitSeconds: Typed
  graceSeconds: Typed
}

const waitLimits = { min: 0, max: 3600 }
const graceLimits = { min: 30, max: 3600 }

/** How people of this workspace stay ready, and when they count as away. */
export function Rules() {
  const query = useAsked(getPresenceRules, {}, { catalog: 'presence_rules' })
  return <Asked query={query}>{(kept) => <Form kept={kept} />}</Asked>
}

function Form({ kept }: { kept: Kept }) {
  const words = useWords(attendance)
  const { run } = useAct(savePresenceRules)
  const stored = useMemo(() => {
    const { version, ...values } = kept
    // What nobody has set is version 0, which a form takes for something new.
    return { version: version + 1, values }
  }, [kept])
  const settings = useSettings<Values>({
    kept: stored,
    problemsOf: ({ breakWaitSeconds, graceSeconds }) => [
      ...within('breakWaitSeconds', breakWaitSeconds, waitLimits),
      ...within('graceSeconds', graceSeconds, graceLimits),
    ],
    placesOf: () => [],
    async save(values, version) {
      const { readyRule } = values
      const [breakWaitSeconds, graceSeconds] = [Number(values.breakWaitSeconds), Number(values.graceSeconds)]
      const answer = await run({ readyRule, breakWaitSeconds, graceSeconds, version: version - 1 })
      if (!answer?.ok) return answer
      toast(words.rulesSaved)
      return { ok: true, value: { version: answer.value.version + 1 } }
    },
  })
  const { values, field } = settings
  const labels = { readyRule: words.readyRule, breakWaitSeconds: words.breakWait, graceSeconds: words.grace }
  return (
    <Section title={words.rules} note={words.rulesNote} aside={<SaveButtons settings={settings} />}>
      <SettingsNotices
        settings={settings}
        labelOf={(path) => labels[path as keyof typeof labels] ?? path}
        sayValue={(path, { readyRule, ...times }) =>
          path === 'readyRule' ? words.readyRuleOf(readyRule) : String(times[path as keyof typeof times])
        }
      />
      <div className={classes.fields}>
        <Select
          label={words.readyRule}
          description={words.readyRuleNote(values.readyRule)}
          allowDeselect={false}
          data={ReadyRule.options.map((rule) => ({ value: rule, label: words.readyRuleOf(rule) }))}
          {...field('readyRule')}
        />
        <NumberInput
          label={words.breakWait}
          description={words.breakWaitNote}
          suffix=" s"
          {...waitLimits}
          clampBehavior="none"
          allowDecimal={false}
          {...field('breakWaitSeconds')}
        />
        <NumberInput
          label={words.grace}
          description={words.graceNote}
          suffix=" s"
          {...graceLimits}
          clampBehavior="none"
          allowDecimal={false}
          {...field('graceSeconds')}
        />
      </div>
    </Section>
  )

  function within(path: string, value: Typed, { min, max }: { min: number; max: number }) {
    return isWholeFrom(value, min, max) ? [] : [{ path, text: words.secondsFrom(min, max) }]
  }
}
