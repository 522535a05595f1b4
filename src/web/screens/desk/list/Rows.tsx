import { Button } from '@mantine/core'
import { useDeferredValue, useMemo, useRef, useState } from 'react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { passFocusOn } from '../../../parts/pass-focus-on.ts'
import { useShortcut } from '../../../shell/shortcuts.ts'
import { useMade, usePreferences, useView } from '../../../sync/use.ts'
import { useDesk, useOpenId } from '../desk-context.ts'
import { cardsOf, fits, inOrder, isPickedFrom } from '../order.ts'
import { dueAt } from '../sla.ts'
import { EmptyList } from './EmptyList.tsx'
import classes from './list.module.css'
import { Row } from './Row.tsx'
import { useRowsInSight } from './useRowsInSight.ts'
import { useSteadyOrder } from './useSteadyOrder.ts'

const rowHeight = 78
/** With buttons to answer or take. */
const offerHeight = 112

/** The rows of the open tab: one stop for Tab, arrows inside, Enter opens. Only those in sight are in the page. */
export function Rows({ search, tagId }: { search: string; tagId: string | null }) {
  const words = useWords(deskWords)
  const { tab, open } = useDesk()
  const openId = useOpenId()
  const searched = useDeferredValue(search)
  const cards = useRows(searched, tagId)
  const byId = useMemo(() => new Map(cards.map((card) => [card.id as string, card])), [cards])
  const openCard = useMemo(() => cards.find((card) => card.conversation.id === openId), [cards, openId])
  const steady = useSteadyOrder(
    useMemo(() => [...byId.keys()], [byId]),
    openCard?.id ?? null,
    `${tagId} ${searched}`,
  )
  const { ids } = steady
  const shown = useMemo(() => ids.flatMap((id) => byId.get(id) ?? []), [ids, byId])
  const [active, setActive] = useState<string | null>(null)
  const activeId = active && byId.has(active) ? active : (openCard?.id ?? shown[0]?.id)
  const scroller = useRef<HTMLDivElement>(null)
  const picks = useView((view) => view.me.queueIds.some((id) => isPickedFrom(view.queues[id])))
  const height = tab === 'offers' || (tab === 'queue' && picks) ? offerHeight : rowHeight
  const { rows, look, reveal } = useRowsInSight(scroller, shown.length, height)
  const move = (to: number) => {
    const index = Math.max(0, Math.min(shown.length - 1, to))
    const card = shown[index]
    if (!card) return
    setActive(card.id)
    reveal(index)
  }
  useStepping(shown)
  if (shown.length === 0 && steady.waiting === 0) return <EmptyList searching={search !== '' || tagId !== null} />
  return (
    <div ref={passFocusOn} className={classes.rowsFrame} {...steady.handlers}>
      {steady.waiting > 0 && (
        <Button ref={passFocusOn} size="xs" variant="filled" className={classes.newPill ?? ''} onClick={steady.letIn}>
          {words.newRows(steady.waiting)}
        </Button>
      )}
      <div
        ref={scroller}
        onScroll={look}
        className={classes.rows}
        role="listbox"
        aria-label={words[tab]}
        tabIndex={0}
        aria-activedescendant={activeId ? `row-${activeId}` : undefined}
        onKeyDown={(event) => {
          const at = shown.findIndex((card) => card.id === activeId)
          const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1 }
          const to = event.altKey ? undefined : steps[event.key]
          if (to !== undefined) {
            event.preventDefault()
            move(to)
          } else if (event.key === 'Enter' || event.key === ' ') {
            const card = shown[at]
            if (!card || event.target !== event.currentTarget) return
            event.preventDefault()
            open(card.conversation.id)
          }
        }}
      >
        <div style={{ blockSize: shown.length * height, position: 'relative' }}>
          {rows.map((index) => {
            const card = shown[index]
            if (!card) return null
            return (
              <div
                key={card.id}
                className={classes.place}
                style={{ insetBlockStart: index * height, blockSize: height }}
              >
                <Row
                  card={card}
                  tab={tab}
                  selected={card.conversation.id === openId}
                  active={card.id === activeId}
                  place={index + 1}
                  of={shown.length}
                />
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}

function useRows(search: string, tagId: string | null): InteractionCard[] {
  const { tab } = useDesk()
  const { preferences } = usePreferences()
  const order = preferences?.listOrder ?? 'received'
  const channels = useView((view) => view.channels)
  const tags = useView((view) => view.tags)
  const cards = useMade((view) => cardsOf(view, tab))
  const inTheirOrder = useMemo(() => inOrder(cards, tab, order), [cards, tab, order])
  return useMemo(() => {
    const tagged =
      tagId === null ? inTheirOrder : inTheirOrder.filter(({ tagIds }) => tagIds.some((id) => id === tagId))
    if (search.trim() === '') return tagged
    const around = (card: InteractionCard) => [
      channels[card.conversation.channelId]?.name ?? '',
      ...card.tagIds.map((id) => tags[id]?.title ?? ''),
    ]
    return tagged.filter((card) => fits(card, around(card), search))
  }, [inTheirOrder, channels, tags, tagId, search])
}

/** Alt ↓ and Alt ↑ go through the list as it is shown, Alt U to the most urgent unread of mine. */
function useStepping(shown: readonly InteractionCard[]): void {
  const words = useWords(deskWords)
  const { open } = useDesk()
  const openId = useOpenId()
  const mine = useMade((view) => cardsOf(view, 'mine'))
  const step = (by: number) => {
    const at = shown.findIndex((card) => card.conversation.id === openId)
    const next = at < 0 ? shown[by > 0 ? 0 : shown.length - 1] : shown[(at + by + shown.length) % shown.length]
    if (next) open(next.conversation.id)
  }
  const nextUnread = () => {
    const unread = mine.filter((card) => card.conversation.unread > 0 && card.conversation.id !== openId)
    const [next] = unread.toSorted((a, b) => dueAt(a) - dueAt(b))
    if (next) open(next.conversation.id)
  }
  useShortcut({ keys: 'Alt+ArrowDown', name: words.nextInteraction, run: () => step(1) })
  useShortcut({ keys: 'Alt+ArrowUp', name: words.previousInteraction, run: () => step(-1) })
  useShortcut({ keys: 'Alt+KeyU', name: words.nextUnread, run: nextUnread })
}
