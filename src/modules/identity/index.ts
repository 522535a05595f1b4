/** What other modules may read of people. */
export { agentCards, hiddenIn, type Workspace, workspaces } from './repo.ts'
