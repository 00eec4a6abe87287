// What is asked for once and then known.

/** Asks until it is answered once; a failure is not kept. */
export function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let known: { readonly value: T } | null = null;
  return async () => {
    known ??= { value: await ask() };
    return known.value;
  };
}
