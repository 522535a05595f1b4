import { ActionIcon, MultiSelect, NativeSelect, NumberInput, TextInput, Tooltip } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { Fragment, type ReactNode } from 'react'
import { ChannelKind, InteractionState } from '../../../../contract/cards.ts'
import type { ChannelId, DispositionId, QueueId, TagId } from '../../../../contract/ids.ts'
import { Condition, maxConditionSets, maxConditions } from '../../../../contract/operations/rules.ts'
import { maxPriority } from '../../../../contract/operations/sla.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { rules as ruleWords } from '../../../i18n/rules.ts'
import { Section } from '../../../parts/Page.tsx'
import { useView } from '../../../sync/use.ts'
import { byName } from '../shared/fold.ts'
import { LengthInput } from '../shared/LengthInput.tsx'
import classes from '../shared/settings.module.css'
import { focusField, type Settings } from '../shared/useSettings.ts'
import { Add } from './Add.tsx'
import { DispositionField, TagField } from './fields.tsx'
import { type ConditionValues, fieldOf, freshCondition, type RuleValues } from './rule-values.ts'
import ruleClasses from './rules.module.css'

type Kind = Condition['of']
const kinds = Condition.options.map((option) => option.shape.of.value)

/** On what a rule acts: sets of conditions, one of which must hold whole. */
export function Conditions({ settings }: { settings: Settings<RuleValues> }) {
  const words = useWords(ruleWords)
  const { values, set, errorAt } = settings
  const sets = values.conditions
  const put = (at: number, conditions: ConditionValues[]) =>
    set(
      'conditions',
      // A set of none is none.
      sets.map((other, place) => (place === at ? conditions : other)).filter(({ length }) => length > 0),
    )
  const add = (at: number, kind: Kind) => {
    const one = freshCondition(kind)
    const list = sets[at] ?? []
    if (at === sets.length) set('conditions', [...sets, [one]])
    else put(at, [...list, one])
    focusField(`conditions.${at}.${list.length}.${fieldOf(one)}`)
  }
  return (
    <Section title={words.sectionConditions} note={words.conditionsNote}>
      {sets.length === 0 && <p className={classes.hint}>{words.noConditions}</p>}
      {sets.map((conditions, at) => (
        <Fragment key={at}>
          {at > 0 && <p className={ruleClasses.or}>{words.or}</p>}
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid in every browser */}
          <div role="group" aria-label={words.set(at + 1)} className={ruleClasses.set}>
            {conditions.map((one, place) => (
              <Fragment key={place}>
                {place > 0 && <p className={ruleClasses.and}>{words.and}</p>}
                <OneCondition
                  one={one}
                  path={`conditions.${at}.${place}`}
                  settings={settings}
                  onPut={(next) =>
                    put(
                      at,
                      conditions.map((other, n) => (n === place ? next : other)),
                    )
                  }
                  onRemove={() => {
                    put(
                      at,
                      conditions.filter((_, n) => n !== place),
                    )
                    focusField('conditions')
                  }}
                />
              </Fragment>
            ))}
            {conditions.length < maxConditions && (
              <Add
                label={words.addTo(at + 1)}
                kinds={kinds}
                nameOf={words.conditionOf}
                path={`conditions.${at}`}
                error={errorAt(`conditions.${at}`)}
                onAdd={(kind) => add(at, kind)}
              />
            )}
          </div>
        </Fragment>
      ))}
      {sets.length < maxConditionSets && (
        <div className={ruleClasses.add}>
          <Add
            label={sets.length === 0 ? words.addCondition : words.orSet}
            kinds={kinds}
            nameOf={words.conditionOf}
            path="conditions"
            error={errorAt('conditions')}
            onAdd={(kind) => add(sets.length, kind)}
          />
        </div>
      )}
    </Section>
  )
}

type OneProps = {
  one: ConditionValues
  path: string
  settings: Settings<RuleValues>
  onPut: (next: ConditionValues) => void
  onRemove: () => void
}

