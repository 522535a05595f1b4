import { IconForms, IconListCheck, IconMapPin, IconTemplate } from '@tabler/icons-react'
import type { MessageContent } from '../../../../../contract/content.ts'
import { useWords } from '../../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../../i18n/desk.ts'
import { money } from '../../../../i18n/formats.ts'
import { locale } from '../../../../i18n/language.ts'
import { usePhoneNumber } from '../../../../i18n/phone.ts'
import { RichText } from '../RichText.tsx'
import { Audio } from './Audio.tsx'
import classes from './contents.module.css'
import { Document, Picture, Video } from './Files.tsx'

/** What a message says, by its kind. Everything from outside is shown as text. */
export function Content({ content }: { content: MessageContent }) {
  const words = useWords(deskWords)
  switch (content.kind) {
    case 'text':
    case 'system':
      return <RichText text={content.text} />
    case 'image':
      return <Picture media={content.media} caption={content.caption} />
    case 'sticker':
      return <Picture media={content.media} caption={null} sticker />
    case 'video':
      return <Video media={content.media} caption={content.caption} />
    case 'audio':
      return <Audio media={content.media} voice={content.voice} />
    case 'document':
      return <Document media={content.media} caption={content.caption} />
    case 'location':
      return <Place {...content} />
    case 'contacts':
      return <SharedContacts contacts={content.contacts} />
    case 'choice':
      return (
        <div>
          <div className={classes.mark}>
            <IconListCheck size={13} aria-hidden />
            {words.chose}
          </div>
          <RichText text={content.title} />
          {content.description && <div className="quiet">{content.description}</div>}
        </div>
      )
    case 'buttons':
      return <Buttons {...content} />
    case 'form':
      return <Form {...content} />
    case 'order':
      return <Order {...content} />
    case 'template':
      return <Template {...content.template} />
    case 'unsupported':
      return <Unsupported type={content.type} detail={content.detail} />
  }
}

type Of<Kind extends MessageContent['kind']> = Extract<MessageContent, { kind: Kind }>

function Place({ latitude, longitude, name, address }: Of<'location'>) {
  const words = useWords(deskWords)
  const where = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`
  return (
    <div className={classes.place}>
      <IconMapPin size={20} aria-hidden />
      <div>
        {name && <div className={classes.strong}>{name}</div>}
        {address && <div>{address}</div>}
        <a
          href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`}
          target="_blank"
          rel="noopener noreferrer"
          className="figures"
        >
          {words.showOnMap(where)}
        </a>
      </div>
    </div>
  )
}

function Buttons({ text, buttons }: Of<'buttons'>) {
  return (
    <div>
      <RichText text={text} />
      <ul className={classes.buttons}>
        {buttons.map(({ id, title }) => (
          <li key={id}>
            <bdi>{title}</bdi>
          </li>
        ))}
      </ul>
    </div>
  )
}

function SharedContacts({ contacts }: Pick<Of<'contacts'>, 'contacts'>) {
  const phoneNumber = usePhoneNumber()
  return (
    <ul className={classes.list}>
      {contacts.map((contact) => (
        <li key={`${contact.name} ${contact.phones.join()}`}>
          <div className={classes.strong}>
            <bdi>{contact.name}</bdi>
          </div>
          {contact.organisation && <div className="quiet">{contact.organisation}</div>}
          {contact.phones.map((phone) => (
            <div key={phone} className="figures">
              <bdi>{phoneNumber(phone)}</bdi>
            </div>
          ))}
          {contact.emails.map((email) => (
            <div key={email}>
              <bdi>{email}</bdi>
            </div>
          ))}
        </li>
      ))}
    </ul>
  )
}

function Form({ name, body, response }: Of<'form'>) {
  const words = useWords(deskWords)
  const answers = answersOf(response)
  return (
    <div>
      <div className={classes.mark}>
        <IconForms size={13} aria-hidden />
        {words.filledForm(name)}
      </div>
      {body && <RichText text={body} />}
      {answers ? (
        <dl className={classes.facts}>
          {answers.map(([key, value]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ))}
        </dl>
      ) : (
        <pre className={classes.raw}>{response}</pre>
      )}
    </div>
  )
}

/** The answers of a form, if the provider's text can be read as such; it may not be JSON. */
function answersOf(response: string): [string, string][] | null {
  try {
    const read: unknown = JSON.parse(response)
    if (typeof read !== 'object' || read === null || Array.isArray(read)) return null
    return Object.entries(read).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)])
  } catch {
    return null
  }
}

function Order({ text, items }: Of<'order'>) {
  const words = useWords(deskWords)
  const region = { locale: locale() }
  return (
    <div>
      <div className={classes.mark}>{words.order(items.length)}</div>
      <ul className={classes.list}>
        {items.map((item) => (
          <li key={item.product} className="figures">
            {item.quantity} × <bdi>{item.product}</bdi>
            {item.price !== null && ` · ${money(item.price, item.currency, region)}`}
          </li>
        ))}
      </ul>
      {text && <RichText text={text} />}
    </div>
  )
}

function Template({ name, header, body, footer, buttons }: Of<'template'>['template']) {
  const words = useWords(deskWords)
  return (
    <div>
      <div className={classes.mark}>
        <IconTemplate size={13} aria-hidden />
        {words.templateNamed(name)}
      </div>
      {header && <div className={classes.strong}>{header}</div>}
      <RichText text={body} />
      {footer && <div className={classes.footer}>{footer}</div>}
      {buttons.map((button, index) => (
        <div key={index} className={classes.button}>
          {button}
        </div>
      ))}
    </div>
  )
}

function Unsupported({ type, detail }: { type: string; detail: string | null }) {
  const words = useWords(deskWords)
  return (
    <div>
      <em className="quiet">{words.notSupported(type)}</em>
      {detail && (
        <details className={classes.details}>
          <summary>{words.showRaw}</summary>
          <pre className={classes.raw}>{detail}</pre>
        </details>
      )}
    </div>
  )
}
