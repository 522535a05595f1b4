import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { apiDocs } from '../../i18n/api-docs.ts'
import { useWords } from '../../i18n/catalogue.ts'
import { Section } from '../../parts/Page.tsx'
import { Trouble } from '../../parts/Trouble.tsx'
import { type Answer, ask, withQuery } from '../../sync/call.ts'
import classes from './api-docs.module.css'
import { Code } from './Code.tsx'
import { type Call, typeText } from './describe.ts'

/** What is shown of an answer, in characters. */
const shown = 20_000

type Outcome = { answer: Answer<unknown>; milliseconds: number }

/** Ask the server now, as the person who is signed in. Only for calls that read. */
export function TryIt({ call }: { call: Call }) {
  const words = useWords(apiDocs)
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [busy, setBusy] = useState(false)

  async function tryIt(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    const began = performance.now()
    const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
    const answer = await ask(withQuery(call.path, given), { method: 'GET' })
    setOutcome({ answer, milliseconds: Math.round(performance.now() - began) })
    setBusy(false)
  }

  return (
    <Section title={words.tryIt} note={words.tryNote}>
      <form onSubmit={(event) => void tryIt(event)} className={classes.form}>
        {call.parameters.map(({ name, required, schema }) => (
          <TextInput
            key={name}
            label={name}
            description={typeText(schema)}
            required={required}
            value={values[name] ?? ''}
            onChange={(event) => setValues({ ...values, [name]: event.currentTarget.value })}
          />
        ))}
        <div>
          <Button type="submit" loading={busy}>
            {words.tryIt}
          </Button>
        </div>
      </form>
      <div aria-live="polite">{outcome && <Shown {...outcome} />}</div>
    </Section>
  )
}

function Shown({ answer, milliseconds }: Outcome) {
  const words = useWords(apiDocs)
  const text = answer.ok ? JSON.stringify(answer.value, null, 2) : ''
  return (
    <>
      <p className="quiet figures">{words.answeredIn(milliseconds)}</p>
      {answer.ok ? <Code>{text.slice(0, shown)}</Code> : <Refused answer={answer} />}
      {text.length > shown && <p className="quiet">{words.cut}</p>}
    </>
  )
}

function Refused({ answer }: { answer: Extract<Answer<unknown>, { ok: false }> }) {
  const { refusal, detail, issues = [] } = answer
  const lines = [...(detail ? [detail] : []), ...issues.map(({ path, message }) => `${path}: ${message}`)]
  return (
    <>
      <Trouble refusal={refusal} />
      {lines.length > 0 && <Code>{lines.join('\n')}</Code>}
    </>
  )
}
