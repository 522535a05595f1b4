import { ActionIcon, Button, NativeSelect, NumberInput, TextInput, Tooltip } from '@mantine/core'
import { IconAlertTriangle, IconPlus, IconX } from '@tabler/icons-react'
import type { Instant } from '../../../../contract/ids.ts'
import type { DayBlock, SpecialDate, SpecialDay } from '../../../../contract/operations/calendars.ts'
import { checkCalendar, skippedOf } from '../../../../modules/calendars/core/calendar.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { locale } from '../../../i18n/language.ts'
import { times } from '../../../i18n/times.ts'
import { useNow } from '../../../sync/clock.ts'
import classes from '../shared/settings.module.css'
import { focusField, type Settings } from '../shared/useSettings.ts'
import { Blocks } from './Blocks.tsx'
import { type CalendarValues, withSpecialDay } from './calendar-values.ts'
import calendarClasses from './calendars.module.css'

/** Days that are otherwise: holidays, and days with hours of their own. */
export function SpecialDays({ settings }: { settings: Settings<CalendarValues> }) {
  const words = useWords(times)
  const { values, set, errorAt } = settings
  const { specialDays } = values
  const put = (at: number, day: SpecialDay) =>
    set(
      'specialDays',
      specialDays.map((other, place) => (place === at ? day : other)),
    )
  const add = () => {
    set('specialDays', withSpecialDay(specialDays, new Date().toISOString().slice(0, 10)))
    focusField(`specialDays.${specialDays.length}.name`)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: its legend is a heading of the form
    <div role="group" aria-label={words.specialDays}>
      <p className={classes.fieldLabel}>{words.specialDays}</p>
      <p className={classes.hint}>{words.specialDaysNote}</p>
      {specialDays.map((day, at) => (
        <Special
          key={at}
          day={day}
          at={at}
          settings={settings}
          onPut={(next) => put(at, next)}
          onRemove={() =>
            set(
              'specialDays',
              specialDays.filter((_, place) => place !== at),
            )
          }
        />
      ))}
      {errorAt('specialDays') && <p className={classes.fieldError}>{errorAt('specialDays')}</p>}
      <Button size="xs" mt={8} leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
        {words.addSpecialDay}
      </Button>
    </div>
  )
}

type Props = {
  day: SpecialDay
  at: number
  settings: Settings<CalendarValues>
  onPut: (day: SpecialDay) => void
  onRemove: () => void
}

function Special({ day, at, settings, onPut, onRemove }: Props) {
  const words = useWords(times)
  const path = `specialDays.${at}`
  const name = day.name.trim() || words.specialDayNumber(at + 1)
  const putBlocks = (blocks: DayBlock[]) => onPut({ ...day, blocks })
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid in every browser
    <div className={calendarClasses.special} role="group" aria-label={name}>
      <TextInput
        aria-label={words.specialName}
        placeholder={words.specialNameExample}
        data-path={`${path}.name`}
        value={day.name}
        error={settings.errorAt(`${path}.name`)}
        onChange={(event) => onPut({ ...day, name: event.currentTarget.value })}
        onBlur={() => settings.left(`${path}.name`)}
      />
      <NativeSelect
        aria-label={words.everyOf(name)}
        value={day.on.every}
        data={(['once', 'year', 'month'] as const).map((every) => ({ value: every, label: words.every(every) }))}
        onChange={(event) => onPut({ ...day, on: repeated(day.on, event.currentTarget.value as SpecialDate['every']) })}
      />
      <DateOf
        on={day.on}
        name={name}
        path={`${path}.on`}
        error={settings.errorAt(`${path}.on`)}
        onPut={(on) => onPut({ ...day, on })}
        onLeave={() => settings.left(`${path}.on`)}
      />
      <Tooltip label={words.removeSpecial}>
        <ActionIcon aria-label={words.removeSpecialDay(name)} onClick={onRemove}>
          <IconX size={15} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <div className={calendarClasses.specialBlocks}>
        <Blocks
          name={name}
          blocks={day.blocks.map((block, place) => ({ block, path: `${path}.blocks.${place}` }))}
          settings={settings}
          onPut={(place, block) => putBlocks(day.blocks.map((other, n) => (n === place ? block : other)))}
          onRemove={(place) => putBlocks(day.blocks.filter((_, n) => n !== place))}
          onAdd={() => {
            putBlocks([...day.blocks, { from: day.blocks.at(-1)?.to ?? '09:00', to: '17:00' }])
            focusField(`${path}.blocks.${day.blocks.length}`)
          }}
        />
        <Skips day={day} zone={settings.values.zone} />
      </div>
    </div>
  )
}

