import { defineConfig } from '@playwright/test'

const isRoot = process.getuid?.() === 0
/** Set by `npm test`; without it Playwright looks for the browser it fetched itself. */
const executablePath = process.env.CHROMIUM_PATH

export default defineConfig({
  testDir: 'tests/browser',
  outputDir: 'test-results',
  // One browser at a time: two processors are shared with the server, its Postgres and the pages themselves.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  // Ends what hangs, and no more: a journey of half a minute takes two where a computer does other things as well. What
  // a person waits for has its own limit below.
  timeout: 120_000,
  // How long a condition may take to come true on a busy computer; nothing waits when it is true.
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    trace: 'retain-on-failure',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        ...(isRoot ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
