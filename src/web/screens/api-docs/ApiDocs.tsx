import { Loader, TextInput } from '@mantine/core'
import { IconApi, IconDownload, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState, useSyncExternalStore } from 'react'
import { apiDocs } from '../../i18n/api-docs.ts'
import { useWords } from '../../i18n/catalogue.ts'
import { Chip } from '../../parts/Chip.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Page } from '../../parts/Page.tsx'
import { Trouble } from '../../parts/Trouble.tsx'
import { ask } from '../../sync/call.ts'
import classes from './api-docs.module.css'
import { CallDetail } from './CallDetail.tsx'
import { type Api, type Call, callsOf, found, readApi } from './describe.ts'

const address = '/api/openapi.json'

/** What other systems may ask of this server: every call, by module, with its types and an example. */
export function ApiDocs() {
  const words = useWords(apiDocs)
  const { data, refetch } = useQuery({ queryKey: [address], queryFn: loadApi })
  return (
    <Page
      title={words.title}
      actions={
        <a className={classes.download} href={address} download="switchboard-openapi.json">
          <IconDownload size={15} aria-hidden /> {words.download}
        </a>
      }
    >
      <p className={classes.intro}>{words.intro}</p>
      {!data && <Loader size="sm" />}
      {data && 'refusal' in data && <Trouble refusal={data.refusal} again={refetch} />}
      {data && 'api' in data && <Browser api={data.api} />}
    </Page>
  )
}

async function loadApi() {
  const answer = await ask(address, { method: 'GET' })
  return answer.ok ? { api: readApi(answer.value) } : { refusal: answer.refusal }
}

function Browser({ api }: { api: Api }) {
  const words = useWords(apiDocs)
  const calls = useMemo(() => callsOf(api), [api])
  const [text, setText] = useState('')
  const chosenId = useFragment()
  const chosen = calls.find(({ id }) => id === chosenId)
  return (
    <div className={classes.columns}>
      <nav className={classes.list} aria-label={words.calls}>
        <TextInput
          aria-label={words.find}
          placeholder={words.find}
          leftSection={<IconSearch size={15} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <CallList calls={found(calls, text)} chosen={chosenId} />
      </nav>
      <div className={classes.detail}>
        {chosen ? (
          <CallDetail key={chosen.id} call={chosen} api={api} />
        ) : (
          <EmptyState mark={<IconApi size={22} aria-hidden />} title={words.chooseTitle}>
            {words.chooseText}
          </EmptyState>
        )}
      </div>
    </div>
  )
}

function CallList({ calls, chosen }: { calls: readonly Call[]; chosen: string }) {
  const words = useWords(apiDocs)
  if (calls.length === 0) return <p className="quiet">{words.nothingFound}</p>
  return [...Map.groupBy(calls, ({ tag }) => tag)].map(([tag, ofTag]) => (
    <section key={tag} aria-label={tag}>
      <h2 className={classes.tag}>{tag}</h2>
      <ul className={classes.calls}>
        {ofTag.map(({ id, method, path, summary }) => (
          <li key={id}>
            <a
              className={classes.call}
              href={`#${id}`}
              aria-current={id === chosen ? 'true' : undefined}
              title={summary}
            >
              <Chip tone={method === 'GET' ? 'good' : 'accent'}>{method}</Chip>
              <span className={`mono ${classes.path}`}>{path.replace('/api/', '')}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  ))
}

/** Which call is open is in the address: it can be sent to a colleague, and back goes back. */
const useFragment = (): string =>
  useSyncExternalStore(
    (changed) => {
      window.addEventListener('hashchange', changed)
      return () => window.removeEventListener('hashchange', changed)
    },
    () => location.hash.slice(1),
  )
