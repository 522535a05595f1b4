import { ActionIcon, Tooltip } from '@mantine/core'
import { IconCopy } from '@tabler/icons-react'
import { apiDocs } from '../../i18n/api-docs.ts'
import { useWords } from '../../i18n/catalogue.ts'
import { common } from '../../i18n/common.ts'
import { Chip } from '../../parts/Chip.tsx'
import { Section } from '../../parts/Page.tsx'
import { toast } from '../../shell/toast.ts'
import classes from './api-docs.module.css'
import { Code } from './Code.tsx'
import { type Api, type Call, curl, isTryable, limits, type Schema, typesUsed, typeText } from './describe.ts'
import { TryIt } from './TryIt.tsx'

/** One call: what it is for, what it takes, what it answers, and how to make it. */
export function CallDetail({ call, api }: { call: Call; api: Api }) {
  const words = useWords(apiDocs)
  return (
    // Whoever was far down in another call begins at the top of this one.
    <article ref={toTop} className={classes.article} aria-label={`${call.method} ${call.path}`}>
      <header className={classes.head}>
        <h2 className={classes.title}>
          <Chip tone={call.method === 'GET' ? 'good' : 'accent'}>{call.method}</Chip>{' '}
          <span className="mono">{call.path}</span>
        </h2>
        <p className={classes.summary}>{call.summary}</p>
        <p className="quiet">
          {call.open ? words.open : call.permission === null ? null : words.permission(call.permission)}
        </p>
      </header>
      <Input call={call} />
      {call.answer && (
        <Section title={words.answer}>
          <Code>{typeText(call.answer)}</Code>
        </Section>
      )}
      {isTryable(call) && <TryIt call={call} />}
      <Section
        title={words.fromShell}
        note={call.open ? undefined : words.keyNote}
        aside={<Copy label={words.fromShell} text={curl(call, api, location.origin)} />}
      >
        <Code>{curl(call, api, location.origin)}</Code>
      </Section>
      <Types call={call} api={api} />
      <Refusals call={call} />
    </article>
  )
}

const toTop = (element: HTMLElement | null): void => element?.scrollIntoView({ block: 'start' })

function Input({ call }: { call: Call }) {
  const words = useWords(apiDocs)
  const { parameters, body, takesFile } = call
  const fields = body?.properties ? Object.keys(body.properties).length : 0
  return (
    <>
      {parameters.length > 0 && (
        <Section title={words.query}>
          <Code>{parameters.map(parameterText).join('\n')}</Code>
        </Section>
      )}
      {body && fields > 0 && (
        <Section title={words.body}>
          <Code>{typeText(body)}</Code>
        </Section>
      )}
      {takesFile && <Section title={words.body}>{words.file}</Section>}
      {parameters.length === 0 && fields === 0 && !takesFile && <p className="quiet">{words.noInput}</p>}
    </>
  )
}

function parameterText({ name, required, schema }: Call['parameters'][number]): string {
  const note = limits(schema)
  return `${name}${required ? '' : '?'}: ${typeText(schema)}${note && ` // ${note}`}`
}

/** The named types this call speaks of, each behind its name. */
function Types({ call, api }: { call: Call; api: Api }) {
  const words = useWords(apiDocs)
  const schemas: (Schema | null)[] = [call.body, call.answer, ...call.parameters.map(({ schema }) => schema)]
  const names = typesUsed(schemas, api)
  if (names.length === 0) return null
  return (
    <Section title={words.types}>
      {names.map((name) => (
        <details key={name} className={classes.type}>
          <summary className="mono">{name}</summary>
          <Code>{typeText(api.components.schemas[name] ?? {})}</Code>
        </details>
      ))}
    </Section>
  )
}

function Refusals({ call }: { call: Call }) {
  const words = useWords(apiDocs)
  if (call.refusals.length === 0) return null
  return (
    <details className={classes.refusals}>
      <summary>{words.refusals}</summary>
      <dl>
        {call.refusals.map(({ status, names }) => (
          <div key={status} className={classes.refusal}>
            <dt className="figures">{status}</dt>
            <dd className="mono">{names.join(', ')}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

function Copy({ label, text }: { label: string; text: string }) {
  const words = useWords(apiDocs)
  const all = useWords(common)
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => toast(all.copied),
      () => toast(words.notCopied, { tone: 'bad' }),
    )
  return (
    <Tooltip label={all.copy}>
      <ActionIcon aria-label={`${all.copy}: ${label}`} onClick={() => void copy()}>
        <IconCopy size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}
