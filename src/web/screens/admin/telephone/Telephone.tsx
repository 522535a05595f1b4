import { Button, Code, Modal, Switch, Text, TextInput, Title } from '@mantine/core'
import { IconPhone, IconPlus } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import type { AgentCard } from '../../../../contract/cards.ts'
import {
  type Extension,
  listTelephones,
  removeTelephone,
  saveExtension,
  saveTelephone,
  type Telephone as TelephoneSystem,
} from '../../../../contract/operations/telephone.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { telephone } from '../../../i18n/telephone.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { ConfirmButton } from '../../../parts/ConfirmButton.tsx'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { Trouble } from '../../../parts/Trouble.tsx'
import { useStateOf } from '../../../parts/useStateOf.ts'
import { toast } from '../../../shell/toast.ts'
import { useAct, useAsked, useMade } from '../../../sync/use.ts'
import type { ScreenProps } from '../Admin.tsx'
import { Asked } from '../shared/Asked.tsx'
import { CopyField } from '../shared/CopyField.tsx'
import { Screen } from '../shared/Screen.tsx'
import classes from '../shared/settings.module.css'
import { Time } from '../shared/Time.tsx'

/** Telephone systems that tell who is on a call, and who has which extension. */
export function Telephone(_: ScreenProps) {
  const words = useWords(telephone)
  const all = useWords(common)
  const query = useAsked(listTelephones, {}, { catalog: 'telephones' })
  const [connecting, setConnecting] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const close = () => {
    setConnecting(false)
    setSecret(null)
  }
  return (
    <Screen
      title={words.title}
      actions={
        <Button variant="filled" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setConnecting(true)}>
          {words.connect}
        </Button>
      }
    >
      <Asked query={query}>
        {({ telephones, extensions }) => (
          <div className={classes.stack}>
            <Text>{words.text}</Text>
            {telephones.length === 0 && (
              <EmptyState mark={<IconPhone size={22} aria-hidden />} title={words.none}>
                {words.noneText}
              </EmptyState>
            )}
            {telephones.map((one) => (
              <System key={one.id} system={one} onSecret={setSecret} />
            ))}
            <Extensions extensions={extensions} />
            <Title order={2} size="h4">
              {words.how}
            </Title>
            <Text size="sm">{words.howText}</Text>
            <Code block>{example}</Code>
          </div>
        )}
      </Asked>
      <Modal
        opened={connecting || secret !== null}
        onClose={close}
        title={secret === null ? words.connect : words.secret}
        // The secret is shown once: a press beside the window must not lose it.
        closeOnClickOutside={false}
        closeButtonProps={{ 'aria-label': all.close }}
      >
        {secret === null ? (
          <Connect onSecret={setSecret} />
        ) : (
          <div className={classes.stack}>
            <Callout tone="warn" announced>
              {words.secretOnce}
            </Callout>
            <CopyField label={words.secret} value={secret} />
            <div className={classes.answers}>
              <Button variant="filled" onClick={close}>
                {words.keptIt}
              </Button>
            </div>
          </div>
        )}
      </Modal>
    </Screen>
  )
}

const example = `curl -X POST "$SWITCHBOARD/api/calls/state" -H "authorization: Bearer $KEY" \\
  -H "content-type: application/json" \\
  -d '{"extension":"201","state":"on","callId":"1741000000.17"}'`

function Connect({ onSecret }: { onSecret: (secret: string) => void }) {
  const words = useWords(telephone)
  const { run, busy, refusal } = useAct(saveTelephone)
  const [name, setName] = useState('')
  const connect = async (event: FormEvent) => {
    event.preventDefault()
    const answer = await run({ id: null, version: 0, name, active: true })
    if (answer?.ok && answer.value.secret !== null) onSecret(answer.value.secret)
  }
  return (
    <form className={classes.stack} onSubmit={(event) => void connect(event)}>
      {refusal && <Trouble refusal={refusal} />}
      <TextInput
        label={words.name}
        description={words.nameNote}
        required
        maxLength={40}
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <div className={classes.answers}>
        <Button type="submit" variant="filled" loading={busy}>
          {words.connect}
        </Button>
      </div>
    </form>
  )
}

