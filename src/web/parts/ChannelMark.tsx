import { IconDeviceMobileMessage, IconMessageCircle2 } from '@tabler/icons-react'
import type { ChannelKind } from '../../contract/cards.ts'
import { useWords } from '../i18n/catalogue.ts'
import { common } from '../i18n/common.ts'
import { Hint } from './Hint.tsx'

/** A neutral glyph for the kind of channel; its name and kind are said on hover and by screen readers. */
export function ChannelMark({ kind, name, size = 11 }: { kind: ChannelKind; name: string; size?: number }) {
  const words = useWords(common)
  const Glyph = kind === 'sms' ? IconDeviceMobileMessage : IconMessageCircle2
  const label = words.channelOfKind(name, words[kind])
  return (
    <Hint label={() => label} role="img" aria-label={label} style={{ display: 'inline-grid' }}>
      <Glyph size={size} stroke={2.2} aria-hidden />
    </Hint>
  )
}
