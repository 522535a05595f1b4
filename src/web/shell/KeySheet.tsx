import { Modal, SimpleGrid, Text } from '@mantine/core'
import { useWords } from '../i18n/catalogue.ts'
import { common } from '../i18n/common.ts'
import { KeyHint } from '../parts/KeyHint.tsx'
import { useShortcuts } from './shortcuts.ts'

/** All keys that work on this screen now. */
export function KeySheet({ onClose }: { onClose: () => void }) {
  const words = useWords(common)
  const shortcuts = useShortcuts().filter((shortcut) => !shortcut.hidden)
  return (
    <Modal opened onClose={onClose} title={words.allKeys} size="lg" closeButtonProps={{ 'aria-label': words.close }}>
      <SimpleGrid
        component="ul"
        cols={{ base: 1, sm: 2 }}
        spacing="lg"
        verticalSpacing={6}
        style={{ listStyle: 'none', padding: 0, margin: 0 }}
      >
        {shortcuts.map(({ keys, name }) => (
          <li key={keys + name} style={{ display: 'flex', justifyContent: 'space-between', gap: 12 }}>
            <span>{name}</span>
            <KeyHint keys={keys} />
            <span className="only-read">{keys.replaceAll(/Key|Digit|sign:/g, '')}</span>
          </li>
        ))}
      </SimpleGrid>
      <Text size="xs" c="dimmed" mt="lg">
        {words.keysNote}
      </Text>
    </Modal>
  )
}
