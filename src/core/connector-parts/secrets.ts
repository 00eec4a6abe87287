// Credentials that a connection must have.
import type { ConnectionContext } from "../contract/connector.ts";
import { AuthError } from "../contract/errors.ts";

type Keeper = Pick<ConnectionContext, "name" | "secrets">;

/** The error of a credential that is not stored; `what` names it as people know it. */
export function missingSecret({ name }: Pick<Keeper, "name">, what: string): AuthError {
  return new AuthError({
    code: "E_SECRET_MISSING",
    message: `The ${what} of the connection ${name} is not stored`,
    connection: name,
  });
}

/**
 * The stored credential.
 * @throws AuthError E_SECRET_MISSING when there is none; what the store of secrets throws
 */
export async function requireSecret(context: Keeper, name: string, what: string): Promise<string> {
  const value = await context.secrets.get(name);
  if (value === null) throw missingSecret(context, what);
  return value;
}