/** What the clock of the zone takes from the day, in words; nothing as a rule. */
function Skips({ day, zone }: { day: SpecialDay; zone: string }) {
  const words = useWords(times)
  const now = useNow() as Instant
  if (!checkCalendar({ zone, blocks: [], specialDays: [day] }).ok) return null
  const skipped = skippedOf(zone, day, now)
  if (!skipped) return null
  const { block, leftMinutes } = skipped
  const date = new Intl.DateTimeFormat(locale(), { dateStyle: 'long', timeZone: 'UTC' }).format(
    Date.parse(skipped.date),
  )
  return (
    <p className={calendarClasses.skips}>
      <IconAlertTriangle size={14} aria-hidden />
      <span>{block ? words.skipsHours(date, block.from, block.to, leftMinutes) : words.skipsDate(date)}</span>
    </p>
  )
}

/** Pure: the same day, as far as it can be said that way. */
function repeated(on: SpecialDate, every: SpecialDate['every']): SpecialDate {
  const today = new Date().toISOString().slice(0, 10)
  const date = on.every === 'once' ? on.date : on.every === 'year' ? `${today.slice(0, 4)}-${on.date}` : today
  if (every === 'once') return { every, date }
  return every === 'year' ? { every, date: date.slice(5) } : { every, day: Number(date.slice(8)) || 1 }
}

type DateProps = {
  on: SpecialDate
  name: string
  path: string
  error: string | undefined
  onPut: (on: SpecialDate) => void
  onLeave: () => void
}

function DateOf({ on, name, path, error, onPut, onLeave }: DateProps) {
  const words = useWords(times)
  const shared = { 'data-path': path, error, onBlur: onLeave }
  if (on.every === 'once')
    return (
      <TextInput
        type="date"
        aria-label={words.dateOf(name)}
        value={on.date}
        onChange={(event) => onPut({ every: 'once', date: event.currentTarget.value })}
        {...shared}
      />
    )
  if (on.every === 'month')
    return (
      <NumberInput
        aria-label={words.dayOfMonthOf(name)}
        min={1}
        max={31}
        allowDecimal={false}
        value={on.day}
        onChange={(day) => onPut({ every: 'month', day: Number(day) || 1 })}
        {...shared}
      />
    )
  const [month = '01', day = '01'] = on.date.split('-')
  return (
    <div className={classes.row}>
      <NativeSelect
        aria-label={words.monthOf(name)}
        value={month}
        data={monthNames().map((label, at) => ({ value: String(at + 1).padStart(2, '0'), label }))}
        onChange={(event) => onPut({ every: 'year', date: `${event.currentTarget.value}-${day}` })}
      />
      <NumberInput
        aria-label={words.dayOfMonthOf(name)}
        w={72}
        min={1}
        max={31}
        allowDecimal={false}
        value={Number(day)}
        onChange={(typed) => onPut({ every: 'year', date: `${month}-${String(Number(typed) || 1).padStart(2, '0')}` })}
        {...shared}
      />
    </div>
  )
}

function monthNames(): string[] {
  const format = new Intl.DateTimeFormat(locale(), { month: 'long', timeZone: 'UTC' })
  return Array.from({ length: 12 }, (_, month) => format.format(Date.UTC(2026, month, 1)))
}
