// The secrets this process has had in hand, so that it can hide them in whatever it writes down or is told by others.
import type { SecretStore } from "./secret-store.ts";

const hidden = "[hidden]";
/** Shorter ones would hide innocent words. */
const shortest = 8;
/** Tokens are renewed for as long as a daemon runs. */
const most = 200;
/** What is stored beside secrets: it says who signs in, and where. */
const openNames = /(?:\bid|[a-z]Id|[eE]mail|[uU]ser|[nN]ame|[lL]ogin|[uU]rl|scope|issuer|[a-z]At|Ms)$/;

/** Values as bytes, overwritten by `forget`; no text of them is kept. */
export interface KnownSecrets {
  /** `text`: a secret, or a JSON object whose texts are. `name` tells what is none: an email, an id. */
  remember(name: string, text: string): void;
  /** The text without any known secret, plain, escaped for an address or for JSON, or in base64. */
  hide(text: string): string;
  forget(): void;
}

/** An empty memory for one process or one run. */
export function createKnownSecrets(): KnownSecrets {
  const known = new Map<string, readonly Buffer[]>();

  function add(value: string): void {
    if (value.length < shortest) return;
    const forms = formsOf(value);
    // The value itself as a key would be kept as text.
    const key = `${value.length}:${checksum(Buffer.concat(forms))}`;
    known.delete(key);
    known.set(key, forms);
    for (const oldest of known.keys()) {
      if (known.size <= most) break;
      wipe(known.get(oldest));
      known.delete(oldest);
    }
  }
  return {
    remember: (name, text) => {
      for (const [field, value] of valuesOf(name, text)) if (!openNames.test(field)) add(value);
    },
    hide: (text) => {
      if (known.size === 0) return text;
      const bytes = Buffer.from(text);
      const found = [...known.values()].flat().filter((form) => bytes.includes(form));
      return found.reduce((shown, form) => shown.replaceAll(form.toString(), hidden), text);
    },
    forget: () => {
      for (const forms of known.values()) wipe(forms);
      known.clear();
    },
  };
}

/** The store, with every value that is read from it or put into it remembered. */
export function rememberSecrets(store: SecretStore, known: KnownSecrets): SecretStore {
  return {
    ...store,
    get: async (name) => {
      const value = await store.get(name);
      if (value !== null) known.remember(name, value);
      return value;
    },
    set: (name, value) => {
      known.remember(name, value);
      return store.set(name, value);
    },
    setAll: (values) => {
      for (const [name, value] of values) known.remember(name, value);
      return store.setAll(values);
    },
  };
}

/** A stored token is a JSON object with other things beside the token. */
function valuesOf(name: string, text: string): readonly (readonly [field: string, value: string])[] {
  if (!text.startsWith("{")) return [[name, text]];
  try {
    const entries = Object.entries(JSON.parse(text) as object);
    return entries.flatMap(([field, value]) => (typeof value === "string" ? [[field, value] as const] : []));
  } catch {
    return [[name, text]];
  }
}

function formsOf(value: string): readonly Buffer[] {
  const base64 = Buffer.from(value).toString("base64").replace(/=+$/, "");
  const forms = new Set([
    value,
    encodeURIComponent(value.toWellFormed()),
    JSON.stringify(value).slice(1, -1),
    base64,
  ]);
  // The longest first: what is left of it after a shorter one was hidden would tell something.
  return [...forms].sort((a, b) => b.length - a.length).map((form) => Buffer.from(form));
}

/** Tells values of one length apart; too short to find the value by. */
function checksum(bytes: Buffer): number {
  return bytes.reduce((sum, byte) => (Math.imul(sum, 31) + byte) >>> 0, 7);
}

function wipe(forms: readonly Buffer[] = []): void {
  for (const form of forms) form.fill(0);
}
