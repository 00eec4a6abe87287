// `integ init`: the configuration to start from, the state directory and the secret store. Safe to repeat.
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { jsonSchema } from "../../core/config/json-schema.ts";
import { starterConfig } from "../../core/config/starter.ts";
import type { StarterPair } from "../../core/config/starter-sync.ts";
import type { Registry } from "../../core/connectors/registry.ts";
import type { KeySourceKind, SecretsDescription } from "../../core/secrets/secret-store.ts";
import { createSecrets, secretsExist } from "../../core/secrets/secrets.ts";
import { openRegistry, secretsPorts } from "../../daemon/app.ts";
import { appPorts } from "../app.ts";
import type { CommandContext } from "../context.ts";
import { createConfigText } from "./config-file.ts";
import { examplePair, readPairs } from "./starter-pairs.ts";

type Made = "created" | "there_already";

export interface InitDocument {
  readonly schema: "integ.init/1";
  readonly config: { readonly status: Made; readonly file: string };
  readonly secrets: { readonly status: Made; readonly why: string } & Pick<
    SecretsDescription,
    "source" | "backend" | "warning"
  >;
  readonly stateDir: string;
  readonly next: string;
}

export interface InitRequest {
  /** Where the configuration belongs. */
  readonly file: string;
  /** Where the master key comes from; null: the first place that is there. */
  readonly source: KeySourceKind | null;
  /** Pairs of connectors to write syncs for (`salesforce,jira`). */
  readonly pairs: readonly string[];
}

/**
 * @throws IntegrationError E_USAGE for a pair that can't be; E_SECRETS_UNAVAILABLE when there is no place for the master
 * key. Nothing is written then.
 */
export async function initialize(
  context: CommandContext,
  { file, source, pairs: wanted }: InitRequest,
): Promise<InitDocument> {
  const { stateDir } = context.directories;
  const registry = openRegistry(file);
  const pairs = await readPairs(wanted, registry);
  const existed = await secretsExist(stateDir);
  const secrets = await createSecrets({ ...secretsPorts(appPorts(context)), source });
  context.releasers.push(() => secrets.close());
  const isNewConfig = await createConfigText(file, starterConfig(pairs, await examplePair(registry)));
  if (isNewConfig) await writeSchema(file, registry);
  const { source: chosen, backend, warning } = secrets.describe();
  const why = existed ? "chosen when it was made" : source === null ? reasons[chosen] : "as asked for";
  return {
    schema: "integ.init/1",
    config: { status: isNewConfig ? "created" : "there_already", file },
    secrets: { status: existed ? "there_already" : "created", why, source: chosen, backend, warning },
    stateDir,
    next: nextStep(file, pairs),
  };
}

function nextStep(file: string, [pair]: readonly StarterPair[]): string {
  if (pair === undefined) return "integ connect salesforce";
  return `Write the addresses of your systems into ${file}, then: integ connect ${pair.left.connection}`;
}

/** Beside the configuration, where its first line points editors to. */
async function writeSchema(file: string, registry: Registry): Promise<void> {
  const schema = await jsonSchema(registry);
  await writeFile(join(dirname(file), "integ.schema.json"), `${JSON.stringify(schema, null, 2)}\n`);
}

const reasons: Readonly<Record<KeySourceKind, string>> = {
  "systemd-credential": "the first choice, and the service manager has loaded the credential",
  "key-file": "INTEG_MASTER_KEY_FILE names a key file",
  keychain: "no credential or key file is set, and the keychain passed a write-read-delete test",
  passphrase: "no credential, key file or working keychain is there",
  environment: "INTEG_MASTER_KEY is set, and nothing better is there",
  "insecure-key-file": "asked for with --insecure-key-file",
};
