import type { AgentId, InteractionId, OfferId, QueueId, WorkspaceId } from '../../src/contract/ids.ts'
import type { Town } from './town.ts'

/** What a node is told when it starts. */
export type Start = {
  readonly url: string
  readonly town: Town
  /** Which of the nodes this is, and of how many. */
  readonly place: number
  readonly nodes: number
  readonly seed: number
  /** How far its clock is ahead. */
  readonly aheadMs: number
  /** Whether its agents and contacts do anything. */
  readonly awake: boolean
}

export type ToNode = { type: 'start'; start: Start } | { type: 'clock'; aheadMs: number } | { type: 'rest' }

/** Something an agent did, and was told that it is done. */
export type Deed = {
  readonly what: 'accept' | 'reject' | 'take' | 'end' | 'park' | 'unpark' | 'pass' | 'move'
  readonly workspaceId: WorkspaceId
  readonly interactionId: InteractionId
  /** The offer; or what was passed on. */
  readonly offerId: OfferId | null
  /** Whoever did it, or was given it. */
  readonly agentId: AgentId
  /** Where it went. */
  readonly queueId?: QueueId
}

export type FromNode =
  | { type: 'ready' }
  /** Since the last report: acknowledged, committed, how often the agents looked, and what should not have gone wrong. */
  | { type: 'report'; deeds: Deed[]; counted: number; looks: number; troubles: string[] }
  | { type: 'resting' }

/** The facts that count as one operation each. */
export const countedFacts: ReadonlySet<string> = new Set([
  'interaction.offered',
  'interaction.assigned',
  'interaction.offer_rejected',
  'interaction.offer_lapsed',
  'interaction.offer_withdrawn',
  'interaction.parked',
  'interaction.unparked',
  'interaction.passed',
  'interaction.consulted',
  'interaction.returned',
  'interaction.moved',
])
