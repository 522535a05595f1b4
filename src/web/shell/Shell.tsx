import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useLayoutEffect, useState } from 'react'
import { useWords } from '../i18n/catalogue.ts'
import { common } from '../i18n/common.ts'
import { EmptyState } from '../parts/EmptyState.tsx'
import { Loading } from '../parts/Loading.tsx'
import { Trouble } from '../parts/Trouble.tsx'
import { store } from '../sync/session.ts'
import { useSync } from '../sync/use.ts'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { Rail } from './Rail.tsx'
import classes from './shell.module.css'
import { listenToKeys, useShortcut } from './shortcuts.ts'
import { useAttention } from './useAttention.ts'
import { usePreferencesInForce } from './usePreferencesInForce.ts'

const KeySheet = lazy(() => import('./KeySheet.tsx').then((module) => ({ default: module.KeySheet })))
const Palette = lazy(() => import('./Palette.tsx').then((module) => ({ default: module.Palette })))

/** Everything around a screen for somebody who is signed in: the rail, the keys, the copy of the workspace. */
export function Shell() {
  useStore()
  const words = useWords(common)
  const loaded = useSync((state) => state.view !== null)
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#content">
        {words.skipToContent}
      </a>
      {loaded ? <Loaded /> : <Starting />}
    </div>
  )
}

function Loaded() {
  usePreferencesInForce()
  useAttention()
  return (
    <>
      <Rail />
      <div id="content" className={classes.content} tabIndex={-1}>
        <ErrorBoundary>
          <Outlet />
        </ErrorBoundary>
      </div>
      <Floating />
    </>
  )
}

/** What opens above any screen: the sheet of keys and the command palette, each loaded when first asked for. */
function Floating() {
  const words = useWords(common)
  const [open, setOpen] = useState<'keys' | 'palette' | null>(null)
  useShortcut({ keys: 'sign:?', name: words.allKeys, run: () => setOpen('keys') })
  useShortcut({ keys: 'Ctrl+KeyK', name: words.commands, run: () => setOpen('palette') })
  useOpenedByRail(setOpen)
  return (
    <Suspense>
      {open === 'keys' && <KeySheet onClose={() => setOpen(null)} />}
      {open === 'palette' && <Palette onClose={() => setOpen(null)} />}
    </Suspense>
  )
}

function useOpenedByRail(open: (what: 'keys' | 'palette') => void): void {
  useLayoutEffect(() => {
    const onOpen = (event: Event) => open((event as CustomEvent<'keys' | 'palette'>).detail)
    window.addEventListener('switchboard:open', onOpen)
    return () => window.removeEventListener('switchboard:open', onOpen)
  }, [open])
}

function Starting() {
  const words = useWords(common)
  const trouble = useSync((state) => state.trouble)
  return (
    <main id="content" className={classes.starting}>
      {trouble ? (
        <EmptyState title={words.cannotStart}>
          <Trouble refusal={trouble} again={() => store.retry()} />
        </EmptyState>
      ) : (
        <Loading />
      )}
    </main>
  )
}

/** The store lives as long as somebody is signed in, whatever screen is shown. */
function useStore(): void {
  useLayoutEffect(listenToKeys, [])
  useEffect(() => {
    store.start()
    const retry = () => store.retry()
    const lose = () => store.lose()
    window.addEventListener('online', retry)
    window.addEventListener('offline', lose)
    return () => {
      store.stop()
      window.removeEventListener('online', retry)
      window.removeEventListener('offline', lose)
    }
  }, [])
}
