import { ActionIcon, Button, NativeSelect, NumberInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useId, useState } from 'react'
import { StrategyName } from '../../../../contract/cards.ts'
import { Change, type Day, type DayLine, maxChanges, minutesOfDay, type Span } from '../../../../contract/day.ts'
import { Overflow } from '../../../../contract/line.ts'
import type { Misfit } from '../../../../modules/whatif/core/change.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { line as lineArea } from '../../../i18n/line.ts'
import { whatif } from '../../../i18n/whatif.ts'
import settings from '../shared/settings.module.css'
import { clock, type Draft, draftOf, kinds, toChange } from './draft.ts'
import classes from './whatif.module.css'

type Props = {
  day: Day
  changes: readonly Change[]
  /** Null: it is made. */
  onAdd: (change: Change) => Misfit | null
  onRemove: (at: number) => void
}

/** What is different, as plain sentences, and a form for one more. */
export function Changes({ day, changes, onAdd, onRemove }: Props) {
  const words = useWords(whatif)
  const heading = useId()
  const say = useSentence(day)
  return (
    <section className={classes.card} aria-labelledby={heading}>
      <h2 className={classes.name} id={heading}>
        {words.changes}
      </h2>
      {changes.length === 0 ? (
        <p className={settings.hint}>{words.noChanges}</p>
      ) : (
        <ol className={classes.changes}>
          {changes.map((change, at) => {
            const sentence = say(change)
            return (
              <li key={`${at} ${sentence}`} className={classes.change}>
                <span>{sentence}</span>
                <ActionIcon aria-label={words.remove(sentence)} onClick={() => onRemove(at)}>
                  <IconX size={16} aria-hidden />
                </ActionIcon>
              </li>
            )
          })}
        </ol>
      )}
      {changes.length < maxChanges && <Adding key={day.name} day={day} onAdd={onAdd} />}
    </section>
  )
}

/** How a change is said to the person, with the names of the day. */
export function useSentence(day: Day): (change: Change) => string {
  const words = useWords(whatif)
  const { strategyName } = useWords(admin)
  const names = new Map([...day.queues, ...day.channels].map(({ id, name }) => [id, name]))
  const hours = ({ from, to }: Span) =>
    from === 0 && to === minutesOfDay ? words.allDay : words.fromTo(clock(from), clock(to))
  return (change) =>
    words.said(
      change,
      (id) => names.get(id) ?? id,
      change.kind === 'strategy' ? strategyName(change.strategy) : '',
      hours,
    )
}

function Adding({ day, onAdd }: Pick<Props, 'day' | 'onAdd'>) {
  const words = useWords(whatif)
  const { strategyName } = useWords(admin)
  const lineWords = useWords(lineArea)
  const [draft, setDraft] = useState<Draft>(() => draftOf('agents', day))
  const [misfit, setMisfit] = useState<Misfit | null>(null)
  const set = (what: Partial<Draft>) => {
    setMisfit(null)
    setDraft({ ...draft, ...what })
  }
  const change = Change.safeParse(toChange(draft))
  const shows = kinds[draft.kind]
  const queues = day.queues.map(({ id, name }) => ({ value: id, label: name }))
  const channels = day.channels.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <form
      className={classes.adding}
      onSubmit={(event) => {
        event.preventDefault()
        if (change.success) setMisfit(onAdd(change.data))
      }}
    >
      <NativeSelect
        label={words.kind}
        description={words.example(draft.kind)}
        value={draft.kind}
        data={(Object.keys(kinds) as Change['kind'][]).map((kind) => ({ value: kind, label: words.kindName(kind) }))}
        onChange={(event) => {
          setMisfit(null)
          setDraft(draftOf(event.currentTarget.value as Change['kind'], day))
        }}
      />
      <div className={classes.pairs}>
        {(shows.queue === 'one' || shows.queue === 'any') && (
          <NativeSelect
            label={words.queue}
            value={draft.queueId}
            data={shows.queue === 'any' ? [{ value: '', label: words.allQueues }, ...queues] : queues}
            onChange={(event) => set({ queueId: event.currentTarget.value })}
          />
        )}
        {shows.also && (
          <NativeSelect
            label={words.alsoQueue}
            value={draft.alsoQueueId}
            data={queues}
            onChange={(event) => set({ alsoQueueId: event.currentTarget.value })}
          />
        )}
        {shows.channel && (
          <NativeSelect
            label={words.channel}
            value={draft.channelId}
            data={[{ value: '', label: words.allChannels }, ...channels]}
            onChange={(event) => set({ channelId: event.currentTarget.value })}
          />
        )}
        {shows.strategy && (
          <NativeSelect
            label={words.kindName('strategy')}
            value={draft.strategy}
            data={StrategyName.options.map((value) => ({ value, label: strategyName(value) }))}
            onChange={(event) => set({ strategy: event.currentTarget.value as StrategyName })}
          />
        )}
        {shows.number && (
          <NumberInput
            key={draft.kind}
            label={words[shows.number]}
            value={draft.number}
            allowDecimal={false}
            onChange={(number) => set({ number })}
          />
        )}
        {shows.on && (
          <NativeSelect
            label={words.kindName('asks')}
            value={draft.on ? 'on' : 'off'}
            data={[
              { value: 'on', label: words.on },
              { value: 'off', label: words.off },
            ]}
            onChange={(event) => set({ on: event.currentTarget.value === 'on' })}
          />
        )}
        {shows.does && draft.number !== '' && (
          <>
            <NativeSelect
              className={classes.wide}
              label={lineWords.whatThen}
              value={draft.does}
              data={Overflow.shape.does.options.map((value) => ({ value, label: lineWords.does(value) }))}
              onChange={(event) => set({ does: event.currentTarget.value as DayLine['overflow']['does'] })}
            />
            {draft.does === 'move' && (
              <NativeSelect
                className={classes.wide}
                label={lineWords.overflowQueue}
                value={draft.toQueueId}
                data={queues}
                onChange={(event) => set({ toQueueId: event.currentTarget.value })}
              />
            )}
          </>
        )}
        {shows.hours &&
          (['from', 'to'] as const).map((end) => (
            <NativeSelect
              key={end}
              label={words[end]}
              value={String(draft[end])}
              data={Array.from({ length: 49 }, (_, n) => ({ value: String(n * 30), label: clock(n * 30) }))}
              onChange={(event) => set({ [end]: Number(event.currentTarget.value) })}
            />
          ))}
      </div>
      {misfit && (
        <p className={settings.fieldError} role="alert">
          {words.misfit(misfit)}
        </p>
      )}
      <Button type="submit" disabled={!change.success} leftSection={<IconPlus size={16} aria-hidden />}>
        {words.addChange}
      </Button>
    </form>
  )
}
