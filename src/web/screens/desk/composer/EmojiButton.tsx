import { ActionIcon, Popover, Tooltip } from '@mantine/core'
import { IconMoodSmile } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { Loading } from '../../../parts/Loading.tsx'
import { useShortcut } from '../../../shell/shortcuts.ts'

const Emoji = lazy(() => import('./Emoji.tsx').then((module) => ({ default: module.Emoji })))

/** Emoji: the list and its names are fetched when it is first opened. */
export function EmojiButton({ size, onChoose }: { size: number; onChoose: (emoji: string) => void }) {
  const words = useWords(deskWords)
  const [open, setOpen] = useState(false)
  useShortcut({ keys: 'Alt+KeyJ', name: words.emoji, run: () => setOpen(true) })
  return (
    <Popover opened={open} onChange={setOpen} position="top-start" returnFocus>
      <Popover.Target>
        <Tooltip label={words.emoji} disabled={open}>
          <ActionIcon size={size} aria-label={words.emoji} aria-expanded={open} onClick={() => setOpen(!open)}>
            <IconMoodSmile size={18} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <Suspense fallback={<Loading />}>
          <Emoji
            onChoose={(emoji) => {
              setOpen(false)
              onChoose(emoji)
            }}
          />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  )
}
