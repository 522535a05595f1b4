import { useNavigate } from '@tanstack/react-router'
import { useWords } from '../../i18n/catalogue.ts'
import { common } from '../../i18n/common.ts'
import { desk as deskWords } from '../../i18n/desk.ts'
import { useCommands } from '../../shell/commands.ts'
import { useShortcut } from '../../shell/shortcuts.ts'
import { useMe } from '../../sync/use.ts'
import { showHistory, useDesk, useOpenId } from './desk-context.ts'
import { usePresenceActs } from './presence/usePresenceActs.ts'

/** Keys and commands of the desk as a whole; the panes have their own. */
export function useDeskKeys(): void {
  const words = useWords(deskWords)
  const common_ = useWords(common)
  const { start, setTab, setSideShown } = useDesk()
  const openId = useOpenId()
  const { become, toggleStopNew } = usePresenceActs()
  const navigate = useNavigate()
  const me = useMe()
  useShortcut({ keys: 'F6', name: common_.nextPane, run: () => focusPane(1) })
  useShortcut({ keys: 'Shift+F6', name: common_.previousPane, run: () => focusPane(-1) })
  useCommands(() => [
    { id: 'offers', group: common_.groupGo, name: words.offers, run: () => setTab('offers') },
    { id: 'mine', group: common_.groupGo, name: words.mine, run: () => setTab('mine') },
    { id: 'queue', group: common_.groupGo, name: words.queue, run: () => setTab('queue') },
    { id: 'me', group: common_.groupGo, name: common_.me, run: () => void navigate({ to: '/me' }) },
    { id: 'available', group: common_.groupAct, name: words.becomeAvailable, run: () => void become('available') },
    { id: 'break', group: common_.groupAct, name: words.on_break, run: () => void become('on_break') },
    { id: 'stop-new', group: common_.groupAct, name: words.stopNew, keys: 'Alt+KeyS', run: () => void toggleStopNew() },
    ...(me.permissions.includes('interactions.start')
      ? [{ id: 'start', group: common_.groupAct, name: words.startInteraction, run: () => start(null) }]
      : []),
    ...(openId
      ? [
          {
            id: 'history',
            group: common_.groupAct,
            name: words.previousInteractions,
            run: () => {
              setSideShown(true)
              showHistory(openId)
            },
          },
        ]
      : []),
  ])
}

/** F6 goes from pane to pane, in the order in which they stand. */
function focusPane(by: number): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')]
  const at = panes.findIndex((pane) => pane.contains(document.activeElement))
  panes[(at + by + panes.length) % panes.length]?.focus()
}
