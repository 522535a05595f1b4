// Runs before everything else. A file of its own, because the content security policy allows no script inside a page.

// Compiling schemas needs eval, which that policy refuses. Zod must know before the first schema is made, and in a
// bundle no module can be sure to come before all others.
globalThis.__zod_globalConfig = { jitless: true }

// Before the first paint, so that a dark desk never flashes white.
{
  const chosen = localStorage.getItem('mantine-color-scheme-value')
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.mantineColorScheme = dark ? 'dark' : 'light'
  document.documentElement.lang = localStorage.getItem('language') ?? 'en'
}

// Style elements that libraries make as they run need the nonce that came with the page; get-nonce looks for it here.
globalThis.__webpack_nonce__ = document.querySelector('meta[property="csp-nonce"]')?.nonce
