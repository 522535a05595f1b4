import { lazy, Suspense, useEffect, useEffectEvent } from 'react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { tagging } from '../../../i18n/tagging.ts'
import { useStateOf } from '../../../parts/useStateOf.ts'
import { useCommands } from '../../../shell/commands.ts'
import { useShortcut } from '../../../shell/shortcuts.ts'
import { useMay } from '../../../sync/use.ts'

const TagDialog = lazy(() => import('../tags/TagDialog.tsx').then((module) => ({ default: module.TagDialog })))

/** The key and the command that tag what is open; the dialog itself is fetched when it is wanted. */
export function Tagging({ card }: { card: InteractionCard }) {
  const words = useWords(tagging)
  const { groupAct } = useWords(common)
  const mayTag = useMay('interactions.handle')
  const [isOpen, setOpen] = useStateOf(card.id, false)
  const open = () => setOpen(true)
  const asked = useEffectEvent(open)
  useShortcut(mayTag ? { keys: 'Alt+KeyM', name: words.edit, run: open } : null)
  useCommands(() => (mayTag ? [{ id: 'tag', group: groupAct, name: words.edit, keys: 'Alt+KeyM', run: open }] : []))
  useEffect(() => {
    const onAsked = () => asked()
    window.addEventListener('switchboard:tag', onAsked)
    return () => window.removeEventListener('switchboard:tag', onAsked)
  }, [])
  return <Suspense>{isOpen && <TagDialog card={card} onClose={() => setOpen(false)} />}</Suspense>
}
