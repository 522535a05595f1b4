import { onMac } from './keys.ts'

/** The keys of a shortcut, as they are called on this machine: "Alt+KeyA" is Alt A, on macOS ⌥ A. */
export function KeyHint({ keys }: { keys: string }) {
  return (
    <span aria-hidden="true" style={{ display: 'inline-flex', gap: 3 }}>
      {keys.split('+').map((key) => (
        <kbd key={key}>{keyName(key)}</kbd>
      ))}
    </span>
  )
}

/** What is printed on a key. */
export function keyName(key: string): string {
  const mac: Record<string, string> = { Ctrl: '⌘', Alt: '⌥', Shift: '⇧' }
  const named: Record<string, string> = {
    ArrowDown: '↓',
    ArrowUp: '↑',
    ArrowRight: '→',
    ArrowLeft: '←',
    Enter: '⏎',
    Escape: 'Esc',
    Slash: '/',
    Question: '?',
  }
  return (onMac() ? mac[key] : undefined) ?? named[key] ?? key.replace(/^(Key|Digit|sign:)/, '')
}
