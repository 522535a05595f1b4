import { ActionIcon, Tooltip } from '@mantine/core'
import { IconCopy } from '@tabler/icons-react'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { toast } from '../../../shell/toast.ts'
import classes from './settings.module.css'

/** Something to be taken elsewhere: shown whole, copied with one press. */
export function CopyField({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <p className={classes.fieldLabel}>{label}</p>
      <div className={classes.copy}>
        <span className="mono">{value}</span>
        <CopyButton label={label} value={value} />
      </div>
    </div>
  )
}

export function CopyButton({ label, value }: { label: string; value: string }) {
  const words = useWords(admin)
  const all = useWords(common)
  const copy = async () => {
    const copied = await navigator.clipboard.writeText(value).then(
      () => true,
      () => false,
    )
    toast(copied ? all.copied : words.notCopied, copied ? {} : { tone: 'bad' })
  }
  return (
    <Tooltip label={all.copy}>
      <ActionIcon aria-label={words.copyThis(label)} onClick={() => void copy()}>
        <IconCopy size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}
