import { defineConfig } from 'vitest/config'

/** Tests of what never touches a database. */
const PURE = [
  'src/contract/**/*.test.ts',
  'src/modules/*/core/**/*.test.ts',
  'src/providers/**/*.test.ts',
  'src/sim/**/*.test.ts',
  'src/web/**/*.test.ts',
  'tools/tidy*.test.ts',
]

/**
 * What hangs ends after this; nobody waits for it otherwise. No measure of speed: what takes four seconds alone takes
 * twenty where other tests, or somebody else's programs, have the processors.
 */
const HANGS_AFTER_MS = 120_000

/** Beside vite.config.ts, which is for the web app alone and has its root there. */
export default defineConfig({
  test: {
    // graphile-worker waits for nobody when it writes down that a job is done: a connection we cut at that moment is
    // nobody's error. The product outlives it (`outlive` in main.ts); everything else unhandled fails the run.
    onUnhandledError: ({ message, stack }) =>
      /terminat|closed/i.test(message) && stack?.includes('graphile-worker') ? false : undefined,
    projects: [
      { test: { name: 'core', include: PURE, testTimeout: HANGS_AFTER_MS, hookTimeout: HANGS_AFTER_MS } },
      {
        test: {
          name: 'database',
          include: ['src', 'tools', 'bench', 'chaos', 'abuse'].map((folder) => `${folder}/**/*.test.ts`),
          exclude: ['**/node_modules/**', ...PURE],
          globalSetup: 'src/testing/postgres.ts',
          testTimeout: HANGS_AFTER_MS,
          hookTimeout: HANGS_AFTER_MS,
        },
      },
    ],
  },
})
