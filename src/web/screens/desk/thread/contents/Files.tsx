import { UnstyledButton } from '@mantine/core'
import { IconFile, IconPhoto, IconPhotoOff, IconVideo } from '@tabler/icons-react'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import type { Media } from '../../../../../contract/content.ts'
import { useWords } from '../../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../../i18n/desk.ts'
import { fileSize } from '../../../../i18n/formats.ts'
import { locale } from '../../../../i18n/language.ts'
import { RichText } from '../RichText.tsx'
import classes from './contents.module.css'

const Viewer = lazy(() => import('./Viewer.tsx').then((module) => ({ default: module.Viewer })))

/** Where a file is served; null while there is none to show. */
export const addressOf = (media: Media): string | null =>
  media.state === 'stored' && media.attachmentId ? `/api/attachments/${media.attachmentId}` : null

/** A picture in the thread; a press opens it large. */
export function Picture({
  media,
  caption,
  sticker = false,
}: {
  media: Media
  caption: string | null
  sticker?: boolean
}) {
  const words = useWords(deskWords)
  const [open, setOpen] = useState(false)
  const [unreadable, setUnreadable] = useState(false)
  const address = addressOf(media)
  if (!address || unreadable) return <Missing media={media} caption={caption} icon={<IconPhotoOff size={18} />} />
  const name = caption ?? media.fileName ?? words.kinds(sticker ? 'sticker' : 'image')
  return (
    <>
      <UnstyledButton
        className={classes.picture}
        data-sticker={sticker || undefined}
        aria-label={words.openPicture(name)}
        onClick={() => setOpen(true)}
      >
        <img src={address} alt={name} loading="lazy" onError={() => setUnreadable(true)} />
      </UnstyledButton>
      {caption && <Caption text={caption} />}
      {open && (
        <Suspense>
          <Viewer address={address} name={name} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}

export function Video({ media, caption }: { media: Media; caption: string | null }) {
  const address = addressOf(media)
  if (!address) return <Missing media={media} caption={caption} icon={<IconVideo size={18} />} />
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: people send no captions with their videos */}
      <video className={classes.video} src={address} controls preload="metadata" />
      {caption && <Caption text={caption} />}
    </>
  )
}

/** A file: its name, type and size; a press downloads it. */
export function Document({ media, caption }: { media: Media; caption: string | null }) {
  const words = useWords(deskWords)
  const address = addressOf(media)
  if (!address) return <Missing media={media} caption={caption} icon={<IconFile size={18} />} />
  const size = media.sizeBytes === null ? null : fileSize(media.sizeBytes, { locale: locale() })
  return (
    <>
      <a
        className={classes.file}
        href={address}
        download={media.fileName ?? ''}
        aria-label={words.download(media.fileName ?? media.mimeType)}
      >
        <IconFile size={24} stroke={1.5} aria-hidden />
        <span>
          <span className={classes.strong}>
            <bdi>{media.fileName ?? words.kinds('document')}</bdi>
          </span>
          <span className="quiet">
            {[media.mimeType.split('/').at(-1)?.toUpperCase(), size].filter(Boolean).join(' · ')}
          </span>
        </span>
      </a>
      {caption && <Caption text={caption} />}
    </>
  )
}

const Caption = ({ text }: { text: string }) => (
  <div className={classes.caption}>
    <RichText text={text} />
  </div>
)

/** A file that is not here: still on its way, or why there is nothing to show. */
export function Missing({ media, caption, icon }: { media: Media; caption: string | null; icon?: ReactNode }) {
  const words = useWords(deskWords)
  return (
    <>
      <div className={classes.missing}>
        {icon ?? <IconPhoto size={18} />}
        <span>
          {media.fileName && <bdi>{media.fileName} </bdi>}
          {words.mediaState(media.state)}
        </span>
      </div>
      {caption && <Caption text={caption} />}
    </>
  )
}