type SystemProps = { system: TelephoneSystem; onSecret: (secret: string) => void }

function System({ system, onSecret }: SystemProps) {
  const words = useWords(telephone)
  const saving = useAct(saveTelephone, system.id)
  const removing = useAct(removeTelephone, system.id)
  const { id, name, active, version, webhookUrl, lastHeardAt, wrongSignatures } = system
  const save = async (change: { active?: boolean; renewSecret?: boolean }) => {
    const answer = await saving.run({ id, version, name, active, ...change })
    if (answer && !answer.ok) toast(sentenceOf(answer.refusal), { tone: 'bad' })
    if (answer?.ok && answer.value.secret !== null) onSecret(answer.value.secret)
  }
  const remove = async () => {
    const answer = await removing.run({ id })
    if (answer && !answer.ok) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  }
  return (
    <section className={classes.stack} aria-label={name}>
      <Title order={2} size="h4">
        <bdi>{name}</bdi>
      </Title>
      <CopyField label={words.address} value={webhookUrl} />
      <Text size="sm">
        {lastHeardAt === null ? (
          words.neverHeard
        ) : (
          <>
            {words.heard}: <Time at={lastHeardAt} />
          </>
        )}
        {wrongSignatures > 0 && ` · ${words.strangers(wrongSignatures)}`}
      </Text>
      <Switch
        label={words.active}
        checked={active}
        disabled={saving.busy}
        onChange={() => void save({ active: !active })}
      />
      <div className={classes.row}>
        <ConfirmButton
          size="xs"
          loading={saving.busy}
          question={words.newSecretQuestion(name)}
          consequence={words.newSecretConsequence}
          verb={words.newSecret}
          onConfirm={() => save({ renewSecret: true })}
        >
          {words.newSecret}
        </ConfirmButton>
        <ConfirmButton
          size="xs"
          loading={removing.busy}
          question={words.removeQuestion(name)}
          consequence={words.removeConsequence}
          verb={words.remove}
          onConfirm={remove}
        >
          {words.remove}
        </ConfirmButton>
      </div>
    </section>
  )
}

function Extensions({ extensions }: { extensions: readonly Extension[] }) {
  const words = useWords(telephone)
  const agents = useMade((view) =>
    Object.values(view.agents)
      .filter(({ active }) => active)
      .toSorted((a, b) => a.name.localeCompare(b.name)),
  )
  return (
    <section className={classes.stack} aria-label={words.extensions}>
      <Title order={2} size="h4">
        {words.extensions}
      </Title>
      <Text size="sm">{words.extensionsNote}</Text>
      <div className={classes.fields}>
        {agents.map((agent) => {
          const number = extensions.find(({ agentId }) => agentId === agent.id)?.number ?? ''
          return <OneExtension key={agent.id} agent={agent} number={number} />
        })}
      </div>
    </section>
  )
}

/** Kept when one leaves the field, or with Enter. */
function OneExtension({ agent, number }: { agent: AgentCard; number: string }) {
  const words = useWords(telephone)
  const { run, refusal } = useAct(saveExtension, agent.id)
  const [typed, setTyped] = useStateOf(number, number)
  const save = async () => {
    if (typed.trim() === number) return
    const answer = await run({ agentId: agent.id, number: typed.trim() === '' ? null : typed.trim() })
    if (answer?.ok) toast(words.saved)
  }
  return (
    <TextInput
      label={agent.name}
      aria-label={words.extensionOf(agent.name)}
      value={typed}
      maxLength={40}
      error={refusal && sentenceOf(refusal)}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => void save()}
      onKeyDown={(event) => event.key === 'Enter' && void save()}
    />
  )
}
