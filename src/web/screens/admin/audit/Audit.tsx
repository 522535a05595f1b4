import { Button, SegmentedControl, Select } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { AgentId } from '../../../../contract/ids.ts'
import { AuditKind, type AuditLine, listAudit } from '../../../../contract/operations/audit.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { Loading } from '../../../parts/Loading.tsx'
import { Trouble } from '../../../parts/Trouble.tsx'
import { call } from '../../../sync/call.ts'
import { Refused, useView } from '../../../sync/use.ts'
import type { ScreenProps } from '../Admin.tsx'
import { Screen } from '../shared/Screen.tsx'
import classes from './audit.module.css'
import { CheckResult, useCheck } from './Check.tsx'
import { Line } from './Line.tsx'

const pageSize = 50

type Only = { kind: AuditKind | null; agentId: AgentId | null }

/** Who changed which setting, and who looked at what customers wrote: newest first, and provably as it was written. */
export function Audit(_: ScreenProps) {
  const words = useWords(admin)
  const [only, setOnly] = useState<Only>({ kind: null, agentId: null })
  const check = useCheck()
  return (
    <Screen
      title={words.audit}
      actions={
        <Button variant="filled" loading={check.busy} onClick={() => void check.run()}>
          {words.checkTrail}
        </Button>
      }
    >
      <div className={classes.trail}>
        <CheckResult check={check} />
        <Filters only={only} onChange={setOnly} />
        <Lines only={only} />
      </div>
    </Screen>
  )
}

function Filters({ only, onChange }: { only: Only; onChange: (only: Only) => void }) {
  const words = useWords(admin)
  const agents = useView((view) => view.agents)
  const people = Object.values(agents).toSorted((a, b) => a.name.localeCompare(b.name))
  return (
    <div className={classes.filters}>
      <SegmentedControl
        aria-label={words.auditKinds}
        value={only.kind ?? 'all'}
        onChange={(value) => onChange({ ...only, kind: AuditKind.safeParse(value).data ?? null })}
        data={[
          { value: 'all', label: words.auditAll },
          { value: 'change', label: words.auditKind('change') },
          { value: 'access', label: words.auditKind('access') },
        ]}
      />
      <Select
        className={classes.person ?? ''}
        aria-label={words.auditPerson}
        placeholder={words.auditEverybody}
        clearable
        searchable
        value={only.agentId}
        onChange={(agentId) => onChange({ ...only, agentId: agentId as AgentId | null })}
        data={people.map(({ id, name }) => ({ value: id, label: name }))}
      />
    </div>
  )
}

function Lines({ only }: { only: Only }) {
  const words = useWords(admin)
  const pages = useAuditPages(only)
  const lines = pages.data?.pages.flatMap((page): readonly AuditLine[] => page.lines)
  const { list, goTo } = useFirstNewLine(lines?.length ?? 0)
  const isNarrowed = only.kind !== null || only.agentId !== null
  return (
    <>
      {pages.error instanceof Refused && (
        <Trouble refusal={pages.error.refusal} again={() => void (lines ? pages.fetchNextPage() : pages.refetch())} />
      )}
      {lines === undefined && !pages.isError && <Loading lines={6} />}
      {lines?.length === 0 && (
        <EmptyState
          mark={<IconHistory size={22} aria-hidden />}
          title={isNarrowed ? words.nothingFound : words.auditEmpty}
        >
          {isNarrowed ? words.nothingFoundText : words.auditEmptyText}
        </EmptyState>
      )}
      {lines !== undefined && lines.length > 0 && (
        <ol className={classes.lines} aria-label={words.audit} ref={list}>
          {lines.map((line) => (
            <Line key={line.seq} line={line} />
          ))}
        </ol>
      )}
      {pages.hasNextPage && (
        <Button
          className={classes.more ?? ''}
          loading={pages.isFetchingNextPage}
          onClick={() => {
            goTo(lines?.length ?? 0)
            void pages.fetchNextPage()
          }}
        >
          {words.auditOlder}
        </Button>
      )}
    </>
  )
}

/** Whoever asked for older lines goes on at the first of them: the button may be gone. */
function useFirstNewLine(count: number) {
  const list = useRef<HTMLOListElement>(null)
  const wanted = useRef<number | null>(null)
  useEffect(() => {
    if (wanted.current === null || count <= wanted.current) return
    list.current?.children[wanted.current]?.querySelector('summary')?.focus()
    wanted.current = null
  }, [count])
  const goTo = (place: number) => {
    wanted.current = place
  }
  return { list, goTo }
}

function useAuditPages({ kind, agentId }: Only) {
  return useInfiniteQuery({
    queryKey: [listAudit.path, kind, agentId],
    initialPageParam: undefined as number | undefined,
    queryFn: async ({ pageParam }) => {
      const answer = await call(listAudit, {
        limit: pageSize,
        before: pageParam,
        kind: kind ?? undefined,
        agentId: agentId ?? undefined,
      })
      if (!answer.ok) throw new Refused(answer)
      return answer.value
    },
    getNextPageParam: (page) => (page.more ? page.lines.at(-1)?.seq : undefined),
    staleTime: 0,
  })
}
