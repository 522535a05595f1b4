import { ActionIcon, Button, Checkbox, Select, Switch, TextInput, Tooltip } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { ChannelKind } from '../../../../contract/cards.ts'
import type { DispositionId } from '../../../../contract/ids.ts'
import {
  type Disposition,
  listDispositions,
  maxDispositionLevels,
  removeDisposition,
  saveDisposition,
} from '../../../../contract/operations/dispositions.ts'
import { branch, checkPlace } from '../../../../modules/dispositions/core/tree.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { ConfirmButton } from '../../../parts/ConfirmButton.tsx'
import { toast } from '../../../shell/toast.ts'
import { useAct } from '../../../sync/use.ts'
import { Detail } from '../shared/ListDetail.tsx'
import { SaveButtons, SettingsNotices } from '../shared/SettingsParts.tsx'
import classes from '../shared/settings.module.css'
import { useGo } from '../shared/useGo.ts'
import { type Problem, type Settings, useSettings } from '../shared/useSettings.ts'
import { possibleParents, siblingsOf, wayTo } from './tree.ts'
import { useMove } from './useMove.ts'

type Values = Pick<Disposition, 'name' | 'parentId' | 'kinds' | 'everywhere' | 'doNotContact' | 'active'>
type Props = { stored: Disposition | null; all: readonly Disposition[]; parentId: DispositionId | null }

const maxName = 60

/** One disposition: its name and place, for which kinds of channel it is, and what choosing it does. */
export function DispositionEditor(props: Props) {
  const { stored, all } = props
  const words = useWords(admin)
  const settings = useDispositionSettings(props)
  const kindNames = useWords(common)
  const sayValue = (path: string, { name, parentId, kinds, ...flags }: Values): string => {
    if (path === 'name') return name
    if (path === 'parentId') return parentId === null ? words.firstLevel : sayWay(all, parentId)
    if (path === 'kinds') return kinds.map((kind) => kindNames[kind]).join(', ')
    return flags[path as keyof typeof flags] ? words.yes : words.no
  }
  const level = stored ? wayTo(all, stored.id).length : 0
  return (
    <Detail
      title={stored ? settings.base.name : words.newDisposition}
      back="dispositions"
      actions={<SaveButtons settings={settings} />}
    >
      <SettingsNotices
        settings={settings}
        labelOf={(path) => words[labels[path as keyof Values]]}
        sayValue={sayValue}
      />
      <Fields settings={settings} {...props} />
      {stored && (
        <div className={classes.row}>
          {level < maxDispositionLevels && <AddBelow id={stored.id} />}
          <MoveButtons stored={stored} all={all} />
          <Remove stored={stored} all={all} />
        </div>
      )}
    </Detail>
  )
}

const labels = {
  name: 'name',
  parentId: 'parentLevel',
  kinds: 'kinds',
  everywhere: 'everywhere',
  doNotContact: 'doNotContact',
  active: 'active',
} as const satisfies Record<keyof Values, string>

function useDispositionSettings({ stored, all, parentId }: Props): Settings<Values> {
  const words = useWords(admin)
  const go = useGo()
  const queries = useQueryClient()
  const { run } = useAct(saveDisposition)
  const kept = useMemo(
    () =>
      stored
        ? { version: stored.version, values: valuesOf(stored) }
        : {
            version: 0,
            values: {
              name: '',
              parentId,
              kinds: [...ChannelKind.options],
              everywhere: false,
              doNotContact: false,
              active: true,
            },
          },
    [stored, parentId],
  )
  const problemsOf = (values: Values): Problem[] => [
    ...(values.name.trim() === '' ? [{ path: 'name', text: words.dispositionNameNeeded }] : []),
    ...(values.name.trim().length > maxName
      ? [{ path: 'name', text: words.tooLong(values.name.trim().length, maxName) }]
      : []),
    ...(takenBeside(values) ? [{ path: 'name', text: words.fieldRefused('name_taken') }] : []),
    ...(values.kinds.length === 0 ? [{ path: 'kinds', text: words.kindNeeded }] : []),
  ]
  const takenBeside = (values: Values): boolean => {
    const placed = checkPlace(all, { id: stored?.id ?? null, parentId: values.parentId, name: values.name.trim() })
    return !placed.ok && placed.refusal === 'name_taken'
  }
  return useSettings<Values>({
    kept,
    problemsOf,
    placesOf: ({ refusal }) => (refusal === 'name_taken' ? ['name'] : []),
    async save(values, version) {
      const stays = stored !== null && stored.parentId === values.parentId
      // Whoever is put somewhere else goes to the end there.
      const position = stays ? stored.position : endOf(siblingsOf(all, values.parentId))
      const answer = await run({ ...values, id: stored?.id ?? null, version, position })
      if (!answer?.ok) return answer
      toast(words.dispositionSaved)
      if (!stored) {
        await queries.invalidateQueries({ queryKey: [listDispositions.path] })
        await go(`dispositions/${answer.value.id}`, { leave: true, replace: true })
      }
      return answer
    },
  })
}

