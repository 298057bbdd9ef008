// The seed of a property test: the same one each time, so that a run says of the change and not of the day. The named
// environment variable repeats or tries another; `RANDOM_SEEDS=1` draws a new one, for hunting.

export function seedOf(variable: string): number {
  const given = process.env[variable];
  const seed = given !== undefined ? Number(given) : process.env['RANDOM_SEEDS'] === undefined ? 1 : Date.now() % 1_000_000_000;
  console.log(`${variable}=${seed}`);
  return seed;
}
