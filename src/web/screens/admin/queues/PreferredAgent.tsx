import { NumberInput, Radio, Select } from '@mantine/core'
import { PreferredBy } from '../../../../contract/operations/queues.ts'
import { strategyOf } from '../../../../modules/routing/core/strategy.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { skills as skillsArea } from '../../../i18n/skills.ts'
import { Section } from '../../../parts/Page.tsx'
import classes from '../shared/settings.module.css'
import type { Settings } from '../shared/useSettings.ts'
import { type QueueValues, usualWaitMinutes, waitLimits } from './queue-values.ts'

/** Whom this queue gives something before it picks, and what happens while they are not free. */
export function PreferredAgent({ settings }: { settings: Settings<QueueValues> }) {
  const words = useWords(skillsArea)
  const { values, set, field } = settings
  const waits = values.preferredWaitMinutes !== null
  if (strategyOf(values.strategy).asks === 'nobody')
    return (
      <Section title={words.preferredSection}>
        <p className={classes.hint}>{words.preferredInList}</p>
      </Section>
    )
  return (
    <Section title={words.preferredSection}>
      <div className={classes.stack}>
        <Select
          label={words.preferredBy}
          description={words.preferredText(values.preferredBy)}
          data={PreferredBy.options.map((value) => ({ value, label: words.preferredName(value) }))}
          allowDeselect={false}
          {...field('preferredBy')}
        />
        {values.preferredBy !== 'off' && (
          <Radio.Group
            label={words.preferredHow}
            value={waits ? 'wait' : 'go'}
            onChange={(how) => set('preferredWaitMinutes', how === 'wait' ? usualWaitMinutes : null)}
          >
            <div className={classes.stack} style={{ marginBlockStart: 6 }}>
              <Radio value="wait" label={words.waitForPreferred} description={words.waitForPreferredText} />
              {waits && (
                <NumberInput
                  label={words.waitMinutes}
                  maw={220}
                  {...waitLimits}
                  clampBehavior="none"
                  allowDecimal={false}
                  {...field('preferredWaitMinutes')}
                />
              )}
              <Radio value="go" label={words.preferIfAvailable} description={words.preferIfAvailableText} />
            </div>
          </Radio.Group>
        )}
      </div>
    </Section>
  )
}
