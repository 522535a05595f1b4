import { ActionIcon, Button } from '@mantine/core'
import { IconAlertCircleFilled, IconFile, IconX } from '@tabler/icons-react'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { files as fileWords } from '../../../i18n/files.ts'
import { fileSize } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { useSentences } from '../../../i18n/sentences.ts'
import classes from './composer.module.css'
import type { Upload } from './useUploads.ts'

type Props = { uploads: readonly Upload[]; onRemove: (id: string) => void; onAgain: (upload: Upload) => void }

/** Files that will go with the message: how far each is, or why it cannot go. */
export function Uploads({ uploads, onRemove, onAgain }: Props) {
  const words = useWords(fileWords)
  const { voiceNote } = useWords(deskWords)
  const { tryAgain } = useWords(common)
  if (uploads.length === 0) return null
  return (
    <ul className={classes.uploads}>
      {uploads.map((one) => (
        <li key={one.id} className={classes.upload} data-state={one.state}>
          {one.state === 'refused' || one.state === 'failed' ? (
            <IconAlertCircleFilled size={16} aria-hidden />
          ) : (
            <IconFile size={16} aria-hidden />
          )}
          <span className={classes.uploadText}>
            <bdi className="cut">{one.voice ? voiceNote : one.file.name}</bdi>
            <Say upload={one} />
          </span>
          {one.state === 'failed' && (
            <Button size="xs" onClick={() => onAgain(one)}>
              {tryAgain}
            </Button>
          )}
          <ActionIcon size={24} aria-label={words.removeFile(one.file.name)} onClick={() => onRemove(one.id)}>
            <IconX size={14} />
          </ActionIcon>
          {one.state === 'uploading' && (
            <progress
              className={classes.progress}
              max={1}
              value={one.part}
              aria-label={words.uploading(one.file.name)}
            />
          )}
        </li>
      ))}
    </ul>
  )
}

function Say({ upload }: { upload: Upload }) {
  const words = useWords(fileWords)
  const sentences = useSentences()
  const region = { locale: locale() }
  const size = fileSize(upload.file.size, region)
  if (upload.state === 'failed') return <span className={classes.uploadWhy}>{sentences[upload.refusal]}</span>
  if (upload.state !== 'refused') return <span className="quiet">{size}</span>
  const why =
    upload.why === 'size'
      ? words.fileTooLarge(size, fileSize(upload.maxBytes, region))
      : upload.why === 'empty'
        ? sentences.file_empty
        : sentences.file_type_not_allowed
  return <span className={classes.uploadWhy}>{why}</span>
}
