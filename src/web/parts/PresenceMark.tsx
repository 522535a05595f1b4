/** What an agent's mark can say: what they chose, and what the system derived from it. */
export type PresenceShape =
  | 'available'
  | 'on_break'
  | 'busy'
  | 'working_offline'
  | 'not_responding'
  | 'signed_out'
  | 'away'

const colours: Record<PresenceShape, string> = {
  available: 'var(--good-mark)',
  on_break: 'var(--warn-mark)',
  busy: 'var(--accent)',
  working_offline: 'var(--text-3)',
  not_responding: 'var(--bad-mark)',
  signed_out: 'var(--text-3)',
  away: 'var(--bad-mark)',
}

/** The presence of an agent as a shape; the word stands beside it. */
export function PresenceMark({ shape, size = 10 }: { shape: PresenceShape; size?: number }) {
  const colour = colours[shape]
  return (
    <svg width={size} height={size} viewBox="0 0 10 10" aria-hidden="true">
      {shape === 'available' && <circle cx="5" cy="5" r="5" fill={colour} />}
      {shape === 'busy' && (
        <>
          <circle cx="5" cy="5" r="4" fill="none" stroke={colour} strokeWidth="2" />
          <circle cx="5" cy="5" r="2" fill={colour} />
        </>
      )}
      {shape === 'on_break' && (
        <>
          <circle cx="5" cy="5" r="5" fill={colour} />
          <path d="M3.7 3v4M6.3 3v4" stroke="var(--on-mark)" strokeWidth="1.3" />
        </>
      )}
      {shape === 'working_offline' && <circle cx="5" cy="5" r="4" fill="none" stroke={colour} strokeWidth="2" />}
      {shape === 'not_responding' && (
        <>
          <circle cx="5" cy="5" r="5" fill={colour} />
          <path d="M5 2.4v3M5 7v.6" stroke="var(--on-mark)" strokeWidth="1.4" />
        </>
      )}
      {shape === 'away' && <path d="M2 2l6 6M8 2l-6 6" stroke={colour} strokeWidth="1.6" />}
      {shape === 'signed_out' && <path d="M2 2l6 6M8 2l-6 6" stroke={colour} strokeWidth="1.6" />}
    </svg>
  )
}
