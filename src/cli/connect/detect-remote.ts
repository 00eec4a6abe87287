// Whether a browser opened here would be in front of whoever asked for it, and which one that is.
import { delimiter } from "node:path";
import type { Environment } from "../context.ts";

export interface Machine {
  readonly env: Environment;
  readonly platform: string;
  readonly exists: (path: string) => boolean;
}

/** Why no browser can be opened here (`this is an ssh session`); null: one can. */
export function whyRemote({ env, platform, exists }: Machine): string | null {
  // Who names a browser means it, also in an editor's remote session, where it is opened at the other end.
  if (env.BROWSER) return null;
  if (env.SSH_CONNECTION || env.SSH_TTY || env.SSH_CLIENT) return "this is an ssh session";
  if (env.container || env.KUBERNETES_SERVICE_HOST) return "this is a container";
  if (["/.dockerenv", "/run/.containerenv"].some(exists)) return "this is a container";
  const hasScreen = platform !== "linux" || env.DISPLAY || env.WAYLAND_DISPLAY;
  return hasScreen ? null : "there is no display";
}

/** Program and arguments that open the address. */
export function browserCommand({ env, platform }: Machine, url: string): readonly [string, ...string[]] {
  const named = env.BROWSER?.split(delimiter)[0]?.trim().split(/\s+/) ?? [];
  const [program, ...rest] = named;
  if (program) {
    const hasPlace = rest.some((part) => part.includes("%s"));
    return [program, ...(hasPlace ? rest.map((part) => part.replaceAll("%s", url)) : [...rest, url])];
  }
  if (platform === "darwin") return ["open", url];
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler", url];
  return ["xdg-open", url];
}
