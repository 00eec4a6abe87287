// The actions of connections, as `integ actions` answers.
import { type ActionDescription, describeActions } from "../../core/actions/describe-actions.ts";
import type { App } from "../../daemon/app.ts";

export interface ActionsDocument {
  readonly schema: "integ.actions/1";
  readonly actions: readonly ListedAction[];
}

export type ListedAction = { readonly connection: string; readonly connector: string } & ActionDescription;

/** Of one connection, or of all. @throws ConfigError for a name that the configuration does not have */
export async function listActions(app: App, name: string | undefined): Promise<ActionsDocument> {
  const names = name === undefined ? [...app.config.connections.keys()] : [name];
  const listed = await Promise.all(
    names.map(async (connection): Promise<readonly ListedAction[]> => {
      const opened = await app.connectionOf(connection);
      return describeActions(opened).map((action) => ({
        connection,
        connector: opened.manifest.id,
        ...action,
      }));
    }),
  );
  return { schema: "integ.actions/1", actions: listed.flat() };
}
