const units = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const
export type Unit = keyof typeof units

/** Pure: the largest unit in which a length is a whole number. */
export function unitOf(seconds: number): Unit {
  const fitting = (['days', 'hours', 'minutes'] as const).find(
    (unit) => seconds >= units[unit] && seconds % units[unit] === 0,
  )
  return fitting ?? 'seconds'
}

export const inUnit = (seconds: number, unit: Unit): number => seconds / units[unit]
export const toSeconds = (value: number, unit: Unit): number => Math.round(value * units[unit])
