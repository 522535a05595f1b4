import { Button, Select } from '@mantine/core'
import { IconCopy } from '@tabler/icons-react'
import { useMemo } from 'react'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { locale } from '../../../i18n/language.ts'
import { times } from '../../../i18n/times.ts'
import classes from '../shared/settings.module.css'
import { focusField, type Settings } from '../shared/useSettings.ts'
import { Blocks } from './Blocks.tsx'
import type { CalendarValues } from './calendar-values.ts'
import calendarClasses from './calendars.module.css'
import { dayNames, mondayToWeekdays, withBlock, zones } from './times.ts'

/** The zone, and the blocks of each weekday. */
export function WeekGrid({ settings }: { settings: Settings<CalendarValues> }) {
  const words = useWords(admin)
  const time = useWords(times)
  const { values, set, errorAt, field } = settings
  const { zone, blocks } = values
  const allZones = useMemo(() => [...new Set([...zones(), zone])], [zone])
  const names = dayNames(locale())
  return (
    <>
      <div className={classes.fields}>
        <Select
          label={words.zone}
          description={time.zoneNote}
          searchable
          limit={60}
          allowDeselect={false}
          nothingFoundMessage={words.nothingFound}
          data={allZones}
          {...field('zone')}
        />
        <Button
          className={calendarClasses.copy ?? ''}
          leftSection={<IconCopy size={15} aria-hidden />}
          disabled={!blocks.some(({ day }) => day === 1)}
          onClick={() => set('blocks', mondayToWeekdays(blocks))}
        >
          {words.copyMonday(names[0] ?? '')}
        </Button>
      </div>
      <div className={calendarClasses.days}>
        {names.map((name, at) => (
          <Weekday key={name} name={name} day={at + 1} settings={settings} />
        ))}
      </div>
      {errorAt('blocks') && <p className={classes.fieldError}>{errorAt('blocks')}</p>}
    </>
  )
}

function Weekday({ name, day, settings }: { name: string; day: number; settings: Settings<CalendarValues> }) {
  const { blocks } = settings.values
  const own = blocks.flatMap((block, at) => (block.day === day ? [{ block, at, path: `blocks.${at}` }] : []))
  const change = (next: CalendarValues['blocks']) => settings.set('blocks', next)
  const placeOf = (place: number) => own[place]?.at
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid in every browser
    <div className={calendarClasses.day} role="group" aria-label={name}>
      <span className={calendarClasses.dayName}>{name}</span>
      <Blocks
        name={name}
        blocks={own}
        settings={settings}
        onPut={(place, { from, to }) =>
          change(blocks.map((other, at) => (at === placeOf(place) ? { day, from, to } : other)))
        }
        onRemove={(place) => change(blocks.filter((_, at) => at !== placeOf(place)))}
        onAdd={() => {
          change(withBlock(blocks, day))
          focusField(`blocks.${blocks.length}`)
        }}
      />
    </div>
  )
}