const sayWay = (all: readonly Disposition[], id: DispositionId): string =>
  wayTo(all, id)
    .map(({ name }) => name)
    .join(' › ')

const valuesOf = ({ name, parentId, kinds, everywhere, doNotContact, active }: Disposition): Values => ({
  name,
  parentId,
  kinds: ChannelKind.options.filter((kind) => kinds.includes(kind)),
  everywhere,
  doNotContact,
  active,
})

const endOf = (siblings: readonly Disposition[]): number =>
  Math.max(-1, ...siblings.map(({ position }) => position)) + 1

function Fields({ settings, stored, all }: Props & { settings: Settings<Values> }) {
  const words = useWords(admin)
  const kindNames = useWords(common)
  const { values, field, set, errorAt } = settings
  const parents = possibleParents(all, stored?.id ?? null)
  return (
    <div className={classes.stack}>
      <TextInput label={words.name} withAsterisk {...field('name')} />
      <Select
        label={words.parentLevel}
        placeholder={words.firstLevel}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': words.clear(words.parentLevel) }}
        nothingFoundMessage={words.nothingFound}
        data={parents.map(({ id }) => ({
          value: id,
          label: sayWay(all, id),
        }))}
        {...field('parentId')}
      />
      <Checkbox.Group
        inputWrapperOrder={['label', 'description', 'input', 'error']}
        label={words.kinds}
        description={words.kindsNote}
        error={errorAt('kinds')}
        value={values.kinds}
        onChange={(kinds) =>
          set(
            'kinds',
            ChannelKind.options.filter((kind) => kinds.includes(kind)),
          )
        }
      >
        <div className={classes.row} style={{ marginBlockStart: 6 }}>
          {ChannelKind.options.map((kind, at) => (
            <Checkbox key={kind} value={kind} label={kindNames[kind]} {...(at === 0 && { 'data-path': 'kinds' })} />
          ))}
        </div>
      </Checkbox.Group>
      <Switch label={words.everywhere} description={words.everywhereNote} {...field('everywhere', 'checkbox')} />
      <Switch label={words.doNotContact} description={words.doNotContactNote} {...field('doNotContact', 'checkbox')} />
      {values.doNotContact && <Callout tone="warn">{words.doNotContactText}</Callout>}
      <Switch label={words.active} description={words.dispositionActiveNote} {...field('active', 'checkbox')} />
    </div>
  )
}

function AddBelow({ id }: { id: DispositionId }) {
  const words = useWords(admin)
  const go = useGo()
  return (
    <Button
      size="xs"
      leftSection={<IconPlus size={14} aria-hidden />}
      onClick={() => void go(`dispositions/new/${id}`)}
    >
      {words.addBelow}
    </Button>
  )
}

function MoveButtons({ stored, all }: { stored: Disposition; all: readonly Disposition[] }) {
  const words = useWords(admin)
  const moveOne = useMove()
  const siblings = siblingsOf(all, stored.parentId)
  const at = siblings.findIndex(({ id }) => id === stored.id)
  const move = (by: -1 | 1) => moveOne(stored.id, by)
  return (
    <>
      <Tooltip label={words.moveUp}>
        <ActionIcon aria-label={words.moveUp} disabled={at === 0} onClick={() => void move(-1)}>
          <IconArrowUp size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={words.moveDown}>
        <ActionIcon aria-label={words.moveDown} disabled={at === siblings.length - 1} onClick={() => void move(1)}>
          <IconArrowDown size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </>
  )
}

function Remove({ stored, all }: { stored: Disposition; all: readonly Disposition[] }) {
  const words = useWords(admin)
  const go = useGo()
  const { run, busy } = useAct(removeDisposition)
  const below = branch(all, stored.id).length - 1
  const remove = async () => {
    const answer = await run({ id: stored.id })
    if (answer?.ok) {
      toast(words.dispositionsRemoved(answer.value.removed))
      await go('dispositions', { leave: true })
    } else if (answer) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  }
  return (
    <ConfirmButton
      size="xs"
      loading={busy}
      question={words.removeDispositionQuestion(stored.name)}
      consequence={below === 0 ? words.removeDispositionText : words.removeWithBelow(below)}
      verb={words.removeCount(below + 1)}
      onConfirm={remove}
    >
      {words.remove}
    </ConfirmButton>
  )
}
