/** What other modules may read of channels, and the two things that may befall one from outside its settings. */
export { connectionOf, type ProviderName, type Providers } from './connection.ts'
export { type ChannelDirectory, channelDirectory, type ListedChannel } from './directory.ts'
export { channelAccounts, channelCards } from './repo.ts'
export { type ChannelRule, channelRules, NEVER, noteWebhooks } from './rules-repo.ts'
export { followSchedules } from './schedule.ts'
export { clearTrouble, setTrouble } from './trouble.ts'
export { type WrongSignatures, wrongSignatures } from './wrong-signatures.ts'
