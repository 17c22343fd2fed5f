// Evaluates flags with the public OpenFeature packages: one request as a JSON line in, one answer as a JSON line out, until the input ends.
import { createInterface } from 'node:readline';
import { OpenFeature } from '@openfeature/server-sdk';
import { OFREPProvider } from '@openfeature/ofrep-provider';

await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: process.argv[2] }));
const client = OpenFeature.getClient();
const evaluators = {
  boolean: (...args) => client.getBooleanDetails(...args),
  string: (...args) => client.getStringDetails(...args),
  number: (...args) => client.getNumberDetails(...args),
  object: (...args) => client.getObjectDetails(...args),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { type, flag, fallback, context } = JSON.parse(line);
  console.log(JSON.stringify(await evaluators[type](flag, fallback, context)));
}
