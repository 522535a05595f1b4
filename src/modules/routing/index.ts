/** What other modules may read of routing, and how they keep the interactions their own work changes. */
export {
  insertInteractions,
  interactionFromRow,
  lockInteractionsOf,
  lockLatestInteractions,
  lockNumbers,
  updateInteractions,
  useNumbers,
} from './batch-repo.ts'
export { nameIn, settleMembers } from './member-repo.ts'
export { rememberHolder } from './memory-repo.ts'
export {
  conversationCards,
  type HeldInteraction,
  hasRoomFor,
  heldInteractions,
  interactionCards,
  lockLoad,
  openInteractionCards,
  queueCards,
  routableAgent,
} from './repo.ts'
export { maySeeChannel, maySeeConversation, visibleTo } from './sight-repo.ts'
export { giveSkills } from './skill-actions.ts'
export { carriersOf } from './tag-repo.ts'
export { transferRules } from './transfer-repo.ts'
export { unseenLines } from './unseen.ts'
