import { useMediaQuery } from '@mantine/hooks'
import { useNavigate, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react'
import type { ConversationId } from '../../../contract/ids.ts'
import { useWords } from '../../i18n/catalogue.ts'
import { desk as deskWords } from '../../i18n/desk.ts'
import { Loading } from '../../parts/Loading.tsx'
import { useAfterPaint } from '../../parts/useAfterPaint.ts'
import { ErrorBoundary } from '../../shell/ErrorBoundary.tsx'
import { useView } from '../../sync/use.ts'
import { NothingOpen } from './conversation/NothingOpen.tsx'
import classes from './desk.module.css'
import { DeskContext, type DeskState, OpenContext, useDesk, useOpenId } from './desk-context.ts'
import { List } from './list/List.tsx'
import { Offers } from './offer/Offers.tsx'
import type { Tab } from './order.ts'
import { Away } from './presence/Away.tsx'
import { useDeskKeys } from './useDeskKeys.ts'

const loadConversation = () => import('./conversation/Conversation.tsx')
const Conversation = lazy(() => loadConversation().then((module) => ({ default: module.Conversation })))
const CameBack = lazy(() => import('./later/CameBack.tsx').then((module) => ({ default: module.CameBack })))
const Alarms = lazy(() => import('./alarms/Alarms.tsx').then((module) => ({ default: module.Alarms })))
const Side = lazy(() => import('./side/Side.tsx').then((module) => ({ default: module.Side })))
const SideDrawer = lazy(() => import('./side/SideDrawer.tsx').then((module) => ({ default: module.SideDrawer })))
const PhoneTabs = lazy(() => import('./PhoneTabs.tsx').then((module) => ({ default: module.PhoneTabs })))
const Start = lazy(() => import('./start/Start.tsx').then((module) => ({ default: module.Start })))

/** The agent's desk: what I hold, the conversation that is open, and what is known about the contact. */
export function Desk() {
  const [starting, setStarting] = useState<Parameters<DeskState['start']>[0] | 'new'>(null)
  const state = useDeskState(setStarting)
  const { conversationId } = useParams({ strict: false })
  return (
    <DeskContext value={state}>
      <div
        className={classes.desk}
        data-width={state.width}
        {...(state.width === 'phone' && { 'data-own-tabs': true })}
      >
        <OpenContext value={(conversationId ?? null) as ConversationId | null}>
          <Panes />
        </OpenContext>
      </div>
      <Suspense>
        {starting && <Start with_={starting === 'new' ? null : starting} onClose={() => setStarting(null)} />}
      </Suspense>
    </DeskContext>
  )
}

function useDeskState(setStarting: (starting: Parameters<DeskState['start']>[0] | 'new') => void): DeskState {
  const navigate = useNavigate()
  const [tab, setTab] = useState<Tab>('mine')
  const [sideShown, setSideShown] = useState(true)
  const [drawerShown, setDrawerShown] = useState(false)
  const phone = useMediaQuery('(width < 760px)', false, { getInitialValueInEffect: false })
  const narrow = useMediaQuery('(width < 1100px)', false, { getInitialValueInEffect: false })
  const width = phone ? 'phone' : narrow ? 'drawer' : 'wide'
  const open = useCallback(
    (id: ConversationId | null) => {
      setDrawerShown(false)
      void navigate(id ? { to: '/desk/$conversationId', params: { conversationId: id } } : { to: '/desk' })
    },
    [navigate],
  )
  return useMemo(
    () => ({
      tab,
      setTab,
      open,
      sideShown: width === 'wide' ? sideShown : drawerShown,
      setSideShown: width === 'wide' ? setSideShown : setDrawerShown,
      start: (with_) => setStarting(with_ ?? 'new'),
      width,
    }),
    [tab, open, sideShown, drawerShown, width, setStarting],
  )
}

function Panes() {
  const { width } = useDesk()
  const openId = useOpenId()
  const supervises = useView((view) => view.me.role !== 'agent')
  useDeskKeys()
  const [isHere, setHere] = useState(false)
  useEffect(() => loadAtFirstSign(() => setHere(true)), [])
  // The pane beside it follows when the conversation has been painted.
  const sideId = useAfterPaint(openId, null)
  const listShown = width !== 'phone' || openId === null
  return (
    <>
      {listShown && <List />}
      {(width !== 'phone' || openId !== null) && (
        <main className={classes.conversation} data-pane="conversation" tabIndex={-1}>
          {supervises && (
            <Suspense>
              <Alarms />
            </Suspense>
          )}
          {isHere && (
            <Suspense>
              <CameBack />
            </Suspense>
          )}
          <Away />
          <ErrorBoundary of={openId ?? ''}>
            {openId ? (
              <Suspense fallback={<Loading lines={4} />}>
                <Conversation id={openId} />
              </Suspense>
            ) : (
              <NothingOpen />
            )}
          </ErrorBoundary>
          <Offers />
        </main>
      )}
      {sideId && <SidePane id={sideId} />}
      {width === 'phone' && (
        <Suspense>
          <PhoneTabs />
        </Suspense>
      )}
    </>
  )
}

/** With the first sign of a hand: the list is on the screen by then, and the first conversation still opens at once. */
function loadAtFirstSign(then: () => void): () => void {
  const signs = ['pointermove', 'pointerdown', 'keydown'] as const
  const forget = () => {
    for (const sign of signs) window.removeEventListener(sign, load)
  }
  const load = () => {
    forget()
    // What is typed right after Ctrl K belongs into the field of the palette. Without a line it is told where it opens.
    Promise.all([loadConversation(), import('../../shell/Palette.tsx')]).catch(() => {})
    then()
  }
  for (const sign of signs) window.addEventListener(sign, load, { passive: true })
  return forget
}

function SidePane({ id }: { id: ConversationId }) {
  const { width, sideShown } = useDesk()
  const words = useWords(deskWords)
  const side = (
    <ErrorBoundary of={id}>
      <Suspense fallback={<Loading />}>
        <Side key={id} id={id} />
      </Suspense>
    </ErrorBoundary>
  )
  if (width !== 'wide')
    return (
      <Suspense>
        <SideDrawer>{side}</SideDrawer>
      </Suspense>
    )
  if (!sideShown) return null
  return (
    <aside className={classes.side} data-pane="side" tabIndex={-1} aria-label={words.side}>
      {side}
    </aside>
  )
}
