import { Button, Modal, Select, Switch, TextInput } from '@mantine/core'
import { IconCoffee, IconPencil, IconPlus } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import type { ReasonId } from '../../../../contract/ids.ts'
import { listReasons, type Reason, ReasonKind, saveReason } from '../../../../contract/operations/presence.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { Chip } from '../../../parts/Chip.tsx'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { toast } from '../../../shell/toast.ts'
import { useAct, useAsked } from '../../../sync/use.ts'
import type { ScreenProps } from '../Admin.tsx'
import { Asked } from '../shared/Asked.tsx'
import { byName, searched } from '../shared/fold.ts'
import { useGuardedClose } from '../shared/LeaveQuestion.tsx'
import { ListBar } from '../shared/ListBar.tsx'
import { Screen } from '../shared/Screen.tsx'
import { SaveButtons, SettingsNotices } from '../shared/SettingsParts.tsx'
import classes from '../shared/settings.module.css'
import { type Column, Table } from '../shared/Table.tsx'
import { useSettings } from '../shared/useSettings.ts'
import { Rules } from './Rules.tsx'

type Values = Pick<Reason, 'kind' | 'name' | 'active'>
const maxName = 40

/** How people stay ready and when they are away; and the reasons they can give for what they do. */
export function Reasons(_: ScreenProps) {
  const words = useWords(admin)
  const all = useWords(common)
  const query = useAsked(listReasons, {}, { catalog: 'reasons' })
  const [open, setOpen] = useState<ReasonId | 'new' | null>(null)
  const { onClose, onChanged, question } = useGuardedClose(() => setOpen(null))
  const create = (
    <Button variant="filled" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen('new')}>
      {words.newReason}
    </Button>
  )
  return (
    <Screen title={words.reasons} actions={create} fill>
      <Rules />
      <Asked query={query}>
        {({ reasons }) =>
          reasons.length === 0 ? (
            <EmptyState mark={<IconCoffee size={22} aria-hidden />} title={words.noReasons}>
              {words.noReasonsText}
            </EmptyState>
          ) : (
            <List reasons={reasons} onOpen={({ id }) => setOpen(id)} />
          )
        }
      </Asked>
      <Modal
        opened={open !== null}
        onClose={onClose}
        title={open === 'new' ? words.newReason : words.changeReason}
        closeButtonProps={{ 'aria-label': all.close }}
      >
        {open !== null && (
          <ReasonEditor
            stored={query.data?.reasons.find(({ id }) => id === open) ?? null}
            onDone={() => setOpen(null)}
            onChanged={onChanged}
          />
        )}
      </Modal>
      {question}
    </Screen>
  )
}

function List({ reasons, onOpen }: { reasons: readonly Reason[]; onOpen: (reason: Reason) => void }) {
  const words = useWords(admin)
  const [search, setSearch] = useState('')
  const inOrder = reasons.toSorted(
    (a, b) => Number(b.active) - Number(a.active) || a.kind.localeCompare(b.kind) || byName(a, b),
  )
  const shown = searched(inOrder, search, ({ name, kind }) => `${name} ${words.reasonKind(kind)}`)
  const columns: Column<Reason>[] = [
    { key: 'name', title: words.name, track: '2fr', cell: ({ name }) => <bdi style={{ fontWeight: 600 }}>{name}</bdi> },
    { key: 'kind', title: words.reasonFor, track: '1.4fr', cell: ({ kind }) => words.reasonKind(kind) },
    {
      key: 'state',
      title: words.state,
      track: '110px',
      cell: ({ active }) => <Chip tone={active ? 'good' : 'plain'}>{active ? words.inUse : words.retired}</Chip>,
    },
    {
      key: 'act',
      title: words.acts,
      track: '110px',
      end: true,
      cell: (reason) => (
        <Button
          size="xs"
          leftSection={<IconPencil size={14} aria-hidden />}
          aria-label={words.verbOf(words.change, reason.name)}
          onClick={() => onOpen(reason)}
        >
          {words.change}
        </Button>
      ),
    },
  ]
  return (
    <>
      <ListBar
        search={search}
        onSearch={setSearch}
        placeholder={words.searchReasons}
        found={shown.length}
        of={reasons.length}
      />
      {shown.length === 0 ? (
        <EmptyState title={words.nothingFound}>{words.nothingFoundText}</EmptyState>
      ) : (
        <Table name={words.reasons} rows={shown} columns={columns} />
      )}
    </>
  )
}

type EditorProps = { stored: Reason | null; onDone: () => void; onChanged: (dirty: boolean) => void }

function ReasonEditor({ stored, onDone, onChanged }: EditorProps) {
  const words = useWords(admin)
  const { run } = useAct(saveReason)
  const kept = useMemo(() => {
    if (!stored) return { version: 0, values: { kind: 'break', name: '', active: true } satisfies Values as Values }
    const { kind, name, active, version } = stored
    return { version, values: { kind, name, active } }
  }, [stored])
  const settings = useSettings<Values>({
    kept,
    problemsOf: ({ name }) => [
      ...(name.trim() === '' ? [{ path: 'name', text: words.reasonNameNeeded }] : []),
      ...(name.trim().length > maxName ? [{ path: 'name', text: words.tooLong(name.trim().length, maxName) }] : []),
    ],
    placesOf: ({ refusal }) => (refusal === 'name_taken' ? ['name'] : []),
    async save(values, version) {
      const answer = await run({ ...values, id: stored?.id ?? null, version })
      if (!answer?.ok) return answer
      toast(words.reasonSaved)
      return answer
    },
    onSaved: onDone,
    onChanged,
  })
  const { field, values } = settings
  return (
    <div className={classes.stack}>
      <SettingsNotices
        settings={settings}
        labelOf={(path) => ({ kind: words.reasonFor, active: words.inUse })[path] ?? words.name}
        sayValue={(path, { kind, name, active }) =>
          ({ kind: words.reasonKind(kind), active: active ? words.yes : words.no })[path] ?? name
        }
      />
      <TextInput
        label={words.name}
        description={words.reasonExample(values.kind)}
        withAsterisk
        data-autofocus
        {...field('name')}
      />
      <Select
        label={words.reasonFor}
        allowDeselect={false}
        data={ReasonKind.options.map((kind) => ({ value: kind, label: words.reasonKind(kind) }))}
        {...field('kind')}
      />
      {stored && <Switch label={words.inUse} description={words.retireNote} {...field('active', 'checkbox')} />}
      <div className={classes.row} style={{ justifyContent: 'flex-end' }}>
        <SaveButtons settings={settings} />
      </div>
    </div>
  )
}
