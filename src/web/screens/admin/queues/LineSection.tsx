import { NumberInput, Radio, Select, Switch, Textarea } from '@mantine/core'
import { Overflow } from '../../../../contract/line.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { line as lineArea } from '../../../i18n/line.ts'
import { Section } from '../../../parts/Page.tsx'
import { useMade } from '../../../sync/use.ts'
import { LengthInput } from '../shared/LengthInput.tsx'
import classes from '../shared/settings.module.css'
import type { Settings } from '../shared/useSettings.ts'
import {
  isLimited,
  mostWaitingLimits,
  pointLimits,
  priorityLimits,
  usualAnnounceAfter,
  usualLongestWait,
  usualPointSeconds,
  weightLimits,
} from './line-values.ts'
import type { QueueValues } from './queue-values.ts'

type Part = { settings: Settings<QueueValues>; id: string | null }

const whole = { clampBehavior: 'none', allowDecimal: false, maw: 260 } as const

/** Who stands where in the line before a queue, how long it may be, and what those who wait are told. */
export function LineSection(part: Part) {
  const words = useWords(lineArea)
  return (
    <Section title={words.section}>
      <div className={classes.stack}>
        <Order {...part} />
        <Limits {...part} />
        <Announcement {...part} />
      </div>
    </Section>
  )
}

function Order({ settings: { values, set, field } }: Part) {
  const words = useWords(lineArea)
  const seconds = values.pointSeconds
  return (
    <>
      <NumberInput
        label={words.priority}
        description={words.priorityText}
        {...whole}
        {...priorityLimits}
        {...field('priority')}
      />
      <Switch
        label={words.ages}
        description={words.agesText}
        checked={seconds !== null}
        onChange={(event) => set('pointSeconds', event.currentTarget.checked ? usualPointSeconds : null)}
      />
      {seconds !== null && (
        <NumberInput
          label={words.pointSeconds}
          description={words.pointText(Number(seconds))}
          {...whole}
          {...pointLimits}
          {...field('pointSeconds')}
        />
      )}
      <NumberInput
        label={words.weight}
        description={words.weightText}
        {...whole}
        {...weightLimits}
        {...field('weight')}
      />
    </>
  )
}

function Limits({ settings, id }: Part) {
  const words = useWords(lineArea)
  const { values, set, field, errorAt, left } = settings
  const others = useMade((view) => Object.values(view.queues).filter((queue) => queue.id !== id))
  return (
    <>
      <NumberInput
        label={words.mostWaiting}
        description={words.mostWaitingText}
        {...whole}
        {...mostWaitingLimits}
        {...field('mostWaiting')}
      />
      <Switch
        label={words.longestWaitOn}
        checked={values.longestWaitSeconds !== null}
        onChange={(event) => set('longestWaitSeconds', event.currentTarget.checked ? usualLongestWait : null)}
      />
      {values.longestWaitSeconds !== null && (
        <LengthInput
          label={words.longestWait}
          units={['seconds', 'minutes', 'hours']}
          path="longestWaitSeconds"
          value={values.longestWaitSeconds}
          error={errorAt('longestWaitSeconds')}
          onChange={(seconds) => set('longestWaitSeconds', seconds)}
          onLeave={() => left('longestWaitSeconds')}
        />
      )}
      {isLimited(values) && (
        <>
          <Radio.Group
            label={words.whatThen}
            description={words.limitsText}
            value={values.overflowDoes}
            onChange={(does) => set('overflowDoes', does as Overflow['does'])}
          >
            <div className={classes.stack} style={{ marginBlockStart: 6 }}>
              {Overflow.shape.does.options.map((does) => (
                <Radio key={does} value={does} label={words.does(does)} description={words.doesText(does)} />
              ))}
            </div>
          </Radio.Group>
          {values.overflowDoes === 'move' && (
            <Select
              label={words.overflowQueue}
              data={others.map(({ id: value, name }) => ({ value, label: name }))}
              {...field('overflowQueueId')}
            />
          )}
          <Textarea
            label={words.overflowText}
            description={words.overflowTextText}
            autosize
            minRows={2}
            maxRows={8}
            {...field('overflowText')}
          />
        </>
      )}
    </>
  )
}

function Announcement({ settings }: Part) {
  const words = useWords(lineArea)
  const { values, set, field, errorAt, left } = settings
  const after = values.announceAfterSeconds
  return (
    <>
      <Switch
        label={words.announces}
        description={words.announcesText}
        checked={after !== null}
        onChange={(event) => {
          set('announceAfterSeconds', event.currentTarget.checked ? usualAnnounceAfter : null)
          if (values.announceText === '') set('announceText', words.announceExample)
        }}
      />
      {after !== null && (
        <>
          <LengthInput
            label={words.announceAfter}
            units={['seconds', 'minutes']}
            path="announceAfterSeconds"
            value={after}
            error={errorAt('announceAfterSeconds')}
            onChange={(seconds) => set('announceAfterSeconds', seconds)}
            onLeave={() => left('announceAfterSeconds')}
          />
          <Textarea
            label={words.announceText}
            description={words.announceTextText}
            autosize
            minRows={2}
            maxRows={8}
            {...field('announceText')}
          />
        </>
      )}
    </>
  )
}
