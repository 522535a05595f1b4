import { admin } from '../../i18n/admin.ts'
import { useWords } from '../../i18n/catalogue.ts'
import { common } from '../../i18n/common.ts'
import classes from './admin.module.css'
import { groups, type Place, type PlacePath } from './places.ts'
import { AdminLink } from './shared/AdminLink.tsx'

/** The screens of administration this person may open, in groups. */
export function AdminNav({ allowed, at }: { allowed: readonly Place[]; at: PlacePath | undefined }) {
  const words = useWords(admin)
  const { administration } = useWords(common)
  return (
    <nav className={classes.nav} aria-label={administration}>
      <p className={classes.navTitle}>{administration}</p>
      {groups.map((group) => {
        const shown = allowed.filter((place) => group.places.some(({ path }) => path === place.path))
        if (shown.length === 0) return null
        return (
          <section key={group.name} className={classes.navGroup} aria-label={words[group.name]}>
            <p className={classes.navGroupName}>{words[group.name]}</p>
            <ul>
              {shown.map(({ path, name, icon: Glyph }) => (
                <li key={path}>
                  <AdminLink
                    to={path}
                    className={classes.navLink}
                    {...(path === at && { 'data-on': true, 'aria-current': 'page' as const })}
                  >
                    <Glyph size={17} stroke={1.7} aria-hidden />
                    {words[name]}
                  </AdminLink>
                </li>
              ))}
            </ul>
          </section>
        )
      })}
    </nav>
  )
}
