import { Button } from '@mantine/core'
import { IconPlus, IconTags } from '@tabler/icons-react'
import { useState } from 'react'
import type { DispositionId } from '../../../../contract/ids.ts'
import { type Disposition, listDispositions } from '../../../../contract/operations/dispositions.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { useAsked } from '../../../sync/use.ts'
import type { ScreenProps } from '../Admin.tsx'
import { Asked } from '../shared/Asked.tsx'
import { fold, searched } from '../shared/fold.ts'
import { ListBar } from '../shared/ListBar.tsx'
import { ListDetail } from '../shared/ListDetail.tsx'
import { Screen } from '../shared/Screen.tsx'
import { useGo } from '../shared/useGo.ts'
import { DispositionEditor } from './DispositionEditor.tsx'
import { Tree } from './Tree.tsx'
import { wayTo } from './tree.ts'

/** The dispositions of the workspace, up to three levels, and one of them in an editor. */
export function Dispositions({ rest: [open, parent] }: ScreenProps) {
  const words = useWords(admin)
  const go = useGo()
  const query = useAsked(listDispositions, {}, { catalog: 'dispositions' })
  const create = (
    <Button
      variant="filled"
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => void go('dispositions/new')}
    >
      {words.newDisposition}
    </Button>
  )
  return (
    <Screen title={words.dispositions} actions={create} fill>
      <Asked query={query}>
        {({ dispositions }) => (
          <ListDetail
            list={
              dispositions.length === 0 ? (
                <EmptyState mark={<IconTags size={22} aria-hidden />} title={words.noDispositions}>
                  {words.noDispositionsText}
                </EmptyState>
              ) : (
                <List all={dispositions} openId={open} />
              )
            }
            detail={opened(dispositions, open, parent)}
          />
        )}
      </Asked>
    </Screen>
  )
}

/** What is open beside the list; null when nothing is, or when it has been removed. */
function opened(all: readonly Disposition[], open: string | undefined, parent: string | undefined) {
  if (open === 'new') {
    const parentId = all.find(({ id }) => id === parent)?.id ?? null
    return <DispositionEditor key={`new ${parentId}`} stored={null} all={all} parentId={parentId} />
  }
  const stored = all.find(({ id }) => id === open)
  return stored ? <DispositionEditor key={stored.id} stored={stored} all={all} parentId={stored.parentId} /> : null
}

function List({ all, openId }: { all: readonly Disposition[]; openId: string | undefined }) {
  const words = useWords(admin)
  const [search, setSearch] = useState('')
  const found = searched(all, search, ({ name }) => name)
  // What was found is shown where it stands: with everything above it.
  const shown = new Set<DispositionId>(found.flatMap(({ id }) => wayTo(all, id).map((one) => one.id)))
  return (
    <>
      <ListBar
        search={search}
        onSearch={setSearch}
        placeholder={words.searchDispositions}
        found={found.length}
        of={all.length}
      />
      {found.length === 0 ? (
        <EmptyState title={words.nothingFound}>{words.nothingFoundText}</EmptyState>
      ) : (
        <Tree all={all.filter(({ id }) => shown.has(id))} openId={openId} unfolded={fold(search) !== ''} />
      )}
    </>
  )
}
