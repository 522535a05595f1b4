/** What other modules may read of people. */
export { agentCards, type Workspace, workspaces } from './repo.ts'
