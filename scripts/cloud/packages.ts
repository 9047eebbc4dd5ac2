/** The packages that the cloud's bundle leaves outside: their binaries and data files are found beside their code. */
export const cloudPackages: readonly string[] = ['@electric-sql/pglite', 'better-sqlite3', 'pg'];
