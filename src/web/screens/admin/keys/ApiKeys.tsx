import { Button, Modal, Select, TextInput } from '@mantine/core'
import { IconKey, IconPlus } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { type ApiKey, createApiKey, listApiKeys, revokeApiKey } from '../../../../contract/operations/identity.ts'
import type { Role } from '../../../../contract/permissions.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { Chip } from '../../../parts/Chip.tsx'
import { ConfirmButton } from '../../../parts/ConfirmButton.tsx'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { Trouble } from '../../../parts/Trouble.tsx'
import { toast } from '../../../shell/toast.ts'
import { useAct, useAsked } from '../../../sync/use.ts'
import type { ScreenProps } from '../Admin.tsx'
import { Asked } from '../shared/Asked.tsx'
import { CopyField } from '../shared/CopyField.tsx'
import { searched } from '../shared/fold.ts'
import { ListBar } from '../shared/ListBar.tsx'
import { Screen } from '../shared/Screen.tsx'
import classes from '../shared/settings.module.css'
import { type Column, Table } from '../shared/Table.tsx'
import { useTagColumn } from '../shared/TagsCell.tsx'
import { Time } from '../shared/Time.tsx'

const maxName = 60

/** The keys with which other systems come in. */
export function ApiKeys(_: ScreenProps) {
  const words = useWords(admin)
  const all = useWords(common)
  const query = useAsked(listApiKeys, {}, { catalog: 'api_keys' })
  const [creating, setCreating] = useState(false)
  return (
    <Screen
      title={words.apiKeys}
      fill
      marks={<Link to="/api-docs">{words.aboutTheApi}</Link>}
      actions={
        <Button variant="filled" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setCreating(true)}>
          {words.newKey}
        </Button>
      }
    >
      <Asked query={query}>
        {({ keys }) =>
          keys.length === 0 ? (
            <EmptyState mark={<IconKey size={22} aria-hidden />} title={words.noKeys}>
              {words.noKeysText}
            </EmptyState>
          ) : (
            <List keys={keys} />
          )
        }
      </Asked>
      <Modal
        opened={creating}
        onClose={() => setCreating(false)}
        title={words.newKey}
        // The key is shown once: a press beside the window must not lose it.
        closeOnClickOutside={false}
        closeButtonProps={{ 'aria-label': all.close }}
      >
        {creating && <NewKey onDone={() => setCreating(false)} />}
      </Modal>
    </Screen>
  )
}

function List({ keys }: { keys: readonly ApiKey[] }) {
  const words = useWords(admin)
  const [search, setSearch] = useState('')
  const inOrder = keys.toSorted(
    (a, b) => Number(a.revokedAt !== null) - Number(b.revokedAt !== null) || b.createdAt - a.createdAt,
  )
  const shown = searched(inOrder, search, ({ name, lastFour, role }) => `${name} ${lastFour} ${words.roleName(role)}`)
  const tagColumn = useTagColumn<ApiKey>(({ agentId }) => ({ kind: 'agent', id: agentId }))
  const columns: Column<ApiKey>[] = [
    { key: 'name', title: words.name, track: '2fr', cell: ({ name }) => <bdi style={{ fontWeight: 600 }}>{name}</bdi> },
    { key: 'role', title: words.role, track: '120px', cell: ({ role }) => words.roleName(role) },
    {
      key: 'key',
      title: words.apiKey,
      track: '110px',
      cell: ({ lastFour }) => <span className="mono">{words.storedSecret(lastFour)}</span>,
    },
    ...tagColumn,
    {
      key: 'created',
      title: words.createdAt,
      track: '100px',
      spare: true,
      cell: ({ createdAt }) => <Time at={createdAt} />,
    },
    {
      key: 'used',
      title: words.lastUsed,
      track: '110px',
      cell: ({ lastUsedAt }) =>
        lastUsedAt === null ? <span className="quiet">{words.neverUsed}</span> : <Time at={lastUsedAt} />,
    },
    { key: 'act', title: words.acts, track: '110px', end: true, cell: (key) => <Revoke apiKey={key} /> },
  ]
  return (
    <>
      <ListBar
        search={search}
        onSearch={setSearch}
        placeholder={words.searchKeys}
        found={shown.length}
        of={keys.length}
      />
      {shown.length === 0 ? (
        <EmptyState title={words.nothingFound}>{words.nothingFoundText}</EmptyState>
      ) : (
        <Table name={words.apiKeys} rows={shown} columns={columns} />
      )}
    </>
  )
}

function Revoke({ apiKey: { id, name, revokedAt } }: { apiKey: ApiKey }) {
  const words = useWords(admin)
  const { run, busy } = useAct(revokeApiKey)
  if (revokedAt !== null) return <Chip>{words.revoked}</Chip>
  const revoke = async () => {
    const answer = await run({ id })
    if (answer?.ok) toast(words.keyRevoked(name))
    else if (answer) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  }
  return (
    <ConfirmButton
      size="xs"
      loading={busy}
      question={words.revokeQuestion(name)}
      consequence={words.revokeConsequence}
      verb={words.revokeKey}
      onConfirm={revoke}
    >
      {words.revoke}
    </ConfirmButton>
  )
}

const roles: Role[] = ['agent', 'supervisor', 'administrator']

/** A name and a role; then the key, once. */
function NewKey({ onDone }: { onDone: () => void }) {
  const words = useWords(admin)
  const { run, busy, refusal } = useAct(createApiKey)
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('agent')
  const [pressed, setPressed] = useState(false)
  const [key, setKey] = useState<string | null>(null)
  const length = name.trim().length
  const problem = length === 0 ? words.keyNameNeeded : length > maxName ? words.tooLong(length, maxName) : null
  const create = async (event: FormEvent) => {
    event.preventDefault()
    setPressed(true)
    if (problem !== null) return
    const answer = await run({ name: name.trim(), role })
    if (answer?.ok) setKey(answer.value.key)
  }
  if (key !== null)
    return (
      <div className={classes.stack}>
        <Callout tone="warn" announced>
          {words.keyOnce}
        </Callout>
        <CopyField label={words.apiKey} value={key} />
        <div className={classes.answers}>
          <Button variant="filled" onClick={onDone}>
            {words.keyIsKept}
          </Button>
        </div>
      </div>
    )
  return (
    <form className={classes.stack} onSubmit={(event) => void create(event)} noValidate>
      {refusal && <Trouble refusal={refusal} />}
      <TextInput
        label={words.name}
        description={words.keyNameNote}
        withAsterisk
        data-autofocus
        autoComplete="off"
        value={name}
        error={pressed ? problem : null}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Select
        label={words.role}
        description={words.keyRoleNote}
        data={roles.map((one) => ({ value: one, label: words.roleName(one) }))}
        value={role}
        onChange={(value) => value !== null && setRole(value as Role)}
      />
      <div className={classes.answers}>
        <Button type="submit" variant="filled" loading={busy}>
          {words.createKey}
        </Button>
      </div>
    </form>
  )
}
