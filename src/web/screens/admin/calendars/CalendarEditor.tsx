import { TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import type { CalendarId } from '../../../../contract/ids.ts'
import { type Calendar, listCalendars, saveCalendar } from '../../../../contract/operations/calendars.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { locale } from '../../../i18n/language.ts'
import { times } from '../../../i18n/times.ts'
import { toast } from '../../../shell/toast.ts'
import { useAct, useAsked } from '../../../sync/use.ts'
import { Asked } from '../shared/Asked.tsx'
import { SaveButtons, SettingsNotices } from '../shared/SettingsParts.tsx'
import classes from '../shared/settings.module.css'
import { focusField, type Settings, useSettings } from '../shared/useSettings.ts'
import {
  type CalendarValues,
  calendarInput,
  calendarProblems,
  calendarValues,
  calendarWholes,
  newCalendar,
  placesOfCalendar,
} from './calendar-values.ts'
import { SpecialDays } from './SpecialDays.tsx'
import { dayNames } from './times.ts'
import { Upcoming } from './Upcoming.tsx'
import { WeekGrid } from './WeekGrid.tsx'

type Props = {
  /** Null: a new one. */
  id: CalendarId | null
  /** What a new one begins with. */
  like?: Calendar | undefined
  onSaved: (id: CalendarId) => void
  onChanged?: (dirty: boolean) => void
}

/** A calendar: its week, its special days, and what happens next. On its own page, and above the form of a channel. */
export function CalendarEditor(props: Props) {
  const query = useAsked(listCalendars, {}, { catalog: 'calendars' })
  return (
    <Asked query={query}>
      {({ calendars }) => <Editor {...props} stored={calendars.find(({ id }) => id === props.id) ?? null} />}
    </Asked>
  )
}

function Editor(props: Props & { stored: Calendar | null }) {
  const words = useWords(admin)
  const time = useWords(times)
  const settings = useCalendarSettings(props)
  const isCopy = props.like !== undefined
  // The button that made it is gone, and a name is what it lacks.
  useEffect(() => {
    if (isCopy) focusField('name')
  }, [isCopy])
  const labels: Record<string, string> = { name: words.name, zone: words.zone, blocks: time.week }
  return (
    <div className={classes.stack}>
      <SettingsNotices
        settings={settings}
        labelOf={(path) => labels[path.split('.')[0] ?? ''] ?? time.specialDays}
        sayValue={sayCalendarValue}
      />
      <TextInput
        label={words.name}
        description={time.calendarNameNote}
        withAsterisk
        data-autofocus
        {...settings.field('name')}
      />
      <Upcoming hours={settings.values} />
      <WeekGrid settings={settings} />
      <SpecialDays settings={settings} />
      <div className={classes.row} style={{ justifyContent: 'flex-end' }}>
        <SaveButtons settings={settings} />
      </div>
    </div>
  )
}

/** What a part of a calendar is, short enough to compare: "Monday 09:00–17:00, Tuesday …". */
function sayCalendarValue(path: string, { name, zone, blocks, specialDays }: CalendarValues): string {
  if (path === 'name') return name
  if (path === 'zone') return zone
  const days = dayNames(locale())
  if (path === 'blocks') return blocks.map(({ day, from, to }) => `${days[day - 1]} ${from}–${to}`).join(', ')
  return specialDays
    .map((day) => `${day.name} ${day.blocks.map(({ from, to }) => `${from}–${to}`).join(' ')}`)
    .join(', ')
}

function useCalendarSettings({
  stored,
  like,
  onSaved,
  onChanged,
}: Props & { stored: Calendar | null }): Settings<CalendarValues> {
  const words = useWords(times)
  const queries = useQueryClient()
  const { run } = useAct(saveCalendar)
  const kept = useMemo(() => {
    if (stored) return { version: stored.version, values: calendarValues(stored) }
    const plain = newCalendar(Intl.DateTimeFormat().resolvedOptions().timeZone)
    return { version: 0, values: like ? { ...calendarValues(like), name: '' } : plain }
  }, [stored, like])
  return useSettings<CalendarValues>({
    kept,
    wholes: calendarWholes,
    onChanged,
    problemsOf: (values) => calendarProblems(values, words),
    placesOf: placesOfCalendar,
    async save(values, version) {
      const answer = await run(calendarInput(values, stored?.id ?? null, version))
      if (!answer?.ok) return answer
      toast(words.calendarSaved)
      // Whoever goes on with the calendar, such as a channel's form, needs it in the list.
      await queries.invalidateQueries({ queryKey: [listCalendars.path] })
      onSaved(answer.value.id)
      return answer
    },
  })
}
