import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { DayBlock } from '../../../../contract/operations/calendars.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import classes from '../shared/settings.module.css'
import type { Settings } from '../shared/useSettings.ts'
import type { CalendarValues } from './calendar-values.ts'
import calendarClasses from './calendars.module.css'
import { tidyTime } from './times.ts'

type Props = {
  /** The day they are of, as it is called. */
  name: string
  blocks: readonly { block: DayBlock; path: string }[]
  settings: Settings<CalendarValues>
  onPut: (place: number, block: DayBlock) => void
  onRemove: (place: number) => void
  onAdd: () => void
}

/** The blocks of one day: from and to, each with what is wrong about it, and one more. */
export function Blocks({ name, blocks, settings, onPut, onRemove, onAdd }: Props) {
  const words = useWords(admin)
  return (
    <div className={calendarClasses.blocks}>
      {blocks.length === 0 && <span className={calendarClasses.closed}>{words.closed}</span>}
      {blocks.map(({ block, path }, place) => {
        const error = settings.errorAt(path)
        const errorId = error && `${path}-error`
        const leave = () => settings.left(path)
        return (
          <div key={path} className={calendarClasses.block}>
            <TimeInput
              label={words.opensAt(name)}
              path={path}
              value={block.from}
              errorId={errorId}
              onChange={(from) => onPut(place, { ...block, from })}
              onLeave={leave}
            />
            <span aria-hidden="true">–</span>
            <TimeInput
              label={words.closesAt(name)}
              value={block.to}
              errorId={errorId}
              onChange={(to) => onPut(place, { ...block, to })}
              onLeave={leave}
            />
            <Tooltip label={words.removeBlock}>
              <ActionIcon aria-label={words.removeBlockOf(name, block.from, block.to)} onClick={() => onRemove(place)}>
                <IconX size={15} aria-hidden />
              </ActionIcon>
            </Tooltip>
            {error && (
              <p id={errorId} className={`${classes.fieldError} ${calendarClasses.blockError}`}>
                {error}
              </p>
            )}
          </div>
        )
      })}
      <Button
        size="xs"
        mt={5}
        leftSection={<IconPlus size={14} aria-hidden />}
        aria-label={words.addHoursOn(name)}
        onClick={onAdd}
      >
        {words.addHours}
      </Button>
    </div>
  )
}

type TimeProps = {
  label: string
  path?: string
  value: string
  errorId: string | undefined
  onChange: (time: string) => void
  onLeave: () => void
}

/** A time of day as it is typed; tidied on leaving. A time field of the browser cannot hold 24:00. */
function TimeInput({ label, path, value, errorId, onChange, onLeave }: TimeProps) {
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <TextInput
      aria-label={label}
      inputMode="numeric"
      placeholder="09:00"
      maxLength={5}
      {...(path && { 'data-path': path })}
      value={typed ?? value}
      error={errorId !== undefined}
      {...(errorId && { 'aria-describedby': errorId })}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        onChange(tidyTime(event.currentTarget.value))
      }}
      onBlur={() => {
        setTyped(null)
        onLeave()
      }}
    />
  )
}
