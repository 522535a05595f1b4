// Runs before the first paint, so that a dark desk never flashes white. A file of its own, because the content
// security policy allows no script inside a page.
{
  const chosen = localStorage.getItem('mantine-color-scheme-value')
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.mantineColorScheme = dark ? 'dark' : 'light'
  document.documentElement.lang = localStorage.getItem('language') ?? 'en'
}
