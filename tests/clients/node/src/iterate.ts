// For clients that give observables. `subscribe` returns what ends the subscription.
export async function* iterate<Data>(
  subscribe: (push: (value: Data) => void, fail: (error: unknown) => void) => () => void,
): AsyncGenerator<Data> {
  const waiting: Data[] = [];
  let failure: { error: unknown } | undefined;
  let wake = (): void => {};
  const push = (value: Data): void => {
    waiting.push(value);
    wake();
  };
  const fail = (error: unknown): void => {
    failure = { error };
    wake();
  };
  const stop = subscribe(push, fail);
  try {
    for (;;) {
      for (let value = waiting.shift(); value !== undefined; value = waiting.shift()) yield value;
      if (failure !== undefined) throw failure.error;
      await new Promise<void>((done) => (wake = done));
    }
  } finally {
    stop();
  }
}
