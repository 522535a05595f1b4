import { Button, SegmentedControl } from '@mantine/core'
import { IconCalendarTime, IconCopy, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { Instant } from '../../../../contract/ids.ts'
import { type Calendar, listCalendars, removeCalendar } from '../../../../contract/operations/calendars.ts'
import { isOpen } from '../../../../modules/calendars/core/calendar.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { times } from '../../../i18n/times.ts'
import { Chip } from '../../../parts/Chip.tsx'
import { ConfirmButton } from '../../../parts/ConfirmButton.tsx'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { toast } from '../../../shell/toast.ts'
import { useNow } from '../../../sync/clock.ts'
import { useAct, useAsked } from '../../../sync/use.ts'
import type { ScreenProps } from '../Admin.tsx'
import { Asked } from '../shared/Asked.tsx'
import { byName, searched } from '../shared/fold.ts'
import { ListBar } from '../shared/ListBar.tsx'
import { Detail, ListDetail } from '../shared/ListDetail.tsx'
import { Names } from '../shared/Names.tsx'
import { NotNow } from '../shared/NotNow.tsx'
import { Screen } from '../shared/Screen.tsx'
import classes from '../shared/settings.module.css'
import { Table } from '../shared/Table.tsx'
import { useGo } from '../shared/useGo.ts'
import { CalendarEditor } from './CalendarEditor.tsx'

/** The business calendars: when channels are open, and which time counts for promises. */
export function Calendars({ rest: [open, like] }: ScreenProps) {
  const words = useWords(admin)
  const time = useWords(times)
  const go = useGo()
  const query = useAsked(listCalendars, {}, { catalog: 'calendars' })
  const create = (
    <Button variant="filled" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => void go('calendars/new')}>
      {time.newCalendar}
    </Button>
  )
  return (
    <Screen title={words.calendars} actions={create} fill>
      <Asked query={query}>
        {({ calendars }) => (
          <ListDetail
            list={
              calendars.length === 0 ? (
                <EmptyState mark={<IconCalendarTime size={22} aria-hidden />} title={time.noCalendars}>
                  {time.noCalendarsText}
                </EmptyState>
              ) : (
                <List calendars={calendars} openId={open} />
              )
            }
            detail={
              open === 'new' || calendars.some(({ id }) => id === open) ? (
                <Opened
                  key={`${open} ${like}`}
                  stored={calendars.find(({ id }) => id === open) ?? null}
                  like={calendars.find(({ id }) => id === like)}
                />
              ) : null
            }
          />
        )}
      </Asked>
    </Screen>
  )
}

/** Which of them are shown: those that open and close a channel, or those that none follows. */
type Use = 'all' | 'used' | 'unused'

function List({ calendars, openId }: { calendars: readonly Calendar[]; openId: string | undefined }) {
  const words = useWords(admin)
  const time = useWords(times)
  const now = useNow() as Instant
  const [search, setSearch] = useState('')
  const [use, setUse] = useState<Use>('all')
  const chosen = calendars.filter(({ usedBy }) => use === 'all' || (use === 'used') === usedBy.length > 0)
  const shown = searched(chosen.toSorted(byName), search, ({ name, zone }) => `${name} ${zone}`)
  return (
    <>
      <ListBar
        search={search}
        onSearch={setSearch}
        placeholder={time.searchCalendars}
        found={shown.length}
        of={calendars.length}
      >
        <SegmentedControl
          aria-label={time.useOfCalendars}
          value={use}
          onChange={(value) => setUse(value as Use)}
          data={(['all', 'used', 'unused'] as const).map((value) => ({ value, label: time.useOf(value) }))}
        />
      </ListBar>
      {shown.length === 0 ? (
        <EmptyState title={words.nothingFound}>{words.nothingFoundText}</EmptyState>
      ) : (
        <Table
          name={words.calendars}
          rows={shown}
          to={({ id }) => `calendars/${id}`}
          openId={openId}
          columns={[
            { key: 'name', title: words.name, track: '2fr', cell: ({ name }) => <bdi>{name}</bdi> },
            {
              key: 'state',
              title: words.state,
              track: '100px',
              cell: (calendar) => (
                <Chip tone={isOpen(calendar, now) ? 'good' : 'plain'}>
                  {isOpen(calendar, now) ? time.openNow : words.closed}
                </Chip>
              ),
            },
            { key: 'zone', title: words.zone, track: '1.4fr', spare: true, cell: ({ zone }) => zone },
            { key: 'channels', title: words.channels, track: '2fr', cell: ({ usedBy }) => <Names names={usedBy} /> },
          ]}
        />
      )}
    </>
  )
}

function Opened({ stored, like }: { stored: Calendar | null; like: Calendar | undefined }) {
  const time = useWords(times)
  const go = useGo()
  return (
    <Detail title={stored?.name ?? (like ? time.copyOf(like.name) : time.newCalendar)} back="calendars">
      <CalendarEditor
        id={stored?.id ?? null}
        like={like}
        onSaved={(id) => void go(`calendars/${id}`, { leave: true, replace: true })}
      />
      {stored && (
        <div className={classes.row}>
          <Button
            size="xs"
            leftSection={<IconCopy size={14} aria-hidden />}
            onClick={() => void go(`calendars/new/${stored.id}`)}
          >
            {time.copyCalendar}
          </Button>
          <Remove calendar={stored} />
        </div>
      )}
    </Detail>
  )
}

function Remove({ calendar }: { calendar: Calendar }) {
  const time = useWords(times)
  const go = useGo()
  const { run, busy } = useAct(removeCalendar)
  const remove = async () => {
    const answer = await run({ id: calendar.id })
    if (answer?.ok) {
      toast(time.calendarRemoved(calendar.name))
      await go('calendars', { leave: true })
    } else if (answer) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  }
  if (calendar.usedBy.length > 0)
    return (
      <NotNow size="xs" why={time.calendarUsed(calendar.usedBy.join(', '))}>
        {time.removeCalendar}
      </NotNow>
    )
  return (
    <ConfirmButton
      size="xs"
      loading={busy}
      question={time.removeCalendarQuestion(calendar.name)}
      consequence={time.removeCalendarText}
      verb={time.removeCalendar}
      onConfirm={remove}
    >
      {time.removeCalendar}
    </ConfirmButton>
  )
}
