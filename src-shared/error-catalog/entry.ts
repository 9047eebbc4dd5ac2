/** Errors by their stable code. `{name}` in a sentence stands for a parameter of the error. */
export type ErrorEntries = Readonly<
  Record<
    string,
    {
      /** HTTP status the error is answered with. */ readonly status: number;
      readonly en: string;
      readonly 'zh-CN': string;
    }
  >
>;
