import { Button } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { Component, type ReactNode } from 'react'
import { useWords } from '../i18n/catalogue.ts'
import { common } from '../i18n/common.ts'
import { EmptyState } from '../parts/EmptyState.tsx'

/** What a broken part of the page leaves behind: what happened, and the way on. */
export function Broken() {
  const words = useWords(common)
  return (
    <div role="alert" style={{ display: 'grid', placeItems: 'center', blockSize: '100%' }}>
      <EmptyState
        tone="bad"
        mark={<IconPlugConnectedX size={22} />}
        title={words.brokenTitle}
        action={<Button onClick={() => location.reload()}>{words.reload}</Button>}
      >
        {words.brokenText}
      </EmptyState>
    </div>
  )
}

/** One pane that breaks leaves the others alone. `of` starts it anew when it changes, such as the conversation's id. */
export class ErrorBoundary extends Component<
  { of?: string; children: ReactNode },
  { broken: boolean; of?: string | undefined }
> {
  override state = { broken: false, of: this.props.of }

  static getDerivedStateFromError = () => ({ broken: true })
  static getDerivedStateFromProps = (props: { of?: string }, state: { of?: string }) =>
    props.of === state.of ? null : { broken: false, of: props.of }

  override render(): ReactNode {
    return this.state.broken ? <Broken /> : this.props.children
  }
}
