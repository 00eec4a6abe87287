// Command lines of the built integ (an argument, as JSON) in one process, one after the other, until one fails: for
// what a test only needs done before it begins.
const root = new URL("../../../", import.meta.url);
const { main } = await import(new URL("dist/cli/main.js", root).href);

let isDone = false;
// A command that is done asks a little later for the process to end: the next one may be at work by then.
const leave = () => {
  if (isDone || process.exitCode) process.exit();
};

for (const commandLine of JSON.parse(process.argv[2])) {
  await main(commandLine, root, leave);
  if (process.exitCode) break;
}
isDone = true;
