import { ActionIcon, Popover, Tooltip } from '@mantine/core'
import { IconMoodSmile } from '@tabler/icons-react'
import { lazy, memo, Suspense } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { Loading } from '../../../parts/Loading.tsx'
import { useShortcut } from '../../../shell/shortcuts.ts'

const Emoji = lazy(() => import('./Emoji.tsx').then((module) => ({ default: module.Emoji })))

type Props = { size: number; open: boolean; onOpen: (open: boolean) => void; onChoose: (emoji: string) => void }

/** Emoji: the list and its names are fetched when it is first opened. */
export const EmojiButton = memo(function EmojiButton({ size, open, onOpen, onChoose }: Props) {
  const words = useWords(deskWords)
  useShortcut({ keys: 'Alt+KeyJ', name: words.emoji, run: () => onOpen(true) })
  return (
    <Popover opened={open} onChange={onOpen} position="top-start" returnFocus>
      <Popover.Target>
        <Tooltip label={words.emoji} disabled={open}>
          <ActionIcon size={size} aria-label={words.emoji} aria-expanded={open} onClick={() => onOpen(!open)}>
            <IconMoodSmile size={18} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <Suspense fallback={<Loading />}>
          <Emoji
            onChoose={(emoji) => {
              onOpen(false)
              onChoose(emoji)
            }}
          />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  )
})
