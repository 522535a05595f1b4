import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { Loading } from './parts/Loading.tsx'
import { Broken } from './shell/ErrorBoundary.tsx'
import { NotFound } from './shell/NotFound.tsx'
import { Shell } from './shell/Shell.tsx'

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: Broken })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('./screens/sign-in/SignIn.tsx'), 'SignIn'),
  validateSearch: (search: Record<string, unknown>): { to?: string } =>
    typeof search.to === 'string' ? { to: search.to } : {},
})

const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell })

const start = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/desk' })
  },
})

const desk = createRoute({
  getParentRoute: () => shell,
  path: '/desk',
  component: lazyRouteComponent(() => import('./screens/desk/Desk.tsx'), 'Desk'),
})
const deskNothing = createRoute({ getParentRoute: () => desk, path: '/' })
/** Which conversation is open is in the address: back, forward and reload keep it. The desk reads it and stays. */
const deskConversation = createRoute({ getParentRoute: () => desk, path: '$conversationId' })

const me = createRoute({
  getParentRoute: () => shell,
  path: '/me',
  component: lazyRouteComponent(() => import('./screens/me/Me.tsx'), 'Me'),
})

/** One lazy chunk for all of administration; it reads what follows /admin/ as `_splat`. */
const admin = createRoute({
  getParentRoute: () => shell,
  path: '/admin/$',
  component: lazyRouteComponent(() => import('./screens/admin/Admin.tsx'), 'Admin'),
})

const board = createRoute({
  getParentRoute: () => shell,
  path: '/board',
  component: lazyRouteComponent(() => import('./screens/board/Board.tsx'), 'Board'),
  validateSearch: ({ queue }: Record<string, unknown>): { queue?: string } =>
    typeof queue === 'string' ? { queue } : {},
})

const simulator = createRoute({
  getParentRoute: () => shell,
  path: '/simulator',
  component: lazyRouteComponent(() => import('./screens/simulator/Simulator.tsx'), 'Simulator'),
})

const apiDocs = createRoute({
  getParentRoute: () => shell,
  path: '/api-docs',
  component: lazyRouteComponent(() => import('./screens/api-docs/ApiDocs.tsx'), 'ApiDocs'),
})

const tree = root.addChildren([
  signIn,
  shell.addChildren([start, desk.addChildren([deskNothing, deskConversation]), me, board, admin, simulator, apiDocs]),
])

export const router = createRouter({
  routeTree: tree,
  defaultPreload: 'intent',
  defaultPendingComponent: Loading,
  defaultPendingMs: 150,
  defaultPendingMinMs: 0,
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: NotFound,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
