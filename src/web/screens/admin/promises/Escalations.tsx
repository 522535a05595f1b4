import { ActionIcon, NativeSelect, NumberInput, Select } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { QueueId } from '../../../../contract/ids.ts'
import type { Escalation } from '../../../../contract/operations/sla.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { times } from '../../../i18n/times.ts'
import { useView } from '../../../sync/use.ts'
import { byName } from '../shared/fold.ts'
import classes from '../shared/settings.module.css'
import type { Settings } from '../shared/useSettings.ts'
import type { PolicyValues } from './promise-values.ts'
import promiseClasses from './promises.module.css'

type Props = {
  legend: string
  path: string
  list: readonly Escalation[]
  settings: Settings<PolicyValues>
  onPut: (list: Escalation[]) => void
}

const kinds = ['tell_supervisors', 'raise_priority', 'move'] as const satisfies Escalation['do'][]

/** What happens by itself at one moment of a clock: each kind of thing at most once. */
export function Escalations({ legend, path, list, settings, onPut }: Props) {
  const words = useWords(times)
  const left = kinds.filter((kind) => !list.some((one) => one.do === kind))
  return (
    <fieldset className={promiseClasses.escalations}>
      <legend className={classes.fieldLabel}>{legend}</legend>
      {list.map((one, at) => (
        <One
          key={one.do}
          one={one}
          path={`${path}.${at}`}
          error={settings.errorAt(`${path}.${at}`)}
          onPut={(next) => onPut(list.map((other) => (other.do === one.do ? next : other)))}
          onRemove={() => onPut(list.filter((other) => other.do !== one.do))}
        />
      ))}
      {left.length > 0 && (
        <NativeSelect
          aria-label={words.addEscalation(legend)}
          size="xs"
          value=""
          data={[
            { value: '', label: words.add },
            ...left.map((kind) => ({ value: kind, label: words.escalation(kind) })),
          ]}
          onChange={(event) => {
            const kind = kinds.find((one) => one === event.currentTarget.value)
            if (kind) onPut([...list, fresh(kind)])
          }}
        />
      )}
      <p className={classes.hint}>{words.escalationNote}</p>
    </fieldset>
  )
}

const usualRaise = 100

function fresh(kind: Escalation['do']): Escalation {
  if (kind === 'raise_priority') return { do: kind, by: usualRaise }
  // Which queue is for the person to choose: an empty one is refused at its field.
  return kind === 'move' ? { do: kind, queueId: '' as QueueId } : { do: kind }
}

type OneProps = {
  one: Escalation
  path: string
  error: string | undefined
  onPut: (next: Escalation) => void
  onRemove: () => void
}

function One({ one, path, error, onPut, onRemove }: OneProps) {
  const words = useWords(times)
  const queues = useView((view) => view.queues)
  const what = words.escalation(one.do)
  return (
    <div className={promiseClasses.escalation}>
      <span>{what}</span>
      {one.do === 'raise_priority' && (
        <NumberInput
          aria-label={words.raiseBy}
          data-path={path}
          w={90}
          size="xs"
          min={1}
          max={1_000}
          allowDecimal={false}
          value={one.by}
          error={error}
          onChange={(by) => onPut({ do: 'raise_priority', by: Number(by) })}
        />
      )}
      {one.do === 'move' && (
        <Select
          aria-label={words.moveTo}
          placeholder={words.chooseQueue}
          data-path={path}
          size="xs"
          searchable
          allowDeselect={false}
          data={Object.values(queues)
            .toSorted(byName)
            .map(({ id, name }) => ({ value: id, label: name }))}
          value={one.queueId || null}
          error={error}
          onChange={(queueId) => queueId !== null && onPut({ do: 'move', queueId: queueId as QueueId })}
        />
      )}
      <ActionIcon aria-label={words.removeEscalation(what)} onClick={onRemove}>
        <IconX size={15} aria-hidden />
      </ActionIcon>
    </div>
  )
}
