import { defineConfig } from 'vitest/config'

/** Beside vite.config.ts, which is for the web app alone and has its root there. */
export default defineConfig({
  test: { include: ['src/**/*.test.ts', 'tools/**/*.test.ts'], exclude: ['**/node_modules/**', 'dist/**'] },
})
