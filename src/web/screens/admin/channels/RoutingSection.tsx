import { Group, NumberInput, Select, Switch } from '@mantine/core'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { Section } from '../../../parts/Page.tsx'
import { useMade } from '../../../sync/use.ts'
import { byName } from '../shared/fold.ts'
import classes from '../shared/settings.module.css'
import type { SectionProps } from './ChannelScreen.tsx'
import { capacityLimits, reopenLimits, throughputLimits } from './channel-checks.ts'
import { defaultReopenDays } from './channel-values.ts'
import { TryMessage } from './TryMessage.tsx'

/** Where its interactions wait, how many an agent may hold, and when a closed one opens again. */
export function RoutingSection({ settings, stored }: SectionProps) {
  const words = useWords(admin)
  const { values, field, set } = settings
  const queues = useMade((view) => Object.values(view.queues))
  const reopens = values.reopenDays !== null
  return (
    <Section id="routing" title={words.sectionRouting}>
      <div className={classes.stack}>
        <Select
          label={words.queue}
          description={words.channelQueueNote}
          placeholder={words.chooseQueue}
          searchable
          clearable
          nothingFoundMessage={words.nothingFound}
          clearButtonProps={{ 'aria-label': words.clear(words.queue) }}
          data={queues.toSorted(byName).map(({ id, name }) => ({ value: id, label: name }))}
          withAsterisk={values.active}
          {...field('queueId')}
        />
        <NumberInput
          label={words.capacity}
          description={words.capacityNote}
          {...capacityLimits}
          clampBehavior="none"
          allowDecimal={false}
          {...field('capacity')}
        />
        <Switch
          label={words.reopen}
          description={words.reopenNote}
          checked={reopens}
          onChange={() => set('reopenDays', reopens ? null : defaultReopenDays)}
        />
        {reopens && (
          <Group>
            <NumberInput
              label={words.reopenWithin}
              suffix={words.daysSuffix}
              {...reopenLimits}
              clampBehavior="none"
              allowDecimal={false}
              {...field('reopenDays')}
            />
          </Group>
        )}
        <Switch label={words.parksByHand} description={words.parksByHandNote} {...field('parksByHand', 'checkbox')} />
        <Switch label={words.parksOnCall} description={words.parksOnCallNote} {...field('parksOnCall', 'checkbox')} />
        <Switch label={words.passesOn} description={words.passesOnNote} {...field('passesOn', 'checkbox')} />
        {stored && <TryMessage id={stored.id} settings={settings} />}
      </div>
    </Section>
  )
}

/** How fast it may send. */
export function LimitsSection({ settings }: SectionProps) {
  const words = useWords(admin)
  return (
    <Section id="limits" title={words.sectionLimits}>
      <NumberInput
        label={words.throughput}
        description={words.throughputNote}
        maw={340}
        {...throughputLimits}
        clampBehavior="none"
        allowDecimal={false}
        {...settings.field('throughputPerSecond')}
      />
    </Section>
  )
}
