// Calls a guarded flag with the public OpenFeature packages, for so many users, and tells the guard how each call ended. New code fails always.
import { randomUUID } from 'node:crypto';
import { OpenFeature } from '@openfeature/server-sdk';
import { OFREPProvider } from '@openfeature/ofrep-provider';

const [server, key, flagKey, users] = process.argv.slice(2);
await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: server, headers: [['Authorization', `Bearer ${key}`]] }));
const client = OpenFeature.getClient();
const outcomes = [];

async function guarded(flag, context, work) {
  const { value, variant } = await client.getBooleanDetails(flag, false, context);
  const begun = performance.now();
  let outcome = 'error';
  try {
    const result = await work(value);
    outcome = 'success';
    return result;
  } finally {
    outcomes.push({ id: randomUUID(), flag, context, variant, outcome, durationMs: performance.now() - begun });
  }
}

async function report() {
  const batch = outcomes.splice(0, 1000);
  const answer = await fetch(`${server}/api/guard/outcomes`, {
    method: 'POST',
    headers: { 'Authorization': `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ outcomes: batch }),
  });
  if (answer.ok) return answer.json();
  outcomes.push(...batch);
  throw new Error(await answer.text());
}

for (let i = 0; i < Number(users); i++) {
  try {
    await guarded(flagKey, { targetingKey: `user-${i}` }, async (isNew) => { if (isNew) throw new Error('the new code fails'); });
  } catch {
    // A user of the new code has seen an error.
  }
}

const answer = await report();
const after = [];
for (let i = 0; i < Number(users); i++) after.push(await client.getBooleanValue(flagKey, false, { targetingKey: `user-${i}` }));
console.log(JSON.stringify({ ...answer, stillOn: after.filter((isOn) => isOn).length }));
