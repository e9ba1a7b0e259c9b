/** Yields what `source` yields and asks it for the next one meanwhile, so that the database reads while we work. */
export async function* ahead<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  let coming = iterator.next();
  try {
    for (;;) {
      const { done, value } = await coming;
      if (done) return;
      coming = iterator.next();
      // A failure of what nobody asks for any more is nobody's; of what is asked for, it is reported above.
      coming.catch(() => {});
      yield value;
    }
  } finally {
    await coming.catch(() => {});
    await iterator.return?.();
  }
}
