import type { QueueCard } from '../../../contract/cards.ts'
import { type AgentId, compareIds, type Instant } from '../../../contract/ids.ts'
import type { Waiting } from './interaction.ts'

export type StrategyName = QueueCard['strategy']

/** What the router knows of an interaction that waits. */
export type WaitingInteraction = Pick<
  Waiting,
  'id' | 'queueId' | 'channelId' | 'priority' | 'waitingSince' | 'passedOver'
>

/** A ready agent with room for the interaction in question. */
export type Candidate = { readonly id: AgentId; readonly load: number; readonly idleSince: Instant }

/**
 * How a queue picks. The candidates come one by one in the order of `compareCandidates`; a strategy that needs only the
 * first looks no further. Undefined: none of them.
 */
export type Strategy = (candidates: Iterable<Candidate>, interaction: WaitingInteraction) => AgentId | undefined

/** Whoever holds least, and among them whoever has been idle longest: nobody holds two while a colleague is free. */
export const compareCandidates = (a: Candidate, b: Candidate): number =>
  a.load - b.load || a.idleSince - b.idleSince || compareIds(a.id, b.id)

const longestIdle: Strategy = (candidates) => {
  for (const { id } of candidates) return id
  return undefined
}

const strategies: Record<StrategyName, Strategy> = { longest_idle: longestIdle }

/** The strategy of that name. */
export const strategyOf = (name: StrategyName): Strategy => strategies[name]
