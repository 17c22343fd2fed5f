// What a page does with the public OpenFeature packages; the tests call it.
import { OpenFeature } from '@openfeature/web-sdk';
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';

window.start = async (baseUrl, publicKey, user) => {
  await OpenFeature.setContext({ targetingKey: user });
  const provider = new OFREPWebProvider({ baseUrl, headers: [['Authorization', `Bearer ${publicKey}`]], pollInterval: 200, cacheMode: 'disabled' });
  await OpenFeature.setProviderAndWait(provider);
};
window.details = (flag) => OpenFeature.getClient().getBooleanDetails(flag, false);
