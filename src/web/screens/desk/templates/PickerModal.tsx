import { Modal } from '@mantine/core'
import type { ChannelCard, InteractionCard } from '../../../../contract/cards.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { useDesk } from '../desk-context.ts'
import { Picker } from './Picker.tsx'

/** The template picker over the conversation, for when free text is open as well. */
export function PickerModal({
  card,
  channel,
  onClose,
}: {
  card: InteractionCard
  channel: ChannelCard
  onClose: () => void
}) {
  const words = useWords(deskWords)
  const { close } = useWords(common)
  const { width } = useDesk()
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.sendTemplate}
      size={860}
      fullScreen={width === 'phone'}
      closeButtonProps={{ 'aria-label': close }}
    >
      <Picker card={card} channel={channel} preferredId={null} onSent={onClose} />
    </Modal>
  )
}
