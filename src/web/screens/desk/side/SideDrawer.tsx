import { Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { useDesk } from '../desk-context.ts'

/** Where there is no room beside the conversation, the side pane comes over it. */
export function SideDrawer({ children }: { children: ReactNode }) {
  const words = useWords(deskWords)
  const { width, sideShown, setSideShown } = useDesk()
  return (
    <Drawer
      opened={sideShown}
      onClose={() => setSideShown(false)}
      position="right"
      size={width === 'phone' ? '100%' : 340}
      withCloseButton={false}
      aria-label={words.side}
      styles={{ body: { padding: 0, blockSize: '100%' } }}
    >
      {children}
    </Drawer>
  )
}
