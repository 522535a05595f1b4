import { Menu } from '@mantine/core'
import { IconArrowBackUp, IconChevronDown, IconCopy, IconMoodOff, IconPencil, IconTrash } from '@tabler/icons-react'
import { useWords } from '../../../i18n/catalogue.ts'
import { simulator } from '../../../i18n/simulator.ts'
import { toast } from '../../../shell/toast.ts'
import { simulatedNow } from '../live/use.ts'
import type { Message } from '../live/wire.ts'
import classes from './handset.module.css'
import { mayDelete, mayEdit } from './message.ts'
import type { ChatHandle } from './useChat.ts'

const quickReactions = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const

type Props = { message: Message; chat: ChatHandle; open: boolean; onChange: (open: boolean) => void }

/** What can be done with a message: answer it, react, and with one's own change or delete it. */
export function BubbleMenu({ message, chat, open, onChange }: Props) {
  const words = useWords(simulator)
  return (
    <Menu opened={open} onChange={onChange} position="bottom" width={230}>
      <Menu.Target>
        <button type="button" className={classes.more} tabIndex={-1} aria-label={words.messageMenu}>
          <IconChevronDown size={15} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>{open && <Items message={message} chat={chat} />}</Menu.Dropdown>
    </Menu>
  )
}

function Items({ message, chat }: { message: Message; chat: ChatHandle }) {
  const words = useWords(simulator)
  const now = simulatedNow()
  const react = (emoji: string | null) => void chat.act({ type: 'reaction', messageId: message.id, emoji })
  const copy = async () => {
    await navigator.clipboard.writeText(message.shown.text ?? '')
    toast(words.copied)
  }
  return (
    <>
      <fieldset className={classes.reactionRow} aria-label={words.react}>
        {quickReactions.map((emoji) => (
          <Menu.Item
            key={emoji}
            className={classes.reaction ?? ''}
            aria-label={words.reactWith(emoji)}
            {...(message.reactions.contact === emoji && { 'data-chosen': true })}
            onClick={() => react(emoji)}
          >
            {emoji}
          </Menu.Item>
        ))}
      </fieldset>
      {message.reactions.contact !== null && (
        <Menu.Item leftSection={<IconMoodOff size={16} />} onClick={() => react(null)}>
          {words.takeBack}
        </Menu.Item>
      )}
      <Menu.Divider />
      <Menu.Item leftSection={<IconArrowBackUp size={16} />} onClick={() => chat.setAbout({ kind: 'reply', message })}>
        {words.reply}
      </Menu.Item>
      {message.shown.text && !message.revoked && (
        <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => void copy()}>
          {words.copyText}
        </Menu.Item>
      )}
      {message.from === 'contact' && !message.revoked && (
        <>
          {message.type === 'text' && (
            <Menu.Item
              leftSection={<IconPencil size={16} />}
              disabled={!mayEdit(message, now)}
              onClick={() => chat.setAbout({ kind: 'edit', message })}
            >
              {mayEdit(message, now) ? words.edit : words.tooLateToEdit}
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconTrash size={16} />}
            disabled={!mayDelete(message, now)}
            onClick={() => void chat.act({ type: 'revoke', messageId: message.id })}
          >
            {mayDelete(message, now) ? words.deleteForAll : words.tooLateToDelete}
          </Menu.Item>
        </>
      )}
    </>
  )
}
