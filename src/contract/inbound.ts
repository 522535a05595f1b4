import type { MessageContent } from './content.ts'
import type { Instant } from './ids.ts'

/** One way to reach a contact. WhatsApp may give a phone number, a business-scoped user id, or both. */
export type Address = { kind: 'phone' | 'user_id' | 'parent_user_id'; value: string }

/** Who a fact is about. At least one address; `name` and `username` are display text from outside, never a key. */
export type Sender = { addresses: readonly Address[]; name: string | null; username: string | null }

/** A click-to-WhatsApp advertisement that led the contact here. */
export type Referral = {
  sourceUrl: string | null
  sourceId: string | null
  headline: string | null
  body: string | null
  clickId: string | null
}

/** A product the contact was looking at when writing. `productId` is the business's own number of it. */
export type ReferredProduct = { catalogId: string | null; productId: string }

/**
 * What a provider told us, in our words. `line` is the provider's own id of our number (Meta's phone number id).
 * `providerMessageId` makes every fact safe to receive twice.
 */
export type InboundFact =
  | {
      type: 'message'
      line: string
      providerMessageId: string
      /** The contact, always: of an echo the contact it was written to. */
      from: Sender
      at: Instant
      content: MessageContent
      /** The message this one answers, when the contact quoted one. */
      quotedProviderMessageId: string | null
      forwarded: boolean
      referral: Referral | null
      /** The product of the business's catalogue the contact asks about. */
      product: ReferredProduct | null
      /** Whether this opens the session window (a reaction or a system line does not). */
      opensWindow: boolean
      /** Sent by the business from its own phone (coexistence), not by the contact. */
      echo: boolean
    }
  | {
      type: 'delivery'
      line: string
      providerMessageId: string
      at: Instant
      delivery: 'sent' | 'delivered' | 'read' | 'played' | 'failed'
      /** What we sent along with the message (our message id), echoed back. Resolves sends with unknown outcome. */
      reference: string | null
      failure: Failure | null
      recipient: Sender | null
      pricing: { category: string; type: string | null; billable: boolean | null } | null
    }
  /** `from` is the contact; `echo` says the business did it from its own phone. The same holds for the next two. */
  | {
      type: 'reaction'
      line: string
      providerMessageId: string
      from: Sender
      at: Instant
      targetProviderMessageId: string
      emoji: string | null
      echo: boolean
    }
  | {
      type: 'edited'
      line: string
      providerMessageId: string
      from: Sender
      at: Instant
      targetProviderMessageId: string
      content: MessageContent
      echo: boolean
    }
  | {
      type: 'revoked'
      line: string
      providerMessageId: string
      from: Sender
      at: Instant
      targetProviderMessageId: string
      echo: boolean
    }
  /** The contact has a new number or user id: both old and new addresses belong to one person. */
  | {
      type: 'identity_changed'
      line: string
      providerMessageId: string | null
      at: Instant
      from: readonly Address[]
      to: readonly Address[]
    }
  /** The contact told the provider to stop or resume a purpose. */
  | { type: 'consent_changed'; line: string; from: Sender; at: Instant; purpose: 'marketing'; granted: boolean }
  | {
      type: 'template_changed'
      account: string
      name: string
      language: string
      status: TemplateStatus
      reason: string | null
    }
  /** Something about the number or the account an administrator should see. */
  | {
      type: 'account_notice'
      account: string
      line: string | null
      field: string
      severity: 'information' | 'warning' | 'critical'
      summary: string
    }
  /** A part we could not read, or that has no place with us yet: kept raw, visible, and replayable. Never lost. */
  | { type: 'unreadable'; line: string | null; path: string; reason: string; raw: unknown }

export type TemplateStatus = 'approved' | 'pending' | 'rejected' | 'paused' | 'disabled' | 'archived' | 'deleted'

/** Why a provider refused: its own code, and what kind of trouble that is (providers.md A11). */
export type Failure = { code: string; title: string; detail: string }
