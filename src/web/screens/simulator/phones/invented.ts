import type { Phone } from '../live/wire.ts'

/** People nobody knows, for new phones. */
const people = [
  { name: 'Beatriz Nogueira', username: 'bia.nogueira' },
  { name: 'Callum Reid', username: 'callum.reid' },
  { name: 'Inés Robledo', username: 'ines.robledo' },
  { name: 'Tomás Reis', username: 'tomas.reis' },
  { name: 'Hannah Doyle', username: 'hannah.doyle' },
  { name: 'Mateo Vidal', username: 'mateo.vidal' },
] as const

/** Numbers that Ofcom keeps free for plays: +44 7700 900000 to 900999. */
const firstFree = 200
const lastFree = 999

type Known = Pick<Phone, 'name' | 'number'>

/** Somebody who has no phone yet; the first one again when all have. */
export const invented = (phones: readonly Known[]): { name: string; username: string } =>
  people.find(({ name }) => phones.every((phone) => phone.name !== name)) ?? people[0]

/** A number of the invented range that no phone has. */
export function freeNumber(phones: readonly Known[]): string {
  const taken = new Set(phones.map(({ number }) => number))
  for (let last = firstFree; last < lastFree; last++) {
    const number = `+447700900${last}`
    if (!taken.has(number)) return `+44 7700 900${last}`
  }
  return ''
}

/** A number as typed, in the form the simulator takes; null when it is none. */
export function asE164(typed: string): string | null {
  const bare = typed.replaceAll(/[\s().-]/g, '')
  return /^\+[1-9]\d{6,14}$/.test(bare) ? bare : null
}
