import { NativeSelect, Radio, Select, TextInput } from '@mantine/core'
import type { CalendarId, TagId } from '../../../../contract/ids.ts'
import { RuleEvent, type RuleWhen } from '../../../../contract/operations/rules.ts'
import { parseCrontab } from '../../../../modules/rules/core/crontab.ts'
import { locale } from '../../../i18n/language.ts'
import { Section } from '../../../parts/Page.tsx'
import { useNow } from '../../../sync/clock.ts'
import type { Typed } from '../shared/checks.ts'
import { byName } from '../shared/fold.ts'
import { LengthInput } from '../shared/LengthInput.tsx'
import type { Unit } from '../shared/length.ts'
import classes from '../shared/settings.module.css'
import type { Settings } from '../shared/useSettings.ts'
import { TagField } from './fields.tsx'
import { nextTimes } from './next-times.ts'
import { newRule, type RuleValues, usualTimes } from './rule-values.ts'
import ruleClasses from './rules.module.css'
import { capital, type Saying, sayLength, sayOccasion, sayTimes } from './say-rule.ts'
import { useCalendars } from './useSaying.ts'

type Part = { settings: Settings<RuleValues>; saying: Saying; zone: string }

const [firstTimes] = usualTimes
const tagged = ['tagged', 'untagged'] as const

/** When a rule looks: as something happens, perhaps later, or at times; and within which hours it does anything. */
export function When(part: Part) {
  const { settings, saying } = part
  const { words } = saying
  const { values, set } = settings
  const calendars = useCalendars()
  const isTimed = values.when.on === 'times'
  return (
    <Section title={words.sectionWhen} note={words.whenNote}>
      <div className={classes.stack}>
        <Radio.Group
          label={words.looks}
          value={isTimed ? 'times' : 'event'}
          onChange={(on) => set('when', on === 'times' ? { on, crontab: firstTimes } : newRule.when)}
        >
          <div className={ruleClasses.choices}>
            {(['event', 'times'] as const).map((on) => (
              <Radio key={on} value={on} label={words.looksAt(on)} description={words.looksAtNote(on)} />
            ))}
          </div>
        </Radio.Group>
        {isTimed ? <Times {...part} /> : <Happening {...part} />}
        <Select
          label={words.within}
          description={words.withinNote}
          maw={420}
          searchable
          clearable
          placeholder={words.anyTime}
          data-path="onlyWithin"
          error={settings.errorAt('onlyWithin')}
          data={calendars.toSorted(byName).map(({ id, name }) => ({ value: id as string, label: name }))}
          value={values.onlyWithin}
          onChange={(id) => set('onlyWithin', id as CalendarId | null)}
        />
      </div>
    </Section>
  )
}

/** What happens, and how much later the rule looks again. */
function Happening({ settings, saying }: Part) {
  const { words } = saying
  const { values, set, errorAt, left } = settings
  const { when } = values
  const choices: RuleWhen[] = [
    ...RuleEvent.options.map((event): RuleWhen => ({ on: 'event', event })),
    ...tagged.map((on): RuleWhen => ({ on, tagId: null })),
  ]
  return (
    <>
      <div className={classes.fields}>
        <NativeSelect
          label={words.whatHappens}
          data-path="when.event"
          error={errorAt('when.event')}
          value={nameOf(when)}
          data={choices.map((choice) => ({
            value: nameOf(choice),
            label: sayOccasion({ when: choice, delaySeconds: 0 }, saying),
          }))}
          onChange={(event) =>
            set('when', choices.find((choice) => nameOf(choice) === event.currentTarget.value) ?? when)
          }
        />
        {(when.on === 'tagged' || when.on === 'untagged') && (
          <TagField
            field={{ label: words.tagOf, 'data-path': 'when.tagId', error: errorAt('when.tagId') }}
            none={words.anyTag}
            value={when.tagId}
            onChange={(id) => set('when', { ...when, tagId: id as TagId | null })}
          />
        )}
      </div>
      <div>
        <LengthInput
          label={words.delay}
          description={words.delayNote}
          units={unitsOf(values.delaySeconds)}
          path="delaySeconds"
          value={values.delaySeconds}
          error={errorAt('delaySeconds')}
          onChange={(seconds) => set('delaySeconds', seconds)}
          onLeave={() => left('delaySeconds')}
        />
        {values.delaySeconds !== '' && (
          <p className={ruleClasses.reading}>
            {values.delaySeconds === 0 ? words.atOnce : words.delayStill(sayLength(values.delaySeconds, saying))}
          </p>
        )}
      </div>
    </>
  )
}

/** Pure: nobody thinks of a delay in seconds; one that was set so elsewhere is shown as it is. */
const unitsOf = (seconds: Typed): Unit[] => [
  'minutes',
  'hours',
  'days',
  ...(typeof seconds === 'number' && seconds % 60 !== 0 ? (['seconds'] as const) : []),
]

/** Pure: one name for each choice of what happens. */
const nameOf = (when: RuleWhen): string => (when.on === 'event' ? when.event : when.on)

/** Times as a crontab, with what it means and when it comes next. */
function Times({ settings, saying, zone }: Part) {
  const { words, language } = saying
  const { values, set, errorAt, left } = settings
  if (values.when.on !== 'times') return null
  const { crontab } = values.when
  const put = (next: string) => set('when', { on: 'times', crontab: next })
  return (
    <>
      <div className={classes.fields}>
        <TextInput
          label={words.crontab}
          description={words.crontabNote}
          data-path="when.crontab"
          className={ruleClasses.crontab ?? ''}
          spellCheck={false}
          autoComplete="off"
          value={crontab}
          error={errorAt('when.crontab')}
          onChange={(event) => put(event.currentTarget.value)}
          onBlur={() => left('when.crontab')}
        />
        <NativeSelect
          label={words.usualTimes}
          value={usualTimes.find((usual) => usual === crontab.trim()) ?? ''}
          data={[
            { value: '', label: words.chooseTimes },
            ...usualTimes.map((usual) => ({ value: usual, label: capital(sayTimes(usual, saying), language) })),
          ]}
          onChange={(event) => event.currentTarget.value && put(event.currentTarget.value)}
        />
      </div>
      <Next crontab={crontab} zone={zone} saying={saying} />
    </>
  )
}

const shownTimes = 3

/** What the times mean, and the next of them. Nothing while they cannot be read. */
function Next({ crontab, zone, saying }: { crontab: string; zone: string; saying: Saying }) {
  const { words, language } = saying
  const now = useNow()
  const read = parseCrontab(crontab)
  if (!read.ok) return null
  const moment = new Intl.DateTimeFormat(locale(), {
    timeZone: zone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  })
  return (
    <div>
      <p className={ruleClasses.reading} role="status">
        {capital(sayTimes(crontab, saying), language)}.
      </p>
      <ol className={ruleClasses.next} aria-label={words.nextTimes}>
        {nextTimes(read.value, zone, now, shownTimes).map((at) => (
          <li key={at}>{moment.format(at)}</li>
        ))}
      </ol>
      <p className={classes.hint}>{words.timesIn(zone)}</p>
    </div>
  )
}
