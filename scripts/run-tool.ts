// Runs a tool of node_modules/.bin with this very Node.js and keeps what it prints.
import { spawn } from "node:child_process";
import { delimiter, dirname, resolve } from "node:path";

export interface ToolResult {
  readonly code: number;
  readonly output: string;
}

export function runTool(tool: string, args: readonly string[]): Promise<ToolResult> {
  const binDir = resolve("node_modules/.bin");
  const path = [dirname(process.execPath), binDir, process.env.PATH].join(delimiter);
  return new Promise((done, reject) => {
    const child = spawn(resolve(binDir, tool), args, {
      env: { ...process.env, PATH: path },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const keep = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", (code) => done({ code: code ?? 1, output }));
  });
}
