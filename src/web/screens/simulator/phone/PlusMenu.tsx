import { Menu } from '@mantine/core'
import {
  IconAddressBook,
  IconFile,
  IconFileUpload,
  IconMapPin,
  IconMicrophone,
  IconPhoneIncoming,
  IconPhoto,
  IconPhotoUp,
  IconPhotoX,
  IconPlus,
  IconShoppingBag,
  IconSpeakerphone,
  IconSticker,
  IconUserQuestion,
  IconWaveSine,
} from '@tabler/icons-react'
import { useRef } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { simulator } from '../../../i18n/simulator.ts'
import { toast } from '../../../shell/toast.ts'
import { drawPhoto, drawSticker } from './files/drawings.ts'
import { mayRecord } from './files/recording.ts'
import { sampleMelody } from './files/voice.ts'
import classes from './handset.module.css'
import { sampleCards, sampleOrder, samplePlace } from './samples.ts'
import type { ChatHandle } from './useChat.ts'

/** WhatsApp takes files up to this size. */
const maxFileBytes = 100 * 1024 * 1024

/** Everything else a phone can send. Samples go at once; files are chosen. */
export function PlusMenu({ chat, onRecord }: { chat: ChatHandle; onRecord: () => void }) {
  const words = useWords(simulator)
  const pictures = useRef<HTMLInputElement>(null)
  const documents = useRef<HTMLInputElement>(null)
  const send = useSends(chat)
  return (
    <>
      <Menu position="top-start" width={250}>
        <Menu.Target>
          <button type="button" className={classes.iconButton} aria-label={words.sendElse}>
            <IconPlus size={20} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPhoto size={16} />} onClick={() => void send.photo()}>
            {words.photoDrawn}
          </Menu.Item>
          <Menu.Item leftSection={<IconPhotoUp size={16} />} onClick={() => pictures.current?.click()}>
            {words.photoFile}
          </Menu.Item>
          <Menu.Item leftSection={<IconWaveSine size={16} />} onClick={() => void send.melody()}>
            {words.voiceSample}
          </Menu.Item>
          <Menu.Item leftSection={<IconMicrophone size={16} />} disabled={!mayRecord()} onClick={onRecord}>
            {mayRecord() ? words.voiceRecord : words.cannotRecord}
          </Menu.Item>
          <Menu.Item leftSection={<IconFile size={16} />} onClick={() => void chat.act({ type: 'document' })}>
            {words.documentSample}
          </Menu.Item>
          <Menu.Item leftSection={<IconFileUpload size={16} />} onClick={() => documents.current?.click()}>
            {words.documentFile}
          </Menu.Item>
          <Menu.Item leftSection={<IconSticker size={16} />} onClick={() => void send.sticker()}>
            {words.stickerSample}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconMapPin size={16} />}
            onClick={() => void chat.act({ type: 'location', ...samplePlace })}
          >
            {words.location}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconAddressBook size={16} />}
            onClick={() => void chat.act({ type: 'contacts', contacts: sampleCards })}
          >
            {words.contactCard}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconShoppingBag size={16} />}
            onClick={() => void chat.act({ type: 'order', items: sampleOrder, text: words.orderText })}
          >
            {words.order}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Label>{words.oddCases}</Menu.Label>
          <Menu.Item
            leftSection={<IconUserQuestion size={16} />}
            onClick={() => void chat.act({ type: 'unsupported', kind: 'poll_creation' })}
          >
            {words.unsupported}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconPhotoX size={16} />}
            onClick={() => void chat.act({ type: 'lost_media', kind: 'video' })}
          >
            {words.lostFile}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconSpeakerphone size={16} />}
            onClick={() => void chat.act({ type: 'text', text: words.adText, referral: {} })}
          >
            {words.fromAd}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconPhoneIncoming size={16} />}
            onClick={() => void chat.act({ type: 'call', answered: false })}
          >
            {words.callAndHangUp}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <FileField
        field={pictures}
        accept="image/jpeg,image/png,image/webp,video/mp4,video/3gpp"
        label={words.photoFile}
        onFile={send.file}
      />
      <FileField field={documents} accept="" label={words.documentFile} onFile={send.document} />
    </>
  )
}

type FieldProps = {
  field: React.RefObject<HTMLInputElement | null>
  accept: string
  label: string
  onFile: (file: File) => Promise<void>
}

const FileField = ({ field, accept, label, onFile }: FieldProps) => (
  <input
    ref={field}
    type="file"
    hidden
    aria-label={label}
    accept={accept}
    onChange={(event) => {
      const file = event.currentTarget.files?.[0]
      event.currentTarget.value = ''
      if (file) void onFile(file)
    }}
  />
)

/** Messages that carry a file. */
function useSends({ act }: ChatHandle) {
  const words = useWords(simulator)
  const upload = async (type: string, file: File) => {
    if (file.size > maxFileBytes) return toast(words.fileTooLarge, { tone: 'bad' })
    await act({ type }, { blob: file, fileName: file.name })
  }
  /** The file drawn here, or the simulator's own sample where this browser cannot make one. */
  const sample = async (type: string, file: { blob: Blob; fileName: string } | null) => {
    await (file ? act({ type }, file) : act({ type }))
  }
  return {
    photo: async () => sample('image', await drawPhoto()),
    sticker: async () => sample('sticker', await drawSticker()),
    melody: async () => sample('voice', await sampleMelody()),
    file: (file: File) => upload(file.type.startsWith('video/') ? 'video' : 'image', file),
    document: (file: File) => upload('document', file),
  }
}
