import classes from './handset.module.css'

/** The letter of a business, as its picture. */
export const BusinessMark = ({ name }: { name: string }) => (
  <span className={classes.businessMark} aria-hidden="true">
    {[...name.trim()][0]?.toLocaleUpperCase() ?? '?'}
  </span>
)
