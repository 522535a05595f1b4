import { Select, Switch, Textarea } from '@mantine/core'
import { listCalendars } from '../../../../contract/operations/calendars.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { times } from '../../../i18n/times.ts'
import { Section } from '../../../parts/Page.tsx'
import { useAsked } from '../../../sync/use.ts'
import { CalendarEditor } from '../calendars/CalendarEditor.tsx'
import { Upcoming } from '../calendars/Upcoming.tsx'
import { AdminLink } from '../shared/AdminLink.tsx'
import { byName } from '../shared/fold.ts'
import { OpenAside } from '../shared/OpenAside.tsx'
import classes from '../shared/settings.module.css'
import { TextPreview } from '../shared/TemplatePreview.tsx'
import type { SectionProps } from './ChannelScreen.tsx'
import { maxOutOfHours } from './channel-checks.ts'
import channelClasses from './channels.module.css'

/** When the channel is answered, and what happens when it is not. */
export function HoursSection({ settings }: SectionProps) {
  const words = useWords(admin)
  const time = useWords(times)
  const { values, set, field } = settings
  const calendars = useAsked(listCalendars, {}, { catalog: 'calendars' }).data?.calendars ?? []
  const chosen = calendars.find(({ id }) => id === values.calendarId)
  return (
    <Section id="hours" title={words.sectionHours} note={words.hoursNote}>
      <div className={classes.stack}>
        <Select
          label={time.calendar}
          description={time.calendarNote}
          placeholder={words.alwaysOpen}
          clearable
          searchable
          nothingFoundMessage={words.nothingFound}
          clearButtonProps={{ 'aria-label': words.clear(time.calendar) }}
          data={calendars.toSorted(byName).map(({ id, name }) => ({ value: id, label: name }))}
          {...field('calendarId')}
        />
        {chosen && <Upcoming hours={chosen} />}
        <OpenAside
          id={values.calendarId}
          words={{ open: time.openCalendar, create: time.newCalendar, title: time.calendar }}
          size="xl"
          onMade={(id) => set('calendarId', id)}
          editor={(of) => <CalendarEditor {...of} />}
        />
        {values.calendarId !== null && (
          <>
            <Switch
              label={words.holdsWhileClosed}
              description={time.holdsNote}
              {...field('holdsWhileClosed', 'checkbox')}
            />
            <div className={channelClasses.templatePair}>
              <Textarea
                label={words.outOfHoursText}
                description={words.outOfHoursNote(values.outOfHoursText.trim().length, maxOutOfHours)}
                autosize
                minRows={3}
                maxRows={12}
                {...field('outOfHoursText')}
              />
              <TextPreview text={values.outOfHoursText} />
            </div>
          </>
        )}
        <p className={classes.hint}>
          {time.promisesElsewhere} <AdminLink to="promises">{words.promises}</AdminLink>
        </p>
      </div>
    </Section>
  )
}
