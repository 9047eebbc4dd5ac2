/**
 * Cells a spreadsheet would run as a formula are marked as text by an apostrophe (OWASP, "CSV Injection"); so are those
 * that already look marked, which makes the way back exact.
 */
const looksRun = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** A cell as it is written. */
export function neutralise(cell: string): string {
  return looksRun.test(cell) ? `'${cell}` : cell;
}

/** A cell as it was before `neutralise`. */
export function restore(cell: string): string {
  return cell.startsWith("'") && looksRun.test(cell) ? cell.slice(1) : cell;
}
