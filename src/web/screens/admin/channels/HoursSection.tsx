import { ActionIcon, Button, Select, Switch, Textarea, TextInput, Tooltip } from '@mantine/core'
import { IconCopy, IconPlus, IconX } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import type { OpeningHours } from '../../../../contract/operations/channels.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { locale } from '../../../i18n/language.ts'
import { Section } from '../../../parts/Page.tsx'
import classes from '../shared/settings.module.css'
import { TextPreview } from '../shared/TemplatePreview.tsx'
import { focusField } from '../shared/useSettings.ts'
import type { SectionProps } from './ChannelScreen.tsx'
import { maxOutOfHours } from './channel-checks.ts'
import channelClasses from './channels.module.css'
import { dayNames, mondayToWeekdays, tidyTime, withBlock, zones } from './times.ts'

const officeHours = (): OpeningHours => ({
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  blocks: [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '17:00' })),
})

/** When the channel is answered, and what contacts are told when it is not. */
export function HoursSection({ settings }: SectionProps) {
  const words = useWords(admin)
  const { values, set, field, errorAt } = settings
  const hours = values.openingHours
  return (
    <Section id="hours" title={words.sectionHours} note={words.hoursNote}>
      <div className={classes.stack}>
        <Switch
          label={words.alwaysOpen}
          checked={hours === null}
          onChange={() => set('openingHours', hours === null ? officeHours() : null)}
        />
        {hours && (
          <>
            <Week hours={hours} settings={settings} />
            {errorAt('openingHours') && <p className={classes.fieldError}>{errorAt('openingHours')}</p>}
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
      </div>
    </Section>
  )
}

function Week({ hours, settings }: { hours: OpeningHours; settings: SectionProps['settings'] }) {
  const words = useWords(admin)
  const change = (blocks: OpeningHours['blocks']) => settings.set('openingHours', { ...hours, blocks })
  const allZones = useMemo(() => [...new Set([...zones(), hours.zone])], [hours.zone])
  const names = dayNames(locale())
  return (
    <>
      <div className={classes.fields}>
        <Select
          label={words.zone}
          searchable
          limit={60}
          nothingFoundMessage={words.nothingFound}
          data={allZones}
          data-path="openingHours"
          value={hours.zone}
          onChange={(zone) => zone !== null && settings.set('openingHours', { ...hours, zone })}
        />
        <Button
          style={{ alignSelf: 'end', justifySelf: 'start' }}
          leftSection={<IconCopy size={15} aria-hidden />}
          disabled={!hours.blocks.some(({ day }) => day === 1)}
          onClick={() => change(mondayToWeekdays(hours.blocks))}
        >
          {words.copyMonday(names[0] ?? '')}
        </Button>
      </div>
      <div className={channelClasses.days}>
        {names.map((name, at) => (
          <Day key={name} name={name} day={at + 1} blocks={hours.blocks} settings={settings} onChange={change} />
        ))}
      </div>
    </>
  )
}

type DayProps = {
  name: string
  day: number
  blocks: OpeningHours['blocks']
  settings: SectionProps['settings']
  onChange: (blocks: OpeningHours['blocks']) => void
}

function Day({ name, day, blocks, settings, onChange }: DayProps) {
  const words = useWords(admin)
  const own = blocks.flatMap((block, at) => (block.day === day ? [{ block, at }] : []))
  const add = () => {
    onChange(withBlock(blocks, day))
    focusField(`openingHours.blocks.${blocks.length}`)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid in every browser
    <div className={channelClasses.day} role="group" aria-label={name}>
      <span className={channelClasses.dayName}>{name}</span>
      <div className={channelClasses.blocks}>
        {own.length === 0 && <span className={channelClasses.closed}>{words.closed}</span>}
        {own.map(({ block, at }) => {
          const path = `openingHours.blocks.${at}`
          const error = settings.errorAt(path)
          const put = (change: Partial<typeof block>) =>
            onChange(blocks.map((other, place) => (place === at ? { ...other, ...change } : other)))
          return (
            <div key={at} className={channelClasses.block}>
              <TimeInput
                label={words.opensAt(name)}
                path={path}
                value={block.from}
                errorId={error && `${path}-error`}
                onChange={(from) => put({ from })}
                onLeave={() => settings.left(path)}
              />
              <span aria-hidden="true">–</span>
              <TimeInput
                label={words.closesAt(name)}
                value={block.to}
                errorId={error && `${path}-error`}
                onChange={(to) => put({ to })}
                onLeave={() => settings.left(path)}
              />
              <Tooltip label={words.removeBlock}>
                <ActionIcon
                  aria-label={words.removeBlockOf(name, block.from, block.to)}
                  onClick={() => onChange(blocks.filter((_, place) => place !== at))}
                >
                  <IconX size={15} aria-hidden />
                </ActionIcon>
              </Tooltip>
              {error && (
                <p id={`${path}-error`} className={`${classes.fieldError} ${channelClasses.blockError}`}>
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
          onClick={add}
        >
          {words.addHours}
        </Button>
      </div>
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
