import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { LanguageContext, useChosenLanguage } from './i18n/language.ts'
import { router } from './routes.tsx'
import { ErrorBoundary } from './shell/ErrorBoundary.tsx'
import { LiveRegions } from './shell/LiveRegions.tsx'
import { NotSecure } from './shell/NotSecure.tsx'
import { Toasts } from './shell/Toasts.tsx'
import { Refused } from './sync/use.ts'
import { cssVariables, theme } from './theme.ts'

const maxTries = 3

/** Answers are kept right by the stream, so they do not grow stale by themselves; only an absent server is asked again. */
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5 * 60_000,
      refetchOnWindowFocus: false,
      retry: (failures, trouble) =>
        trouble instanceof Refused && trouble.refusal === 'unreachable' && failures < maxTries,
    },
  },
})

/** What the content security policy wants to see on a style element: it came with the page. */
const styleNonce = (): string => document.querySelector<HTMLElement>('meta[property="csp-nonce"]')?.nonce ?? ''

export function App() {
  return (
    <LanguageContext value={useChosenLanguage()}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        getStyleNonce={styleNonce}
      >
        <QueryClientProvider client={queries}>
          <LiveRegions />
          <ErrorBoundary>{isSecureContext ? <RouterProvider router={router} /> : <NotSecure />}</ErrorBoundary>
          <Toasts />
        </QueryClientProvider>
      </MantineProvider>
    </LanguageContext>
  )
}
