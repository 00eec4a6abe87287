// A connection with what the configuration has switched off taken out of it.
import { hasFeature } from "../core/config/features.ts";
import type { ConnectionSettings } from "../core/config/types.ts";
import type { Action } from "../core/contract/actions.ts";
import type { Connection, ObjectPort } from "../core/contract/connector.ts";
import { PermanentError } from "../core/contract/errors.ts";

type Member = "create" | "update" | "delete";

/**
 * The configuration is checked so that no sync asks for what is off; this holds where one does all the same.
 * Everything else of the connection, also what it has beyond the contract, is as it was.
 */
export function withFeatures(connection: Connection, settings: ConnectionSettings): Connection {
  const members: readonly Member[] = hasFeature(settings, "writes")
    ? ["delete"]
    : ["create", "update", "delete"];
  const isLimited = !hasFeature(settings, "writes") || !hasFeature(settings, "deletes");
  const isDeaf = !hasFeature(settings, "webhooks");
  if (!isLimited && !isDeaf) return connection;
  const isReadOnly = !hasFeature(settings, "writes");
  const object: Connection["object"] = (name, fields) => {
    const port = connection.object(name, fields);
    return isLimited ? replaceMembers(port, refusals(settings.name, members)) : port;
  };
  return replaceMembers(connection, {
    object,
    ...(isDeaf ? { webhooks: undefined } : {}),
    ...(isReadOnly ? { actions: readingOnly(settings.name, connection.actions ?? []) } : {}),
  });
}

function refusals(connection: string, members: readonly Member[]): Partial<Record<Member, () => never>> {
  return Object.fromEntries(
    members.map((member) => {
      const feature = member === "delete" ? "deletes" : "writes";
      const refuse = (): never => {
        throw refusal(connection, feature);
      };
      return [member, refuse];
    }),
  );
}

/** What changes something is refused before it is noted or anything is asked of the vendor. */
function readingOnly(connection: string, actions: readonly Action[]): readonly Action[] {
  const refused = () => refusal(connection, "writes");
  const run = () => Promise.reject(refused());
  return actions.map((action) => (action.effect === "read" ? action : { ...action, refused, run }));
}

const refusal = (connection: string, feature: "writes" | "deletes"): PermanentError =>
  new PermanentError({
    code: "E_FEATURE_OFF",
    message: `${connection} takes no ${feature}: features.${feature} is off in the configuration`,
    connection,
  });

/** Methods go on working on the object itself, whose private members a proxy does not have. */
function replaceMembers<T extends Connection | ObjectPort>(target: T, members: object): T {
  return new Proxy(target, {
    get: (whole, key) => {
      if (Object.hasOwn(members, key)) return Reflect.get(members, key);
      const value: unknown = Reflect.get(whole, key, whole);
      return typeof value === "function" ? value.bind(whole) : value;
    },
    has: (whole, key) =>
      Object.hasOwn(members, key) ? Reflect.get(members, key) !== undefined : key in whole,
  });
}