function OneCondition(props: OneProps) {
  const words = useWords(ruleWords)
  const { one, path, onPut, onRemove } = props
  const name = words.conditionOf(one.of)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid in every browser
    <div role="group" aria-label={name} className={ruleClasses.one}>
      <div className={ruleClasses.fields}>
        {'is' in one && (
          <>
            <span className={ruleClasses.what}>{name}</span>
            <NativeSelect
              className={ruleClasses.how ?? ''}
              aria-label={words.howOf(name)}
              {...(fieldOf(one) === 'is' && { 'data-path': `${path}.is` })}
              value={one.is ? 'yes' : 'no'}
              data={[
                { value: 'yes', label: words.isOf(one.of, true) },
                { value: 'no', label: words.isOf(one.of, false) },
              ]}
              onChange={(event) => onPut({ ...one, is: event.currentTarget.value === 'yes' })}
            />
          </>
        )}
        <Value {...props} name={name} />
      </div>
      <Tooltip label={words.removeCondition(name)}>
        <ActionIcon aria-label={words.removeCondition(name)} onClick={onRemove}>
          <IconX size={15} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  )
}

/** With what a condition compares. */
function Value({ one, path, settings, onPut, name }: OneProps & { name: string }): ReactNode {
  const words = useWords(ruleWords)
  const channels = useView((view) => view.channels)
  const queues = useView((view) => view.queues)
  const at = `${path}.${fieldOf(one)}`
  const field = {
    'aria-label': name,
    className: ruleClasses.value ?? '',
    'data-path': at,
    error: settings.errorAt(at),
    onBlur: () => settings.left(at),
  }
  const several = { searchable: true, hidePickedOptions: true, placeholder: words.chooseSome }
  const named = (things: Readonly<Record<string, { id: string; name: string }>>) =>
    Object.values(things)
      .toSorted(byName)
      .map((thing) => ({ value: thing.id, label: thing.name }))
  switch (one.of) {
    case 'channel':
      return (
        <MultiSelect
          {...field}
          {...several}
          data={named(channels)}
          value={one.channelIds}
          onChange={(ids) => onPut({ ...one, channelIds: ids as ChannelId[] })}
        />
      )
    case 'queue':
      return (
        <MultiSelect
          {...field}
          {...several}
          data={named(queues)}
          value={one.queueIds}
          onChange={(ids) => onPut({ ...one, queueIds: ids as QueueId[] })}
        />
      )
    case 'state':
      return (
        <MultiSelect
          {...field}
          {...several}
          data={InteractionState.options.map((state) => ({ value: state, label: words.stateName(state) }))}
          value={one.states}
          onChange={(states) => onPut({ ...one, states: states as InteractionState[] })}
        />
      )
    case 'channel_kind':
      return (
        <NativeSelect
          {...field}
          value={one.kind}
          data={ChannelKind.options.map((kind) => ({ value: kind, label: words.channelKind(kind) }))}
          onChange={(event) => onPut({ ...one, kind: event.currentTarget.value as ChannelKind })}
        />
      )
    case 'tag':
      return <TagField field={field} value={one.tagId} onChange={(tagId) => onPut({ ...one, tagId: tagId as TagId })} />
    case 'disposition':
      return (
        <DispositionField
          field={field}
          none={words.anyDisposition}
          value={one.dispositionId}
          onChange={(id) => onPut({ ...one, dispositionId: id as DispositionId | null })}
        />
      )
    case 'priority':
      return (
        <NumberInput
          {...field}
          min={0}
          max={maxPriority}
          clampBehavior="none"
          allowDecimal={false}
          value={one.atLeast}
          onChange={(atLeast) => onPut({ ...one, atLeast })}
        />
      )
    case 'said':
      return (
        <TextInput
          {...field}
          placeholder={words.saidExample}
          value={one.text}
          onChange={(event) => onPut({ ...one, text: event.currentTarget.value })}
        />
      )
    case 'waited':
    case 'unanswered':
      return (
        <LengthInput
          label={name}
          units={['seconds', 'minutes', 'hours', 'days']}
          path={at}
          value={one.seconds}
          error={field.error}
          onChange={(seconds) => onPut({ ...one, seconds })}
          onLeave={field.onBlur}
        />
      )
    case 'parked':
    case 'held':
    case 'do_not_contact':
      return null
  }
}
