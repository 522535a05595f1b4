const key = 'simulator-visited'

/** Whether this browser has not yet put the first steps away. */
export const isFirstVisit = (): boolean => localStorage.getItem(key) === null

export const rememberVisit = (): void => localStorage.setItem(key, 'yes')
