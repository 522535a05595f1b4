import { IconMapQuestion } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useWords } from '../i18n/catalogue.ts'
import { common } from '../i18n/common.ts'
import { EmptyState } from '../parts/EmptyState.tsx'

export function NotFound() {
  const words = useWords(common)
  return (
    <main style={{ display: 'grid', placeItems: 'center', blockSize: '100%' }}>
      <EmptyState
        mark={<IconMapQuestion size={22} />}
        title={words.notFoundTitle}
        action={<Link to="/desk">{words.toTheDesk}</Link>}
      >
        {words.notFoundText}
      </EmptyState>
    </main>
  )
}
