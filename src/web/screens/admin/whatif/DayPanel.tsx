import { Button, NativeSelect, NumberInput, SegmentedControl, TextInput } from '@mantine/core'
import { useId, useState } from 'react'
import type { Day } from '../../../../contract/day.ts'
import { readDay } from '../../../../contract/operations/whatif.ts'
import { interactionsOf } from '../../../../modules/whatif/core/change.ts'
import {
  dayFrom,
  type Preset,
  presets,
  type Recipe,
  recipeLimits,
  shapes,
} from '../../../../modules/whatif/core/made-up.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { dayOf } from '../../../i18n/formats.ts'
import { whatif } from '../../../i18n/whatif.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { Trouble } from '../../../parts/Trouble.tsx'
import { serverNow } from '../../../sync/clock.ts'
import { useAct } from '../../../sync/use.ts'
import settings from '../shared/settings.module.css'
import { defaultDay, firstPreset, recipeOf } from './made.ts'
import classes from './whatif.module.css'

type Props = { day: Day; isOpened: boolean; onDay: (day: Day) => void }
type Source = 'madeUp' | 'lived' | 'fromFile'

/** Which day is played: made up from a few numbers, one that was, or one from a file. */
export function DayPanel({ day, isOpened, onDay }: Props) {
  const words = useWords(whatif)
  const heading = useId()
  const [source, setSource] = useState<Source>(isOpened ? 'fromFile' : 'madeUp')
  const sources: Source[] = isOpened ? ['madeUp', 'lived', 'fromFile'] : ['madeUp', 'lived']
  return (
    <section className={classes.card} aria-labelledby={heading}>
      <h2 className={classes.name} id={heading}>
        {words.theDay}
      </h2>
      <SegmentedControl
        fullWidth
        size="sm"
        aria-label={words.source}
        value={source}
        onChange={(value) => {
          setSource(value as Source)
          if (value === 'madeUp') onDay(defaultDay(words))
        }}
        data={sources.map((value) => ({ value, label: words[value] }))}
      />
      {source === 'madeUp' && <MadeUp onDay={onDay} />}
      {source === 'lived' && <Lived day={day} onDay={onDay} />}
      <p className={settings.hint}>
        <bdi>{day.from ? words.loadedDay(day.from.date) : day.name}</bdi>
        {': '}
        {words.dayFacts(day.agents.length, day.queues.length, Math.round(interactionsOf(day.arrivals)))}
      </p>
      {day.assumed.length > 0 && (
        <details className={classes.details}>
          <summary>{words.assumed}</summary>
          <ul>
            {day.assumed.map((assumption) => (
              <li key={assumption}>{words.assumption(assumption)}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

type Numbers = 'agents' | 'interactions' | 'handlingMinutes' | 'atOnce' | 'serviceLevelSeconds'

function MadeUp({ onDay }: { onDay: (day: Day) => void }) {
  const words = useWords(whatif)
  const [preset, setPreset] = useState<Preset>(firstPreset)
  const [recipe, setRecipe] = useState<Recipe>(() => recipeOf(firstPreset, words))
  const cook = (next: Recipe) => {
    setRecipe(next)
    onDay(dayFrom(next))
  }
  const begin = (next: Preset) => {
    setPreset(next)
    cook(recipeOf(next, words))
  }
  const field = (name: Numbers, label: string, description: string) => {
    const { least, most } = recipeLimits[name]
    return (
      <NumberInput
        key={`${preset} ${name}`}
        label={label}
        description={description}
        min={least}
        max={most}
        defaultValue={recipe[name]}
        decimalScale={name === 'handlingMinutes' ? 1 : 0}
        onChange={(value) => {
          if (typeof value === 'number' && value >= least && value <= most) cook({ ...recipe, [name]: value })
        }}
      />
    )
  }
  return (
    <div className={classes.fields}>
      <NativeSelect
        label={words.preset}
        value={preset}
        data={presets.map((value) => ({ value, label: words.presetName(value) }))}
        onChange={(event) => begin(event.currentTarget.value as Preset)}
      />
      <NativeSelect
        label={words.shape}
        value={recipe.shape}
        data={shapes.map((value) => ({ value, label: words.shapeName(value) }))}
        onChange={(event) => cook({ ...recipe, shape: event.currentTarget.value as Recipe['shape'] })}
      />
      {field('agents', words.agentsCount, words.agentsNote)}
      {field('interactions', words.peopleADay, words.peopleNote)}
      {field('handlingMinutes', words.handlingMinutes, words.handlingNote)}
      <NumberInput
        key={`${preset} patience`}
        label={words.patienceMinutes}
        description={words.patienceNote}
        min={recipeLimits.patienceMinutes.least}
        max={recipeLimits.patienceMinutes.most}
        decimalScale={1}
        defaultValue={recipe.patienceMinutes ?? ''}
        onChange={(value) => {
          const { least, most } = recipeLimits.patienceMinutes
          if (value === '') cook({ ...recipe, patienceMinutes: null })
          else if (typeof value === 'number' && value >= least && value <= most)
            cook({ ...recipe, patienceMinutes: value })
        }}
      />
      {field('atOnce', words.atOnce, words.atOnceNote)}
      {field('serviceLevelSeconds', words.inTimeWithin, words.inTimeNote)}
    </div>
  )
}

const dayMs = 86_400_000

function Lived({ day, onDay }: Pick<Props, 'day' | 'onDay'>) {
  const words = useWords(whatif)
  const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions()
  const [date, setDate] = useState(() => day.from?.date ?? dayOf(serverNow() - dayMs, zone))
  const { run, busy, refusal } = useAct(readDay)
  const [isEmpty, setEmpty] = useState(false)
  async function load(): Promise<void> {
    const answer = await run({ date, zone })
    if (!answer?.ok) return
    setEmpty(interactionsOf(answer.value.arrivals) === 0)
    onDay(answer.value)
  }
  return (
    <form
      className={classes.fields}
      onSubmit={(event) => {
        event.preventDefault()
        void load()
      }}
    >
      <TextInput
        type="date"
        required
        label={words.date}
        description={words.zone(zone)}
        value={date}
        onChange={(event) => setDate(event.currentTarget.value)}
      />
      <Button type="submit" variant="filled" loading={busy}>
        {words.load}
      </Button>
      {refusal && <Trouble refusal={refusal} again={() => void load()} />}
      {isEmpty && <Callout announced>{words.nobodyWrote}</Callout>}
    </form>
  )
}
