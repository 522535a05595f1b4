import { IconAddressBook, IconFile, IconMapPin, IconPhoto, IconShoppingBag } from '@tabler/icons-react'
import { useWords } from '../../../i18n/catalogue.ts'
import { simulator } from '../../../i18n/simulator.ts'
import { mediaAddress } from '../live/api.ts'
import type { Message } from '../live/wire.ts'
import classes from './handset.module.css'
import type { ChatHandle } from './useChat.ts'
import { VoiceNote } from './VoiceNote.tsx'

type Props = { message: Message; chat: ChatHandle }
type Media = NonNullable<Message['shown']['media']>

/** What a message says. Everything from outside is text, never markup. */
export function Content({ message, chat }: Props) {
  const words = useWords(simulator)
  const { shown } = message
  if (isLost(message)) return <em className={classes.deleted}>{words.lostKind(words.kind(message.type))}</em>
  switch (message.type) {
    case 'location':
      return <Place message={message} />
    case 'contacts':
      return <Lines icon={<IconAddressBook size={18} aria-hidden />} text={shown.text} />
    case 'order':
      return (
        <>
          <Lines icon={<IconShoppingBag size={18} aria-hidden />} text={shown.text} title={words.kind('order')} />
          <Text text={shown.footer} />
        </>
      )
    case 'unsupported':
      return <em className={classes.deleted}>{words.unsupportedKind(shown.text ?? '')}</em>
    default:
      return (
        <>
          {shown.media && <File media={shown.media} message={message} chat={chat} />}
          {shown.header && (
            <div className={classes.header} dir="auto">
              {shown.header}
            </div>
          )}
          <Text text={shown.text} />
          {shown.footer && (
            <div className={classes.footer} dir="auto">
              {shown.footer}
            </div>
          )}
          {isEmpty(message) && <em className={classes.deleted}>{words.kind(message.type)}</em>}
        </>
      )
  }
}

const fileTypes = ['image', 'video', 'audio', 'document', 'sticker']

/** A file of this phone that was too large, or lost at the provider. */
const isLost = ({ from, type, shown }: Message): boolean =>
  from === 'contact' && fileTypes.includes(type) && shown.media === null

const isEmpty = ({ shown }: Message): boolean => !shown.text && !shown.header && !shown.media

function Text({ text }: { text: string | null }) {
  if (!text) return null
  return (
    <div className={classes.text} dir="auto">
      {text}
    </div>
  )
}

const Lines = ({ icon, text, title }: { icon: React.ReactNode; text: string | null; title?: string }) => (
  <div className={classes.card}>
    <span className={classes.cardMark}>{icon}</span>
    <div>
      {title && <b>{title}</b>}
      <div className={classes.text} dir="auto">
        {text}
      </div>
    </div>
  </div>
)

function File({ media, message, chat }: Props & { media: Media }) {
  const words = useWords(simulator)
  // A link leads to another machine; nothing is fetched from there.
  if (media.mediaId === null)
    return <Lines icon={<IconPhoto size={18} aria-hidden />} text={media.link ?? words.kind(media.kind)} />
  const address = mediaAddress(media.mediaId)
  switch (media.kind) {
    case 'image':
      return <img className={classes.picture} src={address} alt={words.photoAlt} loading="lazy" />
    case 'sticker':
      return <img className={classes.sticker} src={address} alt={words.kind('sticker')} loading="lazy" />
    case 'video':
      // biome-ignore lint/a11y/useMediaCaption: what people film has no captions
      return <video className={classes.picture} src={address} controls preload="metadata" />
    case 'audio':
      return <VoiceNote address={address} message={message} chat={chat} />
    default:
      return (
        <a className={classes.document} href={address} download={media.fileName ?? ''}>
          <IconFile size={20} aria-hidden />
          <span dir="auto">{media.fileName ?? words.kind('document')}</span>
        </a>
      )
  }
}

/** A place on a drawn map: no tile is fetched from anywhere. */
function Place({ message: { shown } }: { message: Message }) {
  return (
    <div className={classes.place}>
      <span className={classes.map} aria-hidden="true">
        <IconMapPin size={26} />
      </span>
      {shown.header && (
        <b dir="auto" className={classes.text}>
          {shown.header}
        </b>
      )}
      {shown.footer && (
        <span dir="auto" className={classes.text}>
          {shown.footer}
        </span>
      )}
      <span className={classes.footer}>{shown.text}</span>
    </div>
  )
}
