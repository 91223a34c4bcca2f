import { codeOf } from '../codeOf.js';
import { reasonOf } from './reasonOf.js';

/** Of a certificate's signature, as Node takes them from OpenSSL (`X509_V_ERR_…`). */
const unknownAuthority = new Set([
  ...['SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ...['UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
]);

/**
 * Why a server can't be reached, and what to do, as the end of a sentence about it: what any server may fail with.
 * @returns undefined where it is something else
 */
export function connectionTrouble(cause: unknown): string | undefined {
  const code = codeOf(cause);
  if (code === 'ECONNREFUSED') return 'is not running, or its port is another one: nothing listens there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return "can't be found: there is no host of that name, or the network is down";
  return tlsTrouble(cause);
}

/**
 * The same for what is wrong with TLS, which doesn't pass by itself.
 * @returns undefined where it is something else
 */
export function tlsTrouble(cause: unknown): string | undefined {
  const code = codeOf(cause);
  const message = reasonOf(cause);
  if (unknownAuthority.has(code))
    return (
      `has a certificate of an authority that Node doesn't know (${message}). Get the authority's certificate from whoever runs ` +
      'the server, as a PEM file, and set NODE_EXTRA_CA_CERTS to its path in the environment (a file .env is read too late)'
    );
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `has a certificate for another host (${message}); write the name that the certificate is for into the address`;
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return `has a certificate that doesn't hold now (${message}); it has to be renewed, or this machine's clock is wrong`;
  if (code === 'EPROTO' || /^(ERR_(SSL|TLS)|CERT)_/.test(code))
    return `can't agree on TLS with this machine (${openSslReason(cause) ?? message})`;
  return undefined;
}

/** OpenSSL's own messages are for its makers; Node keeps what is said in them beside. */
function openSslReason(cause: unknown): string | undefined {
  return cause instanceof Error && 'reason' in cause ? String(cause.reason) : undefined;
}
