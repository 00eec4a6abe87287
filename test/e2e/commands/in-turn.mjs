// Command lines of the built integ (an argument, as JSON) in one process, one after the other, until one fails: for
// what a test only needs done before it begins.
const root = new URL("../../../", import.meta.url);
const { main } = await import(new URL("dist/cli/main.js", root).href);

for (const commandLine of JSON.parse(process.argv[2])) {
  await main(commandLine, root, () => process.exit());
  if (process.exitCode) break;
}
