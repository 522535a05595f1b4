import { Button } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useState } from 'react'
import {
  dismissQuarantine,
  listQuarantine,
  type QuarantinedPart,
  replayQuarantine,
} from '../../../../contract/operations/channels.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { Chip } from '../../../parts/Chip.tsx'
import { ConfirmButton } from '../../../parts/ConfirmButton.tsx'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { toast } from '../../../shell/toast.ts'
import { useAct, useAsked, useView } from '../../../sync/use.ts'
import type { ScreenProps } from '../Admin.tsx'
import { Asked } from '../shared/Asked.tsx'
import { searched } from '../shared/fold.ts'
import { ListBar } from '../shared/ListBar.tsx'
import { ListDetail } from '../shared/ListDetail.tsx'
import { Screen } from '../shared/Screen.tsx'
import { type Column, Table } from '../shared/Table.tsx'
import { Time } from '../shared/Time.tsx'
import { useGo } from '../shared/useGo.ts'
import { Part, whyTone } from './Part.tsx'

/** What arrived and could not be placed: kept until somebody has it read again or puts it aside. */
export function Quarantine({ rest: [openId] }: ScreenProps) {
  const words = useWords(admin)
  const query = useAsked(listQuarantine, {}, { catalog: 'quarantine' })
  const [marked, setMarked] = useState<ReadonlySet<string | number>>(new Set())
  return (
    <Screen title={words.quarantine} fill>
      <Asked query={query}>
        {({ parts, more }) =>
          parts.length === 0 ? (
            <EmptyState tone="good" mark={<IconCircleCheck size={22} aria-hidden />} title={words.quarantineEmpty}>
              {words.quarantineEmptyText}
            </EmptyState>
          ) : (
            <Parts parts={parts} more={more} openId={openId} marked={marked} onMark={setMarked} />
          )
        }
      </Asked>
    </Screen>
  )
}

type PartsProps = {
  parts: readonly QuarantinedPart[]
  more: boolean
  openId: string | undefined
  marked: ReadonlySet<string | number>
  onMark: (ids: ReadonlySet<string | number>) => void
}

function Parts({ parts, more, openId, marked, onMark }: PartsProps) {
  const words = useWords(admin)
  const [search, setSearch] = useState('')
  const channels = useView((view) => view.channels)
  const channelOf = ({ channelId }: QuarantinedPart) => channels[channelId]?.name ?? words.gone
  const shown = searched(
    parts,
    search,
    (part) => `${words.why(part.why)} ${part.line ?? ''} ${part.reason} ${part.path} ${channelOf(part)}`,
  )
  const open = parts.find(({ id }) => String(id) === openId)
  // Only what is in the list can be acted on: what somebody else has placed meanwhile is not marked any more.
  const here = parts.filter(({ id }) => marked.has(id)).map(({ id }) => id)
  const rows = shown.map((part) => ({ ...part, name: words.partName(words.why(part.why), part.reason) }))
  const columns: Column<(typeof rows)[number]>[] = [
    {
      key: 'why',
      title: words.whatHappened,
      track: '170px',
      cell: ({ why }) => <Chip tone={whyTone[why]}>{words.why(why)}</Chip>,
    },
    { key: 'reason', title: words.reason, track: '3fr', cell: ({ reason }) => <bdi>{reason}</bdi> },
    { key: 'channel', title: words.cameBy, track: '1.4fr', spare: true, cell: (part) => <bdi>{channelOf(part)}</bdi> },
    { key: 'at', title: words.arrived, track: '90px', cell: ({ at }) => <Time at={at} /> },
  ]
  return (
    <ListDetail
      list={
        <>
          {more && <Callout>{words.moreInQuarantine(parts.length)}</Callout>}
          <ListBar
            search={search}
            onSearch={setSearch}
            placeholder={words.searchQuarantine}
            found={shown.length}
            of={parts.length}
          >
            <PartActs ids={here} onDone={() => onMark(new Set())} />
          </ListBar>
          <Table
            name={words.quarantine}
            rows={rows}
            columns={columns}
            to={({ id }) => `quarantine/${id}`}
            openId={openId}
            marked={{ ids: marked, set: onMark }}
          />
        </>
      }
      detail={open ? <Part part={open} acts={<PartActs ids={[open.id]} onDone={() => {}} />} /> : null}
    />
  )
}

/** Read again, or put aside for good: one or many. The server takes so many at once. */
const maxAtOnce = 500

function PartActs({ ids, onDone }: { ids: readonly number[]; onDone: () => void }) {
  const words = useWords(admin)
  const go = useGo()
  const replay = useAct(replayQuarantine)
  const dismiss = useAct(dismissQuarantine)
  if (ids.length === 0) return null
  const some = ids.slice(0, maxAtOnce)
  const finish = async (said: string) => {
    toast(said)
    onDone()
    await go('quarantine')
  }
  const onReplay = async () => {
    const answer = await replay.run({ ids: [...some] })
    if (answer?.ok) await finish(words.replayed(answer.value.placed, answer.value.kept))
    else if (answer) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  }
  const onDismiss = async () => {
    const answer = await dismiss.run({ ids: [...some] })
    if (answer?.ok) await finish(words.putAsideDone(some.length))
    else if (answer) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  }
  return (
    <>
      <Button variant="filled" loading={replay.busy} onClick={() => void onReplay()}>
        {words.replay(some.length)}
      </Button>
      <ConfirmButton
        question={words.putAsideQuestion(some.length)}
        consequence={words.putAsideConsequence}
        verb={words.putAside(some.length)}
        loading={dismiss.busy}
        onConfirm={onDismiss}
      >
        {words.putAside(some.length)}
      </ConfirmButton>
    </>
  )
}
