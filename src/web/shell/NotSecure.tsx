import { IconLockOpen } from '@tabler/icons-react'
import { useWords } from '../i18n/catalogue.ts'
import { common } from '../i18n/common.ts'
import { EmptyState } from '../parts/EmptyState.tsx'

/** Shown instead of everything over plain http from another computer: browsers have neither locks nor random ids there. */
export function NotSecure() {
  const words = useWords(common)
  return (
    <main style={{ display: 'grid', placeItems: 'center', blockSize: '100%' }}>
      <EmptyState mark={<IconLockOpen size={22} />} title={words.notSecureTitle}>
        {words.notSecureText}
      </EmptyState>
    </main>
  )
}
